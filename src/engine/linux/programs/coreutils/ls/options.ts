import { utc } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { localZone } from '../../../libc/local-zone.ts'
import type { QuotingStyle } from '../../../libc/quoting.ts'
import { sys } from '../../../sys.ts'
import { choose } from '../../gnu/choice.ts'
import type { OptionLine } from '../../gnu/option-list.ts'
import type { BlockSize } from '../../gnu/sizes.ts'
import { parseBlockSize } from '../../gnu/sizes.ts'
import type { Tool } from '../../gnu/tool.ts'
import { Colors } from './colors.ts'
import type { Settings } from './settings.ts'

/** ls's options and what they, the environment and the terminal settle. */
export const lsOptions: readonly OptionLine[] = [
  ['-a, --all', 'list also names that start with .'],
  ['-A, --almost-all', 'like -a without . and ..'],
  ['    --author', 'with -l, show the author of each file'],
  ['-b, --escape', 'show unprintable characters as C escapes'],
  ['    --block-size=SIZE', 'show sizes in units of SIZE'],
  ['-B, --ignore-backups', 'leave out names that end in ~'],
  ['-c', 'with -lt: sort by and show the time of status change; with -l: show it; otherwise: sort by it'],
  ['-C', 'list in columns'],
  ['    --color[=WHEN]', "colour names; WHEN is 'always' (default), 'auto' or 'never'"],
  ['-d, --directory', 'list directories themselves, not what is in them'],
  ['-f', 'list everything, unsorted'],
  ['-F, --classify[=WHEN]', 'append one of */=>@| to names'],
  ['    --file-type', 'like -F without *'],
  ['    --format=WORD', 'across, commas, horizontal, long, single-column, verbose or vertical'],
  ['    --full-time', 'like -l --time-style=full-iso'],
  ['-g', 'like -l without owners'],
  ['    --group-directories-first', 'list directories before files'],
  ['-G, --no-group', 'with -l, no groups'],
  ['-h, --human-readable', 'with -l and -s, sizes like 1K 234M 2G'],
  ['    --si', 'like -h with powers of 1000'],
  ['-H, --dereference-command-line', 'follow links given as operands'],
  ['    --dereference-command-line-symlink-to-dir', 'follow operands that link to directories'],
  ['    --hide=PATTERN', 'leave out names that match, unless -a or -A'],
  ['    --indicator-style=WORD', 'none, slash (-p), file-type, classify (-F)'],
  ['-i, --inode', 'show inode numbers'],
  ['-I, --ignore=PATTERN', 'leave out names that match'],
  ['-k, --kibibytes', 'disk usage in blocks of 1024 bytes'],
  ['-l', 'long format'],
  ['-L, --dereference', 'show what links lead to'],
  ['-m', 'a list with commas'],
  ['-n, --numeric-uid-gid', 'like -l with numbers for owners and groups'],
  ['-N, --literal', 'names as they are'],
  ['-o', 'like -l without groups'],
  ['-p', 'append / to directories'],
  ['-q, --hide-control-chars', '? for characters that cannot be shown'],
  ['    --show-control-chars', 'characters that cannot be shown as they are'],
  ['-Q, --quote-name', 'names in double quotes'],
  ['    --quoting-style=WORD', 'literal, locale, shell, shell-always, shell-escape, shell-escape-always, c or escape'],
  ['-r, --reverse', 'reverse the order'],
  ['-R, --recursive', 'list subdirectories too'],
  ['-s, --size', 'show allocated blocks'],
  ['-S', 'largest first'],
  ['    --sort=WORD', 'none (-U), size (-S), time (-t), version (-v), extension (-X), width'],
  ['    --time=WORD', 'atime, access, use (-u); ctime, status (-c); mtime, modification'],
  ['    --time-style=TIME_STYLE', 'full-iso, long-iso, iso, locale or +FORMAT'],
  ['-t', 'newest first'],
  ['-T, --tabsize=COLS', 'tab stops every COLS columns'],
  ['-u', 'like -c with access times'],
  ['-U', 'directory order'],
  ['-v', 'natural order of numbers in names'],
  ['-w, --width=COLS', 'width of the screen; 0 means no limit'],
  ['-x', 'list by lines'],
  ['-X', 'sort by extension'],
  ['    --zero', 'end each line with NUL'],
  ['-1', 'one file a line'],
].map(([form, text]) => [(form as string).trim(), text as string])

