import type { Sys } from '../../../../kernel/calls.ts'
import { LineReader, print, printError } from '../../../../libc/stdio.ts'
import type { Invocation } from '../arguments.ts'
import type { Editor } from '../editor.ts'
import { Quit } from '../editor.ts'
import { editFile } from '../file.ts'
import { Refusal } from '../position.ts'
import { parseRange } from './address.ts'
import { executeLine } from './execute.ts'

/** `ex` and `vi -e`: commands line by line, with a, i and c for text that ends with a dot. Enough for scripts; the open and visual modes are left out. */
export function* runExMode(vi: Editor, invocation: Invocation): Sys<number> {
  const input = new LineReader(0)
  const say = function* (): Sys<void> {
    if (vi.message.text !== '' && (!invocation.silent || vi.message.kind === 'error'))
      yield* (invocation.silent ? printError : print)(`${vi.message.text}\n`)
    vi.say('')
  }
  let failed = false
  try {
    yield* editFile(vi, vi.files[0])
    vi.place({ line: vi.buffer.last, col: 0 })
    yield* say()
    const pending = [...invocation.commands]
    for (;;) {
      const given = pending.shift()
      if (given === undefined && !invocation.silent) yield* print(':')
      const read = given === undefined ? yield* input.next() : undefined
      if (read && (!read.ok || !read.value)) return failed ? 1 : 0
      const line = given ?? (read?.ok ? (read.value?.text ?? '') : '')
      try {
        vi.buffer.history.close()
        yield* oneLine(vi, line, input)
      } catch (refusal) {
        if (!(refusal instanceof Refusal)) throw refusal
        failed = true
        vi.say(refusal.message, 'error')
      }
      yield* say()
    }
  } catch (end) {
    if (end instanceof Quit) return end.code || (failed && invocation.silent ? 1 : 0)
    throw end
  }
}

function* oneLine(vi: Editor, line: string, input: LineReader): Sys<void> {
  const { range, rest } = parseRange(vi, line)
  const command = /^\s*(a|append|i|insert|c|change)\s*$/.exec(rest)?.[1]?.[0]
  const printed = /^\s*(p|print|nu|number|#|l|list)?\s*$/.exec(rest)
  if (command) {
    const lines: string[] = []
    for (let read = yield* input.next(); read.ok && read.value && read.value.text !== '.'; read = yield* input.next()) lines.push(read.value.text)
    const at = command === 'a' ? range.last + 1 : Math.max(0, range.first)
    vi.buffer.splice(vi.buffer.empty ? 0 : at, command === 'c' ? range.last - range.first + 1 : 0, lines, vi.cursor)
    vi.place({ line: Math.max(0, at + lines.length - 1), col: 0 })
  } else if (printed && line.trim() !== '') {
    if (vi.buffer.empty) vi.refuse('E749: Empty buffer')
    const numbered = /^(nu|#)/.test(printed[1] ?? '')
    vi.place({ line: range.last, col: 0 })
    const shown = vi.buffer.lines.slice(Math.max(0, range.first), range.last + 1)
    yield* print(shown.map((text, i) => `${numbered ? `${String(range.first + i + 1).padStart(3)} ` : ''}${text}\n`).join(''))
  } else yield* executeLine(vi, line)
}
