import { basename } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import { utility } from './frame.ts'

/** Models whereis(1): binaries, manual pages, sources by the usual directories. */
const binaries = [
  '/usr/bin',
  '/usr/sbin',
  '/bin',
  '/sbin',
  '/usr/lib',
  '/usr/lib64',
  '/etc',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/local/lib',
  '/usr/games',
  '/usr/share',
  '/usr/libexec',
]
const manuals = [1, 2, 3, 4, 5, 6, 7, 8].map((section) => `/usr/share/man/man${section}`)
const sources = ['/usr/src']

export const whereis = utility({
  name: 'whereis',
  usage: ['[options] [-BMS <dir>... -f] <name>'],
  summary: 'Locate the binary, source, and manual-page files for a command.',
  options: 'b m s u B M S f l g',
  unsimulated: ['u', 'B', 'M', 'S', 'f', 'l', 'g'],
  *run(run) {
    if (run.operands.length === 0) return yield* run.usageError('bad usage')
    const every = !run.has('b') && !run.has('m') && !run.has('s')
    const directories = [
      ...(every || run.has('b') ? binaries : []),
      ...(every || run.has('m') ? manuals : []),
      ...(every || run.has('s') ? sources : []),
    ]
    for (const operand of run.operands) {
      const name = basename(operand).replace(/\.[A-Za-z]{1,2}$/, '')
      const found: string[] = []
      const seen = new Set<string>()
      for (const directory of directories) {
        const place = yield* sys.stat({ path: directory })
        const entries = place.ok && !seen.has(`${place.value.dev}:${place.value.ino}`) ? yield* sys.getdents({ path: directory }) : undefined
        if (place.ok) seen.add(`${place.value.dev}:${place.value.ino}`)
        if (!entries?.ok) continue
        for (const entry of entries.value) {
          const bare = entry.name.replace(/\.gz$/, '')
          if (bare === name || (bare.startsWith(`${name}.`) && /^\.(?:[1-9n]\w*|so|conf)$/.test(bare.slice(name.length))))
            found.push(`${directory}/${entry.name}`)
        }
      }
      yield* run.say(`${[`${name}:`, ...found].join(' ')}\n`)
    }
    return 0
  },
})
