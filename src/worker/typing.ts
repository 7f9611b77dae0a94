/** Types lines for the reader: each when the shell is at its prompt, as a person would. */
import type { Lab } from '../engine/lab/lab.ts'
import { parseScriptLine } from '../engine/lab/typist.ts'
import type { TerminalId } from './protocol.ts'

interface Pending {
  readonly terminal: TerminalId
  readonly lines: string[]
  interrupted: boolean
  /** Virtual time at which the program in the foreground was first seen waiting. */
  waitsSinceMs: number | undefined
}

/** How long a program that is no shell at its prompt must have waited before it gets the next line. */
const quietMs = 300

export class Typing {
  private pending: Pending[] = []

  add(terminal: TerminalId, text: string): void {
    // What follows lines that are still to be typed waits for them; only the first interrupts what runs.
    const follows = this.pending.some((each) => each.terminal === terminal)
    this.pending.push({ terminal, lines: text.split('\n'), interrupted: follows, waitsSinceMs: undefined })
  }

  clear(): void {
    this.pending = []
  }

  /** Types what can be typed now. */
  advance(lab: Lab): void {
    const [first] = this.pending
    if (!first) return
    const terminal = lab.terminals.get(first.terminal)
    if (!terminal?.alive) {
      this.pending.shift()
      return
    }
    if (!first.interrupted) {
      first.interrupted = true
      if (!terminal.atPrompt) lab.apply({ kind: 'keys', terminal: first.terminal, data: '\x03' })
      return
    }
    if (!this.ready(first, terminal, lab.clock.nowMs)) return
    const line = first.lines.shift()
    if (line === undefined) {
      this.pending.shift()
      return
    }
    const parsed = parseScriptLine(line)
    lab.apply({ kind: 'keys', terminal: first.terminal, data: parsed.kind === 'keys' ? parsed.data : `${line}\r` })
    first.waitsSinceMs = undefined
  }

  private ready(pending: Pending, terminal: { readonly atPrompt: boolean; readonly awaitsInput: boolean }, nowMs: number): boolean {
    if (terminal.atPrompt) return true
    if (!terminal.awaitsInput) {
      pending.waitsSinceMs = undefined
      return false
    }
    pending.waitsSinceMs ??= nowMs
    return nowMs - pending.waitsSinceMs >= quietMs
  }
}
