import type { Stat, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { joinPath } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import type { BlockSize } from '../gnu/sizes.ts'
import { formatSize, parseBlockSize, parseSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { globToRegExp } from './du-exclude.ts'

/** Models du(1). Leaves out --time, --files0-from and --exclude-from. */
export const du = gnuProgram({
  name: 'du',
  usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
  summary: 'Summarize device usage of the set of FILEs, recursively for directories.',
  options: [
    ['-0, --null', 'end each output line with NUL, not newline'],
    ['-a, --all', 'write counts for all files, not just directories'],
    ['--apparent-size', 'print apparent sizes rather than device usage'],
    ['-B, --block-size=SIZE', 'scale sizes by SIZE before printing them'],
    ['-b, --bytes', "equivalent to '--apparent-size --block-size=1'"],
    ['-c, --total', 'produce a grand total'],
    ['-D, --dereference-args', 'dereference only symlinks that are listed on the command line'],
    ['-d, --max-depth=N', 'print the total for a directory only if it is N or fewer levels below the command line argument'],
    ['-H', 'equivalent to --dereference-args (-D)'],
    ['-h, --human-readable', 'print sizes in human readable format (e.g., 1K 234M 2G)'],
    ['--inodes', 'list inode usage information instead of block usage'],
    ['-k', 'like --block-size=1K'],
    ['-L, --dereference', 'dereference all symbolic links'],
    ['-l, --count-links', 'count sizes many times if hard linked'],
    ['-m', 'like --block-size=1M'],
    ['-P, --no-dereference', "don't follow any symbolic links (this is the default)"],
    ['-S, --separate-dirs', 'for directories do not include size of subdirectories'],
    ['--si', 'like -h, but use powers of 1000 not 1024'],
    ['-s, --summarize', 'display only a total for each argument'],
    ['-t, --threshold=SIZE', 'exclude entries smaller than SIZE if positive, or entries greater than SIZE if negative'],
    ['--exclude=PATTERN', 'exclude files that match PATTERN'],
    ['-x, --one-file-system', 'skip directories on different file systems'],
  ],
  unsimulated: ['--time[=WORD]', '--time-style=STYLE', '--files0-from=F', '-X, --exclude-from=FILE'],
  *run(tool) {
    const run = new Run(tool, yield* settingsOf(tool))
    for (const path of tool.operands.length > 0 ? tool.operands : ['.']) yield* run.operand(path)
    if (tool.has('total')) yield* run.print(run.grand, 'total')
    return undefined
  },
})

interface Settings {
  readonly size: BlockSize
  readonly maxDepth: number
  readonly apparent: boolean
  readonly inodes: boolean
  readonly threshold: number
  readonly excluded: readonly RegExp[]
}

function* settingsOf(tool: Tool): Sys<Settings> {
  let size: BlockSize = { unit: 1024, suffix: '' }
  for (const { key, value } of tool.options.options) {
    if (key === 'human-readable') size = { human: 1024, unit: 1, suffix: '' }
    else if (key === 'si') size = { human: 1000, unit: 1, suffix: '' }
    else if (key === 'bytes') size = { unit: 1, suffix: '' }
    else if (key === 'k') size = { unit: 1024, suffix: '' }
    else if (key === 'm') size = { unit: 1024 ** 2, suffix: '' }
    else if (key === 'block-size') {
      const parsed = parseBlockSize(value ?? '')
      if (!parsed) return yield* tool.die(`invalid --block-size argument '${value ?? ''}'`)
      size = parsed
    }
  }
  const depth = tool.value('max-depth')
  if (depth !== undefined && !/^\d+$/.test(depth)) {
    yield* tool.warn(`invalid maximum depth ${tool.quote(depth)}`)
    yield* tool.usageError()
  }
  if (tool.has('all') && tool.has('summarize')) yield* tool.usageError('cannot both summarize and show all entries')
  if (tool.has('summarize') && depth !== undefined) {
    if (Number(depth) > 0) yield* tool.usageError(`warning: summarizing conflicts with --max-depth=${depth}`)
    yield* tool.warn('warning: summarizing is the same as using --max-depth=0')
  }
  const limit = tool.value('threshold')
  const threshold = limit === undefined ? 0 : parseSize(limit.replace(/^[-+]/, ''))
  if (threshold === undefined) return yield* tool.die(`invalid --threshold argument '${limit ?? ''}'`)
  return {
    size,
    maxDepth: tool.has('summarize') ? 0 : depth === undefined ? Number.POSITIVE_INFINITY : Number(depth),
    apparent: tool.has('apparent-size') || tool.has('bytes'),
    inodes: tool.has('inodes'),
    threshold: limit?.startsWith('-') ? -threshold : threshold,
    excluded: tool.options.values('exclude').map(globToRegExp),
  }
}

class Run {
  grand = 0
  private readonly seen = new Set<string>()

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
  ) {}

  *operand(path: string): Sys<void> {
    const follow = this.tool.has('dereference') || this.tool.has('dereference-args') || this.tool.has('H')
    const stat = yield* sys.stat({ path, noFollow: !follow })
    if (!stat.ok) return yield* this.tool.fail(`cannot access ${this.tool.quoteName(path)}: ${strerror(stat.error)}`)
    const counted = yield* this.measure(path, stat.value, 0, stat.value.dev)
    this.grand += counted?.total ?? 0
  }

  *print(amount: number, path: string): Sys<void> {
    const { settings, tool } = this
    if (settings.threshold < 0 ? amount > -settings.threshold : amount < settings.threshold) return
    const text = settings.inodes && !settings.size.human ? String(amount) : formatSize(amount, settings.size)
    yield* tool.say(`${text}\t${path}${tool.has('null') ? '\0' : '\n'}`)
  }

  /** Bytes (or files) below a path; undefined when it was counted before or is left out. */
  private *measure(path: string, stat: Stat, depth: number, dev: number): Sys<{ total: number } | undefined> {
    const { settings, tool } = this
    if (settings.excluded.some((pattern) => pattern.test(path))) return undefined
    if (stat.dev !== dev && tool.has('one-file-system')) return undefined
    if ((stat.type === 'directory' || stat.nlink > 1) && !tool.has('count-links')) {
      const key = `${stat.dev}:${stat.ino}`
      if (this.seen.has(key)) return undefined
      this.seen.add(key)
    }
    const sized = stat.type === 'file' || stat.type === 'symlink' || stat.type === 'directory'
    const own = settings.inodes ? 1 : settings.apparent ? (sized ? stat.size : 0) : stat.blocks * 512
    let total = own
    let shown = own
    if (stat.type === 'directory') {
      for (const child of yield* this.children(path)) {
        const found = yield* sys.stat({ path: child, noFollow: !tool.has('dereference') })
        if (!found.ok) {
          yield* tool.fail(`cannot access ${tool.quoteName(child)}: ${strerror(found.error)}`)
          continue
        }
        const counted = (yield* this.measure(child, found.value, depth + 1, dev))?.total ?? 0
        total += counted
        if (found.value.type !== 'directory') shown += counted
      }
    }
    const listed = stat.type === 'directory' || tool.has('all') || depth === 0
    if (listed && depth <= settings.maxDepth) yield* this.print(tool.has('separate-dirs') ? shown : total, path)
    return { total }
  }

  private *children(path: string): Sys<readonly string[]> {
    const entries = yield* sys.getdents({ path })
    if (!entries.ok) {
      yield* this.tool.fail(`cannot read directory ${this.tool.quoteName(path)}: ${strerror(entries.error)}`)
      return []
    }
    return entries.value.filter(({ name }) => name !== '.' && name !== '..').map(({ name }) => joinPath(path, name))
  }
}
