import { serverPrograms } from '../catalog/servers/table.ts'
import type { ProgramTable } from '../linux/kernel/program.ts'
import { coreutilsPrograms } from '../linux/programs/coreutils/table.ts'
import { netScriptPrograms } from '../linux/programs/net-scripts/table.ts'
import { rpmPrograms } from '../linux/programs/rpm/table.ts'
import { systemPrograms } from '../linux/programs/system/table.ts'

/** Every program there is, by the name its executables carry. */
export function allPrograms(): ProgramTable {
  return new Map([...coreutilsPrograms, ...systemPrograms, ...netScriptPrograms, ...rpmPrograms, ...serverPrograms])
}
