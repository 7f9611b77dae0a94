import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import type { DebSpec } from '../deb/package.ts'
import { debContents } from '../deb/programs.ts'
import { suiteFiles } from '../deb/repository.ts'
import { parseTable } from '../deb/table.ts'
import { rootCertificates } from '../internet/certificates.ts'
import { dateMs } from '../rpm/package.ts'
import { debianArchiveKey } from './archive-key.ts'
import { baseTable } from './base-table.ts'
import { libraryTable } from './library-table.ts'
import { programTable } from './program-table.ts'

export const debianMaintainer = 'Debian Maintainers <debian-devel@lists.debian.org>'

const ldconfig = { triggers: 'activate-noawait ldconfig', files: {} }

/** Shared libraries set off libc-bin's trigger. */
const isLibrary = (spec: DebSpec): boolean => spec.section === 'libs' && spec.arch !== 'all' && spec.multiArch === 'same'

export function withContents(specs: readonly DebSpec[]): DebSpec[] {
  return specs.map((spec) => ({ ...spec, ...(isLibrary(spec) && ldconfig), ...debContents(spec.name, spec.version, rootCertificates) }))
}

const common = { origin: 'Debian', keyId: debianArchiveKey.id, maintainer: debianMaintainer, codename: 'bookworm' }

/** Debian's archive as a mirror has it, below its root: /debian and /debian-security. */
export function debianMirrorFiles(): Record<string, TreeEntry> {
  const main = suiteFiles({
    ...common,
    label: 'Debian',
    suite: 'stable',
    version: '12.5',
    description: 'Debian 12.5 Released 10 February 2024',
    date: dateMs('2024-02-10'),
    components: [
      { name: 'main', packages: withContents(parseTable(`${baseTable}${libraryTable}${programTable}`)), indexBytes: 8_786_284 },
      { name: 'contrib', packages: [], indexBytes: 54_148 },
      { name: 'non-free', packages: [], indexBytes: 97_344 },
      { name: 'non-free-firmware', packages: [], indexBytes: 6_240 },
    ],
    inReleaseBytes: 151_082,
  })
  const updates = suiteFiles(
    {
      ...common,
      label: 'Debian',
      suite: 'stable-updates',
      codename: 'bookworm-updates',
      version: '12-updates',
      description: 'Debian 12 Stable Updates',
      date: dateMs('2024-05-13'),
      components: [{ name: 'main', packages: [], indexBytes: 13_796 }],
      inReleaseBytes: 55_443,
    },
    'bookworm-updates',
  )
  const security = suiteFiles(
    {
      ...common,
      label: 'Debian-Security',
      suite: 'stable-security',
      codename: 'bookworm-security',
      version: '12',
      description: 'Debian 12 Security Updates',
      date: dateMs('2024-06-01'),
      components: [{ name: 'main', packages: [], indexBytes: 156_208 }],
      inReleaseBytes: 47_963,
    },
    'bookworm-security',
  )
  const out: Record<string, TreeEntry> = {}
  for (const [path, entry] of [...Object.entries(main), ...Object.entries(updates)]) out[`/debian${path}`] = entry
  for (const [path, entry] of Object.entries(security)) out[`/debian-security${path}`] = entry
  return out
}
