import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { BINARY_MARK, keyringText } from '../../linux/programs/apt/keyring.ts'
import { suiteFiles } from '../deb/repository.ts'
import { dateMs } from '../rpm/package.ts'
import { noblePackages, ubuntuMaintainer } from './packages.ts'

const key = {
  id: '871920D1991BC93C',
  userId: 'Ubuntu Archive Automatic Signing Key (2018) <ftpmaster@ubuntu.com>',
  fingerprint: 'F6EC B376 2474 EDA9 D21B  7022 8719 20D1 991B C93C',
}

/** /usr/share/keyrings/ubuntu-archive-keyring.gpg. */
export const ubuntuKeyring = BINARY_MARK + keyringText(key, '').replace(/-----.*-----\n/g, '')

/** Compressed sizes of the real indexes, component by component. */
const indexBytes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  noble: { main: 1_808_000, universe: 19_300_000, restricted: 117_000, multiverse: 331_000 },
  'noble-updates': { main: 151_000, universe: 95_900, restricted: 110_000, multiverse: 4_600 },
  'noble-backports': { main: 208, universe: 10_100, restricted: 116, multiverse: 116 },
  'noble-security': { main: 118_000, universe: 37_000, restricted: 110_000, multiverse: 3_600 },
}

/** Ubuntu's archive, below /ubuntu: archive.ubuntu.com and security.ubuntu.com have the same. */
export function ubuntuMirrorFiles(): Record<string, TreeEntry> {
  const packages: Readonly<Record<string, ReturnType<typeof noblePackages>['main']>> = noblePackages()
  const out: Record<string, TreeEntry> = {}
  for (const [suite, sizes] of Object.entries(indexBytes)) {
    const files = suiteFiles(
      {
        origin: 'Ubuntu',
        label: 'Ubuntu',
        suite,
        codename: 'noble',
        version: '24.04',
        description: `Ubuntu Noble ${suite === 'noble' ? '24.04' : suite.replace('noble-', '24.04 ')}`,
        date: dateMs(suite === 'noble' ? '2024-04-25' : '2024-06-01'),
        components: Object.entries(sizes).map(([name, bytes]) => ({
          name,
          packages: suite === 'noble' ? (packages[name] ?? []) : [],
          indexBytes: bytes,
        })),
        keyId: key.id,
        inReleaseBytes: suite === 'noble' ? 256_000 : 126_000,
        maintainer: ubuntuMaintainer,
      },
      suite,
    )
    for (const [path, entry] of Object.entries(files)) out[`/ubuntu${path}`] = entry
  }
  return out
}
