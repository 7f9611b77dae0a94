import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Regex } from '../../../libc/regex.ts'
import { compileRegex, escapeRegex } from '../../../libc/regex.ts'
import { readAll } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { choose } from '../../gnu/choice.ts'
import type { OptionLine } from '../../gnu/option-list.ts'
import type { Tool } from '../../gnu/tool.ts'
import type { Matcher, Settings } from './settings.ts'
import { matcherOf, readColors } from './settings.ts'

/** grep's options. */
export const grepOptions: readonly OptionLine[] = [
  ['-E, --extended-regexp', 'PATTERNS are extended regular expressions'],
  ['-F, --fixed-strings', 'PATTERNS are strings'],
  ['-G, --basic-regexp', 'PATTERNS are basic regular expressions'],
  ['-P, --perl-regexp', 'PATTERNS are Perl regular expressions'],
  ['-e, --regexp=PATTERNS', 'use PATTERNS for matching'],
  ['-f, --file=FILE', 'take PATTERNS from FILE'],
  ['-i, --ignore-case', 'ignore case distinctions'],
  ['--no-ignore-case', 'do not ignore case distinctions (default)'],
  ['-w, --word-regexp', 'match only whole words'],
  ['-x, --line-regexp', 'match only whole lines'],
  ['-z, --null-data', 'lines end in NUL'],
  ['-s, --no-messages', 'no messages about files that cannot be read'],
  ['-v, --invert-match', 'select lines that do not match'],
  ['-V, --version', 'print version information and exit'],
  ['-m, --max-count=NUM', 'stop after NUM selected lines'],
  ['-b, --byte-offset', 'print byte offsets'],
  ['-n, --line-number', 'print line numbers'],
  ['--line-buffered', 'flush output on every line'],
  ['-H, --with-filename', 'print file names'],
  ['-h, --no-filename', 'print no file names'],
  ['--label=LABEL', 'name of standard input'],
  ['-o, --only-matching', 'show only the parts that match'],
  ['-q, --quiet, --silent', 'print nothing'],
  ['--binary-files=TYPE', "how to take binary files: 'binary', 'text' or 'without-match'"],
  ['-a, --text', 'like --binary-files=text'],
  ['-I', 'like --binary-files=without-match'],
  ['-d, --directories=ACTION', "'read', 'recurse' or 'skip'"],
  ['-D, --devices=ACTION', "'read' or 'skip'"],
  ['-r, --recursive', 'search directories'],
  ['-R, --dereference-recursive', 'likewise, following all links'],
  ['--include=GLOB', 'search only files that match GLOB'],
  ['--exclude=GLOB', 'skip files that match GLOB'],
  ['--exclude-from=FILE', 'skip files that match a pattern of FILE'],
  ['--exclude-dir=GLOB', 'skip directories that match GLOB'],
  ['-L, --files-without-match', 'print only names of files without selected lines'],
  ['-l, --files-with-matches', 'print only names of files with selected lines'],
  ['-c, --count', 'print only counts of selected lines'],
  ['-T, --initial-tab', 'align with tabs'],
  ['-Z, --null', 'print NUL after file names'],
  ['-B, --before-context=NUM', 'print NUM lines before'],
  ['-A, --after-context=NUM', 'print NUM lines after'],
  ['-C, --context=NUM', 'print NUM lines around'],
  ['--group-separator=SEP', 'print SEP between groups with context'],
  ['--no-group-separator', 'print nothing between groups'],
  ['--color[=WHEN]', "colour matches; WHEN is 'always', 'never' or 'auto'"],
]

