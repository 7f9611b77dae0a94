import type { Sys } from '../../../../kernel/calls.ts'
import { capture } from '../../../../libc/spawn.ts'
import type { Editor } from '../editor.ts'
import { joinLines } from '../join.ts'
import { removeSpan, shiftLines, yankSpan } from '../operators.ts'
import type { Span } from '../position.ts'
import { putRegister } from '../put.ts'
import { restore } from '../restore.ts'
import { targetLine } from './address.ts'
import type { ExCall, ExCommand } from './call.ts'
import { registerAndCount } from './call.ts'
import { showLines } from './pages.ts'

const span = (first: number, last: number): Span => ({ kind: 'line', from: { line: first, col: 0 }, to: { line: last, col: 0 } })

const home = (vi: Editor, line: number): void => vi.place({ line, col: vi.buffer.firstNonBlank(Math.min(line, vi.buffer.last)) })

function* remove(vi: Editor, call: ExCall): Sys<void> {
  const { register, first, last } = registerAndCount(vi, call)
  const lines = vi.buffer.lines.length
  removeSpan(vi, span(first, last), register)
  home(vi, Math.min(first, vi.buffer.last))
  vi.reportLines(vi.buffer.empty ? 0 : vi.buffer.lines.length - lines)
}

function* yank(vi: Editor, call: ExCall): Sys<void> {
  const { register, first, last } = registerAndCount(vi, call)
  yankSpan(vi, span(first, last), register)
}

function* move(vi: Editor, call: ExCall): Sys<void> {
  const { first, last } = call.range
  const to = targetLine(vi, call.args)
  if (to >= first && to < last) vi.refuse(vi.modern ? 'E134: Cannot move a range of lines into itself' : 'E134: Move lines into themselves')
  const lines = vi.buffer.lines.slice(first, last + 1)
  if (to >= last) {
    vi.buffer.splice(to + 1, 0, lines, vi.cursor)
    vi.buffer.splice(first, lines.length, [], vi.cursor)
    home(vi, to)
  } else {
    vi.buffer.splice(first, lines.length, [], vi.cursor)
    vi.buffer.splice(to + 1, 0, lines, vi.cursor)
    home(vi, to + lines.length)
  }
  if (lines.length > vi.options.report) vi.say(`${lines.length} lines moved`)
}

function* copy(vi: Editor, call: ExCall): Sys<void> {
  const to = targetLine(vi, call.args)
  const lines = vi.buffer.lines.slice(call.range.first, call.range.last + 1)
  vi.buffer.splice(to + 1, 0, lines, vi.cursor)
  home(vi, to + lines.length)
  vi.reportLines(lines.length)
}

function* join(vi: Editor, call: ExCall): Sys<void> {
  const { first, last, given } = call.range
  const count = /^\d+$/.test(call.args.trim()) ? Number(call.args) : undefined
  const from = count === undefined ? first : last
  const to = count === undefined ? (given === 2 && last > first ? last : first + 1) : last + count - 1
  joinLines(vi, from, Math.min(to, vi.buffer.last), call.bang)
}

function* put(vi: Editor, call: ExCall): Sys<void> {
  const register = call.args.trim() || undefined
  const content = vi.registers.get(register)
  if (!content) vi.refuse(`E353: Nothing in register ${register ?? '"'}`)
  vi.place({ line: Math.max(0, call.range.last), col: 0 })
  const kept = vi.registers.get('"')
  vi.registers.set('"', { text: content.text.endsWith('\n') ? content.text : `${content.text}\n`, kind: 'line' })
  putRegister(vi, undefined, !call.bang && call.range.last >= 0, 1)
  if (kept) vi.registers.set('"', kept)
}

const shift = (step: 1 | -1): ExCommand['run'] =>
  function* (vi, call) {
    const more = /^[<>]*/.exec(call.args)?.[0].length ?? 0
    const { first, last } = registerAndCount(vi, { ...call, args: call.args.slice(more) })
    shiftLines(vi, first, last, step * (more + 1))
    home(vi, last)
  }

