import type { Sys } from '../../../kernel/calls.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { quoteText } from '../../../libc/quoting.ts'
import { sys } from '../../../sys.ts'
import type { Tool } from '../../gnu/tool.ts'
import { gnuProgram } from '../../gnu/tool.ts'
import { Comparing } from './files.ts'
import type { Settings } from './settings.ts'

/** Models diff(1) of diffutils 3.8. Left out: --ifdef and line formats, -p, -F, -I, --horizon-lines. */
export const diff = gnuProgram({
  name: 'diff',
  package: 'GNU diffutils',
  version: '3.8',
  usage: ['[OPTION]... FILES'],
  summary: 'Compare FILES line by line.',
  shortName: true,
  namedHint: true,
  failure: 2,
  options: [
    ['--normal', 'output a normal diff (the default)'],
    ['-q, --brief', 'report only when files differ'],
    ['-s, --report-identical-files', 'report when two files are the same'],
    ['-c', 'output 3 lines of copied context'],
    ['-C, --context=NUM', 'output NUM lines of copied context'],
    ['-u', 'output 3 lines of unified context'],
    ['-U, --unified=NUM', 'output NUM lines of unified context'],
    ['-e, --ed', 'output an ed script'],
    ['-n, --rcs', 'output an RCS format diff'],
    ['-y, --side-by-side', 'output in two columns'],
    ['-W, --width=NUM', 'output at most NUM columns'],
    ['--left-column', 'output only the left column of common lines'],
    ['--suppress-common-lines', 'do not output common lines'],
    ['--label=LABEL', 'use LABEL instead of file name and time'],
    ['-t, --expand-tabs', 'expand tabs to spaces in output'],
    ['-r, --recursive', 'compare subdirectories'],
    ['-N, --new-file', 'treat absent files as empty'],
    ['--unidirectional-new-file', 'treat absent first files as empty'],
    ['-x, --exclude=PAT', 'leave out files that match PAT'],
    ['-i, --ignore-case', 'ignore case'],
    ['-Z, --ignore-trailing-space', 'ignore white space at line end'],
    ['-b, --ignore-space-change', 'ignore changes in the amount of white space'],
    ['-w, --ignore-all-space', 'ignore all white space'],
    ['-B, --ignore-blank-lines', 'ignore changes where lines are all blank'],
    ['--strip-trailing-cr', 'strip carriage returns at line ends'],
    ['-a, --text', 'treat all files as text'],
    ['-d, --minimal', 'find the smallest set of changes'],
    ['--speed-large-files', 'assume large files and few scattered changes'],
    ['--color[=WHEN]', "colour output; WHEN is 'never', 'always' or 'auto'"],
  ],
  hidden: ['-L LABEL', '--no-ignore-file-name-case', '--no-dereference', '-P'],
  unsimulated: [
    '-p, --show-c-function',
    '-F, --show-function-line=RE',
    '-I, --ignore-matching-lines=RE',
    '-D, --ifdef=NAME',
    '-T, --initial-tab',
    '-l, --paginate',
    '-S, --starting-file=FILE',
    '-X, --exclude-from=FILE',
    '-E, --ignore-tab-expansion',
    '--from-file=FILE',
    '--to-file=FILE',
  ],
  // `-5` after -u or -c is the number of lines; optional arguments of --unified and --context take an `=`.
  rewrite: (args) =>
    args.flatMap((arg) =>
      arg === '--unified'
        ? ['-u']
        : arg === '--context'
          ? ['-c']
          : /^-\d+$/.test(arg)
            ? [`-U${arg.slice(1)}`]
            : /^-([a-zA-Z]*)u(\d+)$/.test(arg)
              ? [arg.replace(/u(\d+)$/, 'U$1')]
              : [arg],
    ),
  footer:
    'FILES are FILE1 FILE2, DIR1 DIR2, DIR FILE or FILE DIR; - is standard input.\nExit status is 0 if inputs are the same, 1 if different, 2 if trouble.',
  *run(tool) {
    const settings = yield* readSettings(tool)
    const [first, second, third] = tool.operands
    if (first === undefined || second === undefined) return yield* tool.usageError(`missing operand after '${tool.operands.at(-1) ?? 'diff'}'`)
    if (third !== undefined) return yield* tool.usageError(`extra operand '${third}'`)
    const comparing = new Comparing(tool, settings)
    yield* comparing.operands(first, second)
    return comparing.status
  },
})

const styles: Readonly<Record<string, Settings['style']>> = {
  normal: 'normal',
  c: 'context',
  context: 'context',
  u: 'unified',
  unified: 'unified',
  ed: 'ed',
  rcs: 'rcs',
  'side-by-side': 'side by side',
}

function* readSettings(tool: Tool): Sys<Settings> {
  const has = (key: string) => tool.has(key)
  let style: Settings['style'] = 'normal'
  let context = 3
  for (const { key, value } of tool.options.options) {
    const named = styles[key]
    if (!named) continue
    if (style !== 'normal' && style !== named) yield* tool.usageError('conflicting output style options')
    style = named
    if (key !== 'context' && key !== 'unified') continue
    if (!/^\d+$/.test(value ?? '')) yield* tool.usageError(`invalid context length '${value ?? ''}'`)
    context = Number(value)
  }
  const when = has('color') ? (tool.value('color') ?? 'auto') : 'never'
  if (!['never', 'always', 'auto'].includes(when)) yield* tool.usageError(`invalid color '${when}'`)
  const width = tool.value('width') ?? '130'
  if (!/^[1-9]\d*$/.test(width)) yield* tool.usageError(`invalid width '${width}'`)
  return {
    style,
    context,
    brief: has('brief'),
    reportSame: has('report-identical-files'),
    recursive: has('recursive'),
    newFiles: has('new-file') ? 'both' : has('unidirectional-new-file') ? 'first' : 'no',
    ignoreCase: has('ignore-case'),
    ignoreAllSpace: has('ignore-all-space'),
    ignoreSpaceChange: has('ignore-space-change'),
    ignoreTrailingSpace: has('ignore-trailing-space'),
    ignoreBlankLines: has('ignore-blank-lines'),
    stripCarriageReturn: has('strip-trailing-cr'),
    text: has('text'),
    labels: [...tool.options.values('label'), ...tool.options.values('L')],
    exclude: tool.options.values('exclude'),
    color: when === 'always' || (when === 'auto' && has('color') && (yield* sys.tcgetattr({ fd: 1 })).ok),
    width: Number(width),
    leftColumn: has('left-column'),
    suppressCommon: has('suppress-common-lines'),
    expandTabs: has('expand-tabs'),
    zone: yield* localZone(tool.env),
    given: tool.given
      .slice(0, Math.max(0, tool.given.length - tool.operands.length))
      .map((word) => ` ${quoteText(word, 'shell-escape', tool.locale.utf8)}`)
      .join(''),
  }
}
