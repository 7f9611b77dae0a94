import { err, ok, type Result } from '../base/result.ts'
import type { Input, TerminalId } from './input.ts'
import type { Lab } from './lab.ts'

/** One line of a script for the typist. */
export type ScriptLine =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'keys'; readonly data: string }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'hand'; readonly act: 'power-off' | 'power-on' | 'unplug' | 'plug'; readonly host: string }

const hands = new Set(['power-off', 'power-on', 'unplug', 'plug'])
const durations: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }

/**
 * Reads a line: `@host` alone switches to a terminal there; `^C` `^D` `^Z` `^[` (also several, `^P^Q`) are keys; `#wait 30s` lets time pass;
 * `#power-off host`, `#power-on host`, `#unplug host`, `#plug host` are the world's hands; everything else is typed, with Enter.
 */
export function parseScriptLine(line: string): ScriptLine {
  const host = /^@([\w.-]+)$/.exec(line)
  if (host) return { kind: 'host', host: host[1] as string }
  if (/^(\^[A-Z[\\\]^_])+$/.test(line))
    return { kind: 'keys', data: line.replace(/\^(.)/g, (_, key: string) => String.fromCharCode(key.charCodeAt(0) & 0x1f)) }
  const wait = /^#wait (\d+(?:\.\d+)?)(ms|s|m|min|h)$/.exec(line)
  if (wait) return { kind: 'wait', ms: Number(wait[1]) * (durations[wait[2] as string] ?? 1000) }
  const hand = /^#([a-z-]+) ([\w.-]+)$/.exec(line)
  if (hand && hands.has(hand[1] as string)) return { kind: 'hand', act: hand[1] as 'plug', host: hand[2] as string }
  return { kind: 'line', text: line }
}

/** Virtual time that typing a line takes: what was started by the line before has had time to come up, as it has for people. */
const TYPING_MS = 400
/** A program that is no shell at its prompt gets the next line when it has waited for input this long without writing. */
const QUIET_MS = 300
/** After this long without a program waiting for input, the next line is typed ahead all the same. */
const PATIENCE_MS = 3_600_000
/** How long a program that will be interrupted is watched. */
const LOOKING_ON_MS = 300

/** ^C, ^Z or ^\\ alone. */
const isInterrupt = (line: ScriptLine): boolean => line.kind === 'keys' && /^[\x03\x1a\x1c]/.test(line.data)

/** Types lines into a world's terminals at full speed: each when the program in the foreground waits for input. */
export class Typist {
  private current: TerminalId | undefined
  private readonly terminalOf = new Map<string, TerminalId>()
  private lastOutputMs = 0
  private patienceMs = PATIENCE_MS

  constructor(
    private readonly lab: Lab,
    private readonly size: { readonly cols: number; readonly rows: number },
  ) {
    const shown = lab.listener.output.bind(lab.listener)
    lab.listener.output = (terminal, text) => {
      this.lastOutputMs = lab.clock.nowMs
      shown(terminal, text)
    }
  }

  get terminal(): TerminalId | undefined {
    return this.current
  }

  /** Goes to a host, opening a terminal on it the first time; an unknown host is an error. */
  switchTo(host: string): Result<TerminalId, 'no-such-host'> {
    if (!this.lab.hosts.some((machine) => machine.name === host)) return err('no-such-host')
    let id = this.terminalOf.get(host)
    if (!id || !this.lab.terminals.get(id)?.alive) {
      id = `t${this.lab.terminals.size + 1}`
      this.terminalOf.set(host, id)
      this.lab.apply({ kind: 'open-terminal', terminal: id, host, ...this.size })
    }
    this.current = id
    this.untilReady()
    return ok(id)
  }

  /**
   * Performs a line and, for what was typed, waits until the next may be typed: where that is a key that interrupts (`isInterrupt`), only for as
   * long as a person would look on.
   */
  perform(line: ScriptLine, next?: ScriptLine): Result<void, 'no-such-host'> {
    this.patienceMs = next && isInterrupt(next) ? LOOKING_ON_MS : PATIENCE_MS
    switch (line.kind) {
      case 'host': {
        const switched = this.switchTo(line.host)
        return switched.ok ? ok(undefined) : switched
      }
      case 'wait':
        this.lab.advance(line.ms)
        return ok(undefined)
      case 'hand':
        if (!this.lab.machines.has(line.host)) return err('no-such-host')
        this.lab.apply({ kind: line.act, host: line.host } as Input)
        this.lab.advance(10)
        return ok(undefined)
      case 'keys':
        this.type(line.data)
        return ok(undefined)
      case 'line':
        this.type(`${line.text}\r`)
        return ok(undefined)
    }
  }

  private type(data: string): void {
    if (this.current === undefined) return
    this.lab.advance(TYPING_MS)
    this.lab.apply({ kind: 'keys', terminal: this.current, data })
    this.lastOutputMs = this.lab.clock.nowMs
    this.untilReady()
  }

  /** Until the shell is at its prompt, or another program has waited quietly for input. */
  untilReady(): void {
    const { clock } = this.lab
    const giveUpMs = clock.nowMs + this.patienceMs
    for (;;) {
      const terminal = this.current ? this.lab.terminals.get(this.current) : undefined
      const waits = terminal?.awaitsInput ?? false
      if (!terminal?.alive || (waits && terminal.atPrompt)) {
        this.drain()
        return
      }
      const quietAtMs = this.lastOutputMs + QUIET_MS
      if (waits && clock.nowMs >= quietAtMs) return
      const due = clock.nextDueMs
      const next = waits ? Math.min(due ?? quietAtMs, quietAtMs) : due
      if (next === undefined || next > giveUpMs) return
      clock.advanceTo(next)
    }
  }

  /** What is still on its way to the screen arrives within a few milliseconds. */
  private drain(): void {
    this.lab.advance(3)
  }
}