const printLines = (numbered: boolean): ExCommand['run'] =>
  function* (vi, call) {
    const { first, last } = registerAndCount(vi, call)
    const width = Math.max(3, String(vi.buffer.lines.length).length)
    const lines = vi.buffer.lines
      .slice(first, last + 1)
      .map((text, i) => (numbered || vi.options.number ? `\x1b[33m${String(first + i + 1).padStart(width)} \x1b[m${text}` : text))
    home(vi, last)
    if (lines.length === 1) vi.say(numbered ? `${String(last + 1).padStart(width)} ${vi.buffer.line(last)}` : vi.buffer.line(last))
    else yield* showLines(vi, call.line, lines)
  }

function* mark(vi: Editor, call: ExCall): Sys<void> {
  const name = call.args.trim()
  if (!/^[a-zA-Z'`]$/.test(name)) vi.refuse(name === '' ? 'E471: Argument required' : 'E191: Argument must be a letter or forward/backward quote')
  vi.buffer.marks.set(name, { line: call.range.last, col: 0 })
}

function* lineNumber(vi: Editor, call: ExCall): Sys<void> {
  vi.say(String((call.range.given === 0 ? vi.buffer.last : call.range.last) + 1))
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** `:sort` with n, u, i, r as flags (`:sort!` reverses). */
function* sort(vi: Editor, call: ExCall): Sys<void> {
  const { first, last } = call.range
  if (/[^niu\s]/.test(call.args)) vi.refuse(`E474: Invalid argument${vi.modern ? `: ${call.args}` : ''}`)
  const key = (text: string): string => (call.args.includes('i') ? text.toLowerCase() : text)
  const number = (text: string): number => Number(/-?\d+/.exec(text)?.[0] ?? Number.NEGATIVE_INFINITY)
  const compare = call.args.includes('n') ? (a: string, b: string) => number(a) - number(b) || 0 : (a: string, b: string) => order(key(a), key(b))
  let lines = vi.buffer.lines.slice(first, last + 1).sort(compare)
  if (call.bang) lines.reverse()
  if (call.args.includes('u')) lines = lines.filter((text, i) => i === 0 || compare(text, lines[i - 1] as string) !== 0)
  vi.buffer.splice(first, last - first + 1, lines, vi.cursor)
  home(vi, first)
  vi.reportLines(lines.length - (last - first + 1))
}

/** `:2,5!sort`: lines through a command. */
export function* filterLines(vi: Editor, first: number, last: number, command: string): Sys<void> {
  const count = last - first + 1
  const result = yield* capture(['/bin/sh', '-c', command], { stdin: `${vi.buffer.lines.slice(first, last + 1).join('\n')}\n` })
  const text = result.stdout + result.stderr
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  vi.buffer.splice(first, count, lines, vi.cursor)
  home(vi, Math.min(first, vi.buffer.last))
  if (count > vi.options.report) vi.say(`${count} lines filtered`)
}

export const lineCommands: readonly ExCommand[] = [
  { name: 'd[elete]', run: remove, range: 'line', args: true },
  { name: 'y[ank]', run: yank, range: 'line', args: true },
  { name: 'm[ove]', run: move, range: 'line', args: true },
  { name: 't', run: copy, range: 'line', args: true },
  { name: 'co[py]', run: copy, range: 'line', args: true },
  { name: 'j[oin]', run: join, range: 'line', bang: true, args: true },
  { name: 'pu[t]', run: put, range: 'any', bang: true, args: true },
  { name: '>', run: shift(1), range: 'line', args: true },
  { name: '<', run: shift(-1), range: 'line', args: true },
  { name: 'p[rint]', run: printLines(false), range: 'line', args: true },
  { name: 'P[rint]', run: printLines(false), range: 'line', args: true },
  { name: 'nu[mber]', run: printLines(true), range: 'line', args: true },
  { name: '#', run: printLines(true), range: 'line', args: true },
  { name: 'ma[rk]', run: mark, range: 'line', args: true },
  { name: 'k', run: mark, range: 'line', args: true },
  { name: '=', run: lineNumber, range: 'any' },
  { name: 'sor[t]', run: sort, range: 'all', bang: true, args: true },
  { name: 'u[ndo]', run: (vi) => restore(vi, true, 1) },
  { name: 'red[o]', run: (vi) => restore(vi, false, 1) },
]