export function* readSettings(tool: Tool): Sys<{ settings: Settings; files: readonly string[] }> {
  const has = (key: string) => tool.has(key)
  const { patterns, rest } = yield* readPatterns(tool)
  const action = tool.value('directories')
  if (action !== undefined) yield* choose(tool, '--directories', action, [['read'], ['recurse'], ['skip']])
  const binaryType = tool.value('binary-files')
  if (binaryType !== undefined && !['binary', 'text', 'without-match'].includes(binaryType)) yield* tool.die('unknown binary-files type')
  const last = tool.options.options.findLast(({ key }) => ['recursive', 'dereference-recursive', 'directories'].includes(key))
  const recursive = last?.key === 'dereference-recursive' ? 'follow' : last?.key === 'recursive' || last?.value === 'recurse' ? 'yes' : 'no'
  const files = rest.length > 0 ? rest : [recursive === 'no' ? '-' : '.']
  const naming = tool.options.options.findLast(({ key }) => key === 'with-filename' || key === 'no-filename')?.key
  const files1 = files[0] as string
  const several = files.length > 1 || (recursive !== 'no' && (rest.length === 0 || (yield* isDirectory(files1))))
  const context = yield* numberOf(tool, 'context', 0)
  const matcher = yield* compile(tool, patterns)
  const max = tool.value('max-count')
  if (max !== undefined && !/^-?\d+$/.test(max)) yield* tool.die('invalid max count')
  const settings: Settings = {
    matcher,
    invert: has('invert-match'),
    count: has('count') && !has('files-with-matches') && !has('files-without-match'),
    filesWith: has('files-with-matches'),
    filesWithout: has('files-without-match'),
    onlyMatching: has('only-matching'),
    quiet: has('quiet'),
    silent: has('no-messages'),
    byteOffset: has('byte-offset'),
    lineNumber: has('line-number'),
    withName: naming ? naming === 'with-filename' : several,
    label: tool.value('label') ?? '(standard input)',
    initialTab: has('initial-tab'),
    nameEnd: has('null') ? '\0' : '\n',
    lineEnd: has('null-data') ? '\0' : '\n',
    before: has('only-matching') ? 0 : yield* numberOf(tool, 'before-context', context),
    after: has('only-matching') ? 0 : yield* numberOf(tool, 'after-context', context),
    separator: has('no-group-separator') ? undefined : (tool.value('group-separator') ?? '--'),
    maxCount: max === undefined || Number(max) < 0 ? Number.POSITIVE_INFINITY : Number(max),
    binary: binaryMode(tool),
    colors: (yield* wantsColor(tool)) ? readColors(tool.env.get('GREP_COLORS'), tool.env.get('GREP_COLOR')) : undefined,
    recursive,
    directories: action === 'skip' ? 'skip' : 'read',
    devices: tool.value('devices') === 'skip' ? 'skip' : 'read',
    include: tool.options.values('include'),
    exclude: [...tool.options.values('exclude'), ...(yield* patternFiles(tool, 'exclude-from'))],
    excludeDir: tool.options.values('exclude-dir'),
    lineBuffered: has('line-buffered'),
  }
  return { settings, files }
}

const binaryMode = (tool: Tool): Settings['binary'] => {
  const last = tool.options.options.findLast(({ key }) => ['text', 'I', 'binary-files'].includes(key))
  if (last?.key === 'text') return 'text'
  if (last?.key === 'I') return 'without-match'
  return (last?.value as Settings['binary'] | undefined) ?? 'binary'
}

function* isDirectory(path: string): Sys<boolean> {
  const stat = yield* sys.stat({ path })
  return stat.ok && stat.value.type === 'directory'
}

function* wantsColor(tool: Tool): Sys<boolean> {
  const last = tool.options.options.findLast(({ key }) => key === 'color' || key === 'colour')
  if (!last) return false
  const when = last.value ?? 'auto'
  if (['always', 'yes', 'force'].includes(when)) return true
  if (['never', 'no', 'none'].includes(when)) return false
  if (!['auto', 'tty', 'if-tty'].includes(when)) yield* tool.usageError()
  return (yield* sys.tcgetattr({ fd: 1 })).ok && !['', 'dumb'].includes(tool.env.get('TERM') ?? '')
}

function* numberOf(tool: Tool, key: string, normal: number): Sys<number> {
  const text = tool.value(key)
  if (text === undefined) return normal
  if (!/^\d+$/.test(text)) yield* tool.die(`${text}: invalid context length argument`)
  return Number(text)
}