const formats = [['long', 'verbose'], ['commas'], ['across', 'horizontal'], ['vertical'], ['single-column']] as const
const shownFormats = [['verbose', 'long'], ['commas'], ['horizontal', 'across'], ['vertical'], ['single-column']]
const sorts = [['none'], ['time'], ['size'], ['extension'], ['version'], ['width']]
const times = [
  ['atime', 'access', 'use'],
  ['ctime', 'status'],
  ['mtime', 'modification'],
  ['birth', 'creation'],
]
const whens = [
  ['always', 'yes', 'force'],
  ['never', 'no', 'none'],
  ['auto', 'tty', 'if-tty'],
]
const styles = ['literal', 'shell', 'shell-always', 'shell-escape', 'shell-escape-always', 'c', 'c-maybe', 'escape', 'locale', 'clocale'].map(
  (name) => [name],
)

/** What options can change, while they are read. */
interface Draft {
  format: Settings['format']
  long: boolean
  hidden: Settings['hidden']
  sort: Settings['sort'] | undefined
  time: Settings['time'] | undefined
  color: boolean
  indicators: Settings['indicators']
  quoting: QuotingStyle
  hideControls: boolean
  blockSize: BlockSize
  fileSize: BlockSize
  timeStyle: string
}

export function* readSettings(tool: Tool): Sys<Settings> {
  const terminal = (yield* sys.tcgetattr({ fd: 1 })).ok
  const modern = tool.atLeast(8, 25)
  const draft: Draft = {
    format: terminal ? 'vertical' : 'single-column',
    long: false,
    hidden: 'none',
    sort: undefined,
    time: undefined,
    color: false,
    indicators: 'none',
    quoting: terminal && modern ? 'shell-escape' : 'literal',
    hideControls: terminal,
    blockSize: { unit: 1024, suffix: '' },
    fileSize: { unit: 1, suffix: '' },
    timeStyle: tool.env.get('TIME_STYLE') ?? 'locale',
  }
  const fromEnvironment = tool.env.get('QUOTING_STYLE')
  if (fromEnvironment !== undefined && styles.some(([name]) => name === fromEnvironment)) draft.quoting = fromEnvironment as QuotingStyle
  for (const { key, value } of tool.options.options) yield* applyOption(tool, draft, key, value, terminal)
  const has = (key: string) => tool.has(key)
  const zero = has('zero')
  const long = draft.format === 'long'
  const follow = has('dereference')
    ? 'always'
    : has('dereference-command-line')
      ? 'arguments'
      : has('directory') || long || draft.indicators === 'classify'
        ? 'never'
        : 'directory-arguments'
  return {
    format: draft.format,
    hidden: draft.hidden,
    ignored: [
      ...tool.options.values('ignore'),
      ...(draft.hidden === 'none' ? tool.options.values('hide') : []),
      ...(has('ignore-backups') ? ['*~', '.*~'] : []),
    ],
    sort: draft.sort ?? (draft.time && !long ? 'time' : 'name'),
    reverse: has('reverse'),
    recursive: has('recursive') && !has('directory'),
    directoriesThemselves: has('directory'),
    directoriesFirst: has('group-directories-first'),
    time: draft.time ?? 'mtime',
    timeStyle: yield* timeStyle(tool, draft.timeStyle),
    inodes: has('inode'),
    blocks: has('size'),
    blockSize: draft.blockSize,
    fileSize: draft.fileSize,
    numericIds: has('numeric-uid-gid'),
    showOwner: !has('g'),
    showGroup: !has('no-group') && !has('o'),
    showAuthor: has('author'),
    dereference: has('dereference-command-line-symlink-to-dir') && follow !== 'always' ? 'directory-arguments' : follow,
    indicators: draft.indicators,
    quoting: zero ? 'literal' : draft.quoting,
    hideControls: draft.hideControls && draft.quoting === 'literal' && !zero,
    colors: draft.color && !zero && canColor(tool) ? new Colors(tool.env.get('LS_COLORS') ?? '') : undefined,
    width: yield* lineWidth(tool),
    tabSize: draft.color ? 0 : has('tabsize') ? Number(tool.value('tabsize')) : 8,
    lineEnd: zero ? '\0' : '\n',
    zone: long ? yield* localZone(tool.env) : utc,
    nowMs: long ? yield* sys.clockRealtime({}) : 0,
  }
}

/** Without LS_COLORS only terminals that dircolors knows get colours. */
function canColor(tool: Tool): boolean {
  if (tool.env.get('LS_COLORS') || tool.env.get('COLORTERM') || !tool.atLeast(8, 30)) return true
  return /^(?:Eterm|ansi|.*color.*|con\d+x\d+.*|cons25|console|cygwin|.*direct.*|dtterm|gnome|hurd|jfbterm|konsole|kterm|linux|linux-c|mlterm|putty|rxvt.*|screen.*|st|terminator|tmux.*|vt\d\d\d|xterm.*)$/.test(
    tool.env.get('TERM') ?? '',
  )
}

