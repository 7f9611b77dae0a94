import type { Sys } from '../../../../kernel/calls.ts'
import type { Editor } from '../editor.ts'
import { delimiterAt, regexOf } from '../search.ts'
import type { ExCall, ExCommand } from './call.ts'

const mark = (i: number): string => `global${i}`

/** `:g/pattern/command`: marks the lines that match, then runs the command on each that is still there. */
const global = (inverted: boolean): ExCommand['run'] =>
  function* (vi: Editor, call: ExCall): Sys<void> {
    if (vi.inGlobal) vi.refuse(vi.modern ? 'E147: Cannot do :global recursive with a range' : 'E147: Cannot do :global recursive')
    const delimiter = call.args[0]
    if (delimiter === undefined)
      return vi.refuse(vi.modern ? 'E148: Regular expression missing from :global' : 'E148: Regular expression missing from global')
    const end = delimiterAt(call.args, delimiter, 1)
    const pattern =
      call.args.slice(1, end).replaceAll(`\\${delimiter}`, delimiter) || vi.search?.pattern || vi.refuse('E35: No previous regular expression')
    const command = call.args.slice(end + 1) || 'p'
    vi.search = { pattern, forward: true, offset: '' }
    vi.highlighting = true
    const regex = regexOf(vi, pattern)
    const wanted = !(inverted || call.bang)
    const names: string[] = []
    for (let line = call.range.first; line <= call.range.last; line++) {
      regex.lastIndex = 0
      if (regex.test(vi.buffer.line(line)) !== wanted) continue
      names.push(mark(names.length))
      vi.buffer.marks.set(names[names.length - 1] as string, { line, col: 0 })
    }
    if (names.length === 0) vi.refuse(wanted ? `E486: Pattern not found: ${pattern}` : `E538: Pattern found in every line: ${pattern}`)
    yield* run(vi, names, command.trim())
  }

function* run(vi: Editor, names: readonly string[], command: string): Sys<void> {
  const lines = vi.buffer.lines.length
  const tally = { substitutions: 0, lines: 0 }
  const printed = /^(?:p|print|nu|number|#)?$/.test(command)
  if (printed) {
    const places = names.map((name) => vi.buffer.marks.get(name)?.line ?? 0)
    for (const name of names) vi.buffer.marks.delete(name)
    vi.place({ line: places[places.length - 1] ?? 0, col: 0 })
    yield* vi.interpreter.show(
      vi,
      places.map((line) =>
        command.startsWith('n') || command === '#' ? `${String(line + 1).padStart(3)} ${vi.buffer.line(line)}` : vi.buffer.line(line),
      ),
    )
    return
  }
  vi.inGlobal = tally
  try {
    for (const name of names) {
      const place = vi.buffer.marks.get(name)
      vi.buffer.marks.delete(name)
      if (!place || place.line > vi.buffer.last) continue
      vi.cursor = { line: place.line, col: 0 }
      yield* vi.interpreter.ex(vi, command)
    }
  } finally {
    vi.inGlobal = undefined
    for (const name of names) vi.buffer.marks.delete(name)
  }
  vi.place(vi.cursor)
  if (tally.substitutions > vi.options.report) vi.say(`${tally.substitutions} substitutions on ${tally.lines} line${tally.lines === 1 ? '' : 's'}`)
  else if (vi.message.kind !== 'error') vi.reportLines(vi.buffer.empty ? 0 : vi.buffer.lines.length - lines)
}

export const globalCommands: readonly ExCommand[] = [
  { name: 'g[lobal]', run: global(false), range: 'all', bang: true, args: true, bars: true },
  { name: 'v[global]', run: global(true), range: 'all', args: true, bars: true },
]