function* readPatterns(tool: Tool): Sys<{ patterns: readonly string[]; rest: readonly string[] }> {
  const given = [...tool.options.values('regexp').flatMap((text) => text.split('\n')), ...(yield* patternFiles(tool, 'file'))]
  if (tool.has('regexp') || tool.has('file')) return { patterns: given, rest: tool.operands }
  const [first, ...rest] = tool.operands
  if (first === undefined) return yield* tool.usageError()
  return { patterns: first.split('\n'), rest }
}

function* patternFiles(tool: Tool, key: string): Sys<readonly string[]> {
  const patterns: string[] = []
  for (const name of tool.options.values(key)) {
    const fd = yield* tool.openInput(name)
    const bytes = fd.ok ? yield* readAll(fd.value) : fd
    if (!bytes.ok) return yield* tool.die(`${name}: ${strerror(bytes.error)}`)
    const lines = tool.locale.external(tool.locale.decode(bytes.value)).split('\n')
    if (lines.at(-1) === '') lines.pop()
    patterns.push(...lines)
  }
  return patterns
}

function* compile(tool: Tool, patterns: readonly string[]): Sys<Matcher> {
  const kind = tool.options.options.findLast(({ key }) => ['extended-regexp', 'fixed-strings', 'basic-regexp', 'perl-regexp'].includes(key))?.key
  const folding = tool.options.options.findLast(({ key }) => ['ignore-case', 'y', 'no-ignore-case'].includes(key))?.key
  const ignoreCase = folding !== undefined && folding !== 'no-ignore-case'
  const whole = tool.has('line-regexp') ? 'line' : tool.has('word-regexp') ? 'word' : undefined
  if (kind === 'perl-regexp' && patterns.length > 1) yield* tool.die('the -P option only supports a single pattern')
  if (kind === 'fixed-strings' && !ignoreCase && whole === undefined) return fixedMatcher(patterns.map((text) => tool.locale.argument(text)))
  const regexes: Regex[] = []
  for (const text of patterns) {
    const pattern = tool.locale.argument(text)
    if (kind !== 'fixed-strings' && /(?:^|[^[\\])\[:[^\]]*:\]/.test(pattern)) yield* tool.die('character class syntax is [[:space:]], not [:space:]')
    const syntax = kind === 'perl-regexp' || kind === 'fixed-strings' ? 'perl' : kind === 'extended-regexp' ? 'extended' : 'basic'
    if (syntax === 'extended') yield* warnOfOperators(tool, pattern)
    const source = kind === 'fixed-strings' ? escapeRegex(pattern) : pattern
    const regex = compileRegex(source, { syntax, ignoreCase, utf8: tool.locale.utf8, whole, lenient: true })
    if (regex.ok) regexes.push(regex.value)
    else yield* tool.die(regex.error)
  }
  return matcherOf(regexes)
}

/** Since 3.8: a repetition operator with nothing before it is worth a warning. */
function* warnOfOperators(tool: Tool, pattern: string): Sys<void> {
  if (!tool.atLeast(3, 8)) return
  const bare = pattern.replace(/\\[\s\S]|\[\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]])*\]/g, 'x')
  for (const m of bare.matchAll(/(?:^|[(|^])([*+?]|\{\d+,?\d*\})/g))
    yield* tool.warn(`warning: ${(m[1] as string).startsWith('{') ? '{...}' : m[1]} at start of expression`)
}

/** Plain substring search. */
function fixedMatcher(patterns: readonly string[]): Matcher {
  return {
    test: (line) => patterns.some((pattern) => line.includes(pattern)),
    find: (line, from) => {
      let best: { index: number; length: number } | undefined
      for (const pattern of patterns) {
        const index = line.indexOf(pattern, from)
        if (index >= 0 && (!best || index < best.index || (index === best.index && pattern.length > best.length)))
          best = { index, length: pattern.length }
      }
      return best
    },
  }
}
