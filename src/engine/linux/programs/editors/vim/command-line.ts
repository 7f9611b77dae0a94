import type { Sys } from '../../../kernel/calls.ts'
import { nextColumn, previousColumn } from './columns.ts'
import type { Editor } from './editor.ts'
import { escapeKey, isText } from './keys.ts'

interface Line {
  text: string
  /** The cursor, in the text. */
  at: number
}

/** Reads a line after `:`, `/` or `?` at the foot of the screen, with editing and history; undefined when it was given up. */
export function* readCommandLine(vi: Editor, prefix: ':' | '/' | '?', initial = ''): Sys<string | undefined> {
  const history = vi.history[prefix === '?' ? '/' : prefix]
  const mode = vi.mode
  const line: Line = { text: initial, at: initial.length }
  let recalled = history.length
  vi.mode = 'command'
  vi.say('')
  const finish = (text: string | undefined): string | undefined => {
    vi.prompt = undefined
    vi.mode = mode
    if (text && history[history.length - 1] !== text) history.push(text)
    return text
  }
  for (;;) {
    vi.prompt = { text: prefix + line.text, at: prefix.length + line.at }
    const key = yield* vi.key()
    if (key === '\r' || key === '\n') return finish(line.text)
    if (key === escapeKey || key === '\x03') return finish(undefined)
    if ((key === '\x7f' || key === '\b') && line.text === '') return finish(undefined)
    if (key === '<Up>' || key === '\x10') recalled = recall(line, history, recalled, -1)
    else if (key === '<Down>' || key === '\x0e') recalled = recall(line, history, recalled, 1)
    else if (key === '\x16') insertText(line, yield* vi.key())
    else if (key === '\x12') insertText(line, yield* registerText(vi))
    else if (isText(key) || key === '\t') insertText(line, key)
    else editing[key]?.(line)
  }
}

/** Ctrl-R with a register, or Ctrl-W for the word under the cursor. */
function* registerText(vi: Editor): Sys<string> {
  const name = yield* vi.key()
  if (name === '\x17') {
    const text = vi.buffer.line(vi.cursor.line)
    return [...text.matchAll(/[\p{L}\p{N}_]+/gu)].find((m) => m.index + m[0].length > vi.cursor.col)?.[0] ?? ''
  }
  if (name === '%') return vi.fileName ?? ''
  return (vi.registers.get(name)?.text ?? '').replace(/\n$/, '').replaceAll('\n', '\r')
}

function insertText(line: Line, text: string): void {
  line.text = line.text.slice(0, line.at) + text + line.text.slice(line.at)
  line.at += text.length
}

function recall(line: Line, history: readonly string[], from: number, step: number): number {
  const to = Math.max(0, Math.min(history.length, from + step))
  line.text = history[to] ?? ''
  line.at = line.text.length
  return to
}

function erase(line: Line, start: number): void {
  line.text = line.text.slice(0, start) + line.text.slice(line.at)
  line.at = start
}

const back = (line: Line): void => erase(line, line.at > 0 ? previousColumn(line.text, line.at) : 0)

const editing: Readonly<Record<string, (line: Line) => void>> = {
  '\x7f': back,
  '\b': back,
  '\x15': (line) => erase(line, 0),
  '\x17': (line) => erase(line, line.text.slice(0, line.at).replace(/(?:[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]+)?\s*$/u, '').length),
  '<Del>': (line) => {
    line.text = line.text.slice(0, line.at) + line.text.slice(nextColumn(line.text, line.at))
  },
  '<Left>': (line) => {
    line.at = line.at > 0 ? previousColumn(line.text, line.at) : 0
  },
  '<Right>': (line) => {
    line.at = Math.min(line.text.length, nextColumn(line.text, line.at))
  },
  '<Home>': (line) => {
    line.at = 0
  },
  '\x02': (line) => {
    line.at = 0
  },
  '<End>': (line) => {
    line.at = line.text.length
  },
  '\x05': (line) => {
    line.at = line.text.length
  },
}