function* applyOption(tool: Tool, draft: Draft, key: string, value: string | undefined, terminal: boolean): Sys<void> {
  const simple = simpleOptions[key]
  if (simple) Object.assign(draft, simple)
  const when = function* (option: string): Sys<boolean> {
    const answer = value === undefined ? 'always' : yield* choose(tool, option, value, whens)
    return answer === 'always' || (answer === 'auto' && terminal)
  }
  switch (key) {
    case '1':
      if (!draft.long) draft.format = 'single-column'
      return
    case 'color':
      draft.color = yield* when('--color')
      return
    case 'classify':
      if (yield* when('--classify')) draft.indicators = 'classify'
      return
    case 'format': {
      const word = yield* choose(tool, '--format', value ?? '', shownFormats)
      draft.format = formats.find((names) => (names as readonly string[]).includes(word))?.[0] ?? 'vertical'
      draft.long = draft.format === 'long'
      return
    }
    case 'sort':
      draft.sort = (yield* choose(tool, '--sort', value ?? '', sorts)) as Settings['sort']
      return
    case 'time': {
      const word = yield* choose(tool, '--time', value ?? '', times)
      if (word === 'birth') yield* tool.notSimulated('--time=birth')
      draft.time = word as Settings['time']
      return
    }
    case 'quoting-style': {
      const word = yield* choose(tool, '--quoting-style', value ?? '', styles)
      draft.quoting = (word === 'clocale' ? 'locale' : word === 'c-maybe' ? 'c' : word) as QuotingStyle
      return
    }
    case 'indicator-style':
      draft.indicators = (yield* choose(tool, '--indicator-style', value ?? '', [
        ['none'],
        ['slash'],
        ['file-type'],
        ['classify'],
      ])) as Settings['indicators']
      return
    case 'block-size': {
      const size = parseBlockSize(value ?? '')
      if (!size) yield* tool.die(`invalid --block-size argument ${tool.quoteName(value ?? '')}`)
      else draft.blockSize = draft.fileSize = size
      return
    }
    case 'time-style':
      draft.timeStyle = value ?? 'locale'
  }
}

const longFormat: Partial<Draft> = { format: 'long', long: true }
const human = (base: 1000 | 1024): Partial<Draft> => {
  const size = { human: base, unit: 1, suffix: '' }
  return { blockSize: size, fileSize: size }
}

/** What an option without an argument sets. */
const simpleOptions: Readonly<Record<string, Partial<Draft>>> = {
  all: { hidden: 'all' },
  'almost-all': { hidden: 'almost-all' },
  escape: { quoting: 'escape' },
  literal: { quoting: 'literal' },
  'quote-name': { quoting: 'c' },
  'hide-control-chars': { hideControls: true },
  'show-control-chars': { hideControls: false },
  c: { time: 'ctime' },
  u: { time: 'atime' },
  t: { sort: 'time' },
  S: { sort: 'size' },
  X: { sort: 'extension' },
  v: { sort: 'version' },
  U: { sort: 'none' },
  C: { format: 'vertical', long: false },
  x: { format: 'across', long: false },
  m: { format: 'commas', long: false },
  l: longFormat,
  g: longFormat,
  o: longFormat,
  'numeric-uid-gid': longFormat,
  'full-time': { ...longFormat, timeStyle: 'full-iso' },
  p: { indicators: 'slash' },
  'file-type': { indicators: 'file-type' },
  'human-readable': human(1024),
  si: human(1000),
  kibibytes: { blockSize: { unit: 1024, suffix: '' } },
  f: { hidden: 'all', sort: 'none', color: false },
}

function* timeStyle(tool: Tool, given: string): Sys<string> {
  const style = given.replace(/^posix-/, '')
  if (style.startsWith('+') || ['full-iso', 'long-iso', 'iso', 'locale'].includes(style)) return style
  yield* tool.warn(
    `invalid argument ${tool.quote(given)} for ${tool.quote('time style')}\nValid arguments are:\n  - [posix-]full-iso\n  - [posix-]long-iso\n  - [posix-]iso\n  - [posix-]locale\n  - +FORMAT (e.g., +%H:%M) for a 'date'-style format`,
  )
  return yield* tool.usageError()
}

function* lineWidth(tool: Tool): Sys<number> {
  const given = tool.value('width')
  if (given !== undefined) {
    if (!/^\d+$/.test(given)) yield* tool.die(`invalid line width: ${tool.quote(given)}`)
    return Number(given)
  }
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  if (size.ok && size.value.cols > 0) return size.value.cols
  const columns = tool.env.get('COLUMNS')
  return columns !== undefined && /^[1-9]\d*$/.test(columns) ? Number(columns) : 80
}
