import type { Sys } from '../../../../kernel/calls.ts'
import type { Editor } from '../editor.ts'
import type { Range } from './address.ts'
import { parseRange } from './address.ts'
import type { ExCommand } from './call.ts'
import { nameMatches } from './call.ts'
import { fileCommands } from './files.ts'
import { globalCommands } from './global.ts'
import { lineCommands } from './lines.ts'
import { settingCommands } from './set.ts'
import { shellCommands } from './shell.ts'
import { substituteCommands } from './substitute.ts'
import { writeCommands } from './write.ts'

/** In vim's order of abbreviations: the first whose short form fits is meant. */
const commands: readonly ExCommand[] = [
  ...writeCommands,
  ...fileCommands,
  ...lineCommands,
  ...substituteCommands,
  ...globalCommands,
  ...settingCommands,
  ...shellCommands,
]

/** Runs a line of ex commands separated by bars. */
export function* executeLine(vi: Editor, line: string): Sys<void> {
  let rest = line
  for (;;) {
    rest = rest.replace(/^[\s:]+/, '')
    if (rest === '' || rest.startsWith('"')) return
    const { command, range, bang, args, text } = parseCommand(vi, rest)
    const bar = command?.bars ? -1 : barAt(args)
    const own = bar < 0 ? args : args.slice(0, bar)
    if (!command) goToLine(vi, range)
    else {
      check(vi, command, range, bang, own, text)
      yield* command.run(vi, { range: rangeFor(vi, command, range), bang, args: own.replace(/\s+$/, ''), line: line.trim() })
    }
    if (bar < 0) return
    rest = args.slice(bar + 1)
  }
}

function parseCommand(vi: Editor, text: string) {
  const { range, rest } = parseRange(vi, text)
  const trimmed = rest.trimStart()
  if (trimmed === '' || trimmed.startsWith('|')) return { command: undefined, range, bang: false, args: trimmed, text }
  const name = /^(?:(?:s(?=[^a-zA-Z]|$|[cgi]+$|g[cei]*\s*\d*$))|k(?=[a-z]$)|g(?![a-zA-Z])|v(?![a-zA-Z])|[a-zA-Z]+|&&|[!<>=&#~@*])/.exec(trimmed)?.[0]
  const command = name === undefined ? undefined : commands.find((each) => nameMatches(each.name, name))
  if (!command || name === undefined) return vi.refuse(`E492: Not an editor command: ${text}`)
  const after = trimmed.slice(name.length)
  const bang = command.bang === true && after.startsWith('!')
  if (!bang && command.name.length > 1 && after.startsWith('!') && !command.bars) return vi.refuse('E477: No ! allowed')
  return { command, range, bang, args: (bang ? after.slice(1) : after).trimStart(), text }
}

function check(vi: Editor, command: ExCommand, range: Range, bang: boolean, args: string, text: string): void {
  if (range.given > 0 && command.range === undefined) vi.refuse('E481: No range allowed')
  if (!command.args && args.trim() !== '') vi.refuse(vi.modern ? `E488: Trailing characters: ${bang ? '!' : ''}${args}` : 'E488: Trailing characters')
  if (range.last > vi.buffer.last || range.first < -1 || range.first > range.last)
    vi.refuse(range.first > range.last ? 'E493: Backwards range given' : 'E16: Invalid range')
  if (range.first < 0 && command.range !== 'any') vi.refuse(text === '' ? '' : 'E16: Invalid range')
}

const rangeFor = (vi: Editor, command: ExCommand, range: Range): Range =>
  range.given === 0 && command.range === 'all' ? { first: 0, last: vi.buffer.last, given: 0 } : range

/** `:12`: a range alone goes to its last line. */
function goToLine(vi: Editor, range: Range): void {
  if (range.given === 0) return
  const line = Math.max(0, Math.min(range.last, vi.buffer.last))
  vi.jumpFrom()
  vi.place({ line, col: vi.buffer.firstNonBlank(line) })
}

function barAt(text: string): number {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '|') return i
  }
  return -1
}
