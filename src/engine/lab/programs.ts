import { serverPrograms } from '../catalog/servers/table.ts'
import { dockerClientPrograms } from '../docker/cli/table.ts'
import { dockerServerPrograms } from '../docker/table.ts'
import type { ProgramTable } from '../linux/kernel/program.ts'
import { accountPrograms } from '../linux/programs/accounts/table.ts'
import { apkPrograms } from '../linux/programs/apk/table.ts'
import { aptPrograms } from '../linux/programs/apt/table.ts'
import { archivePrograms } from '../linux/programs/archive/table.ts'
import { busyboxPrograms } from '../linux/programs/busybox/table.ts'
import { coreutilsPrograms } from '../linux/programs/coreutils/table.ts'
import { editorPrograms } from '../linux/programs/editors/table.ts'
import { findutilsPrograms } from '../linux/programs/findutils/table.ts'
import { netPrograms } from '../linux/programs/net/table.ts'
import { netScriptPrograms } from '../linux/programs/net-scripts/table.ts'
import { nodePrograms } from '../linux/programs/node/table.ts'
import { procpsPrograms } from '../linux/programs/procps/table.ts'
import { pythonPrograms } from '../linux/programs/python/table.ts'
import { rpmPrograms } from '../linux/programs/rpm/table.ts'
import { systemPrograms } from '../linux/programs/system/table.ts'
import { textPrograms } from '../linux/programs/text/table.ts'
import { utilLinuxPrograms } from '../linux/programs/util-linux/table.ts'
import { shellPrograms } from '../linux/shell/table.ts'
import type { Supply } from './supply.ts'
import { publicSites } from './worlds/sites.ts'

/** Every program there is, by the name its executables carry. */
export function allPrograms(): ProgramTable {
  return new Map([
    ...shellPrograms,
    ...coreutilsPrograms,
    ...busyboxPrograms,
    ...apkPrograms,
    ...textPrograms,
    ...utilLinuxPrograms,
    ...archivePrograms,
    ...procpsPrograms,
    ...findutilsPrograms,
    ...editorPrograms,
    ...accountPrograms,
    ...systemPrograms,
    ...netPrograms,
    ...netScriptPrograms,
    ...pythonPrograms,
    ...nodePrograms,
    ...rpmPrograms,
    ...aptPrograms,
    ...serverPrograms,
    ...dockerClientPrograms,
    ...dockerServerPrograms,
  ])
}

/** Everything that any world can draw on. */
export const wholeSupply = (): Supply => ({ programs: allPrograms(), sites: publicSites })
