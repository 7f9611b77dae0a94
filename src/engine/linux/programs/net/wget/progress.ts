import type { Sys } from '../../../kernel/calls.ts'
import { write } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

const DOT = 1024
const PER_LINE = 50

/** How wget shows a download: dots in a file, a bar on a terminal, or nothing. */
export interface Progress {
  update(received: number): Sys<void>
  end(received: number): Sys<void>
}

const unit = (rate: number): readonly [number, string] => {
  if (rate < 1024) return [rate, 'B']
  if (rate < 1024 ** 2) return [rate / 1024, 'K']
  return rate < 1024 ** 3 ? [rate / 1024 ** 2, 'M'] : [rate / 1024 ** 3, 'G']
}

const digits = (value: number): number => (value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)

/** `4.50 MB/s`. */
export function rateText(bytes: number, ms: number): string {
  const [value, letter] = unit(ms > 0 ? (bytes * 1000) / ms : bytes * 1000)
  return `${value.toFixed(digits(value))} ${letter === 'B' ? '' : letter}B/s`
}

/** `4.5s`, `1m 3s`: at most three digits below a minute. */
function elapsed(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 10)
    return `${seconds >= 1 ? seconds.toFixed(1) : seconds >= 0.095 ? seconds.toFixed(1) : seconds >= 0.0005 ? String(Number(seconds.toPrecision(1))) : '0'}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}s`
  return whole < 3600 ? `${Math.floor(whole / 60)}m ${whole % 60}s` : `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}m`
}

export class DotProgress implements Progress {
  private dots = 0
  private rowStartMs: number

  constructor(
    private readonly fd: number,
    private readonly total: number | undefined,
    private readonly startMs: number,
  ) {
    this.rowStartMs = startMs
  }

  *update(received: number): Sys<void> {
    const target = Math.floor(received / DOT)
    let text = ''
    while (this.dots < target) {
      const column = this.dots % PER_LINE
      if (column === 0) text += `\n${String(this.dots).padStart(6)}K`
      if (column % 10 === 0) text += ' '
      text += '.'
      this.dots++
      if (this.dots % PER_LINE === 0) {
        const nowMs = yield* sys.clockMonotonic({})
        text += this.row(this.dots * DOT, PER_LINE * DOT, nowMs - this.rowStartMs, nowMs, false)
        this.rowStartMs = nowMs
      }
    }
    if (text !== '') yield* write(this.fd, text.replace(/^\n/, this.started ? '\n' : ''))
    if (text !== '') this.started = true
  }

  private started = false;

  *end(received: number): Sys<void> {
    yield* this.update(received)
    const nowMs = yield* sys.clockMonotonic({})
    const column = this.dots % PER_LINE
    let text = column === 0 ? `${this.started ? '\n' : ''}${String(this.dots).padStart(6)}K` : ''
    for (let i = column; i < PER_LINE; i++) text += i % 10 === 0 ? '  ' : ' '
    text += this.row(received, received - Math.floor(this.dots / PER_LINE) * PER_LINE * DOT, nowMs - this.rowStartMs, nowMs, true)
    yield* write(this.fd, `${text}\n\n`)
  }

  private row(received: number, rowBytes: number, rowMs: number, nowMs: number, last: boolean): string {
    const percent = this.total === undefined ? '' : `${String(this.total === 0 ? 100 : Math.floor((received * 100) / this.total)).padStart(3)}%`
    const [rate, letter] = unit(rowMs > 0 ? (rowBytes * 1000) / rowMs : rowBytes * 1000)
    const shown = `${rate.toFixed(digits(rate)).padStart(4)}${letter === 'B' ? ' ' : letter}`
    if (last) return `${percent} ${shown}=${elapsed(nowMs - this.startMs)}`
    const left = this.total === undefined ? '' : ` ${Math.floor(((nowMs - this.startMs) * (this.total - received)) / received / 1000)}s`
    return `${percent} ${shown}${left}`
  }
}

/** A bar as wide as the terminal. */
export class BarProgress implements Progress {
  private shownMs = 0

  constructor(
    private readonly fd: number,
    private readonly name: string,
    private readonly total: number | undefined,
    private readonly startMs: number,
    private readonly width: number,
  ) {}

  *update(received: number): Sys<void> {
    const nowMs = yield* sys.clockMonotonic({})
    if (nowMs - this.shownMs < 200) return
    this.shownMs = nowMs
    yield* write(this.fd, `\r${this.line(received, nowMs, false)}`)
  }

  *end(received: number): Sys<void> {
    yield* write(this.fd, `\r${this.line(received, yield* sys.clockMonotonic({}), true)}\n\n`)
  }

  private line(received: number, nowMs: number, last: boolean): string {
    const name = this.name.length > 20 ? `${this.name.slice(0, 17)}...` : this.name
    const bar = Math.max(5, this.width - 60)
    const part = this.total ? Math.min(1, received / this.total) : 0
    const filled = Math.floor(part * bar)
    const arrow =
      this.total === undefined
        ? '<=>'.padStart(Math.floor((nowMs / 200) % (bar - 3)) + 3).padEnd(bar)
        : (filled > 0 ? `${'='.repeat(filled - 1)}>` : '').padEnd(bar)
    const percent = this.total === undefined ? '    ' : `${String(Math.floor(part * 100)).padStart(3)}%`
    const ms = nowMs - this.startMs
    const [rate, letter] = unit(ms > 0 ? (received * 1000) / ms : 0)
    const speed = ms < 50 ? '--.-KB/s' : `${rate.toFixed(digits(rate)).padStart(4)}${letter === 'B' ? ' ' : letter}B/s`
    const left = this.total && received > 0 ? elapsed((ms * (this.total - received)) / received) : ''
    const tail = last ? `    in ${elapsed(ms).padEnd(8)}` : left === '' ? ''.padEnd(15) : `    eta ${left.padEnd(7)}`
    return `${name.padEnd(20)}${percent}[${arrow}] ${short(received).padStart(7)}  ${speed}${tail}`
  }
}

/** `45`, `4.77M`. */
function short(bytes: number): string {
  if (bytes < 1024) return String(bytes)
  const [value, letter] = unit(bytes)
  return `${value.toFixed(digits(value))}${letter}`
}

export const noProgress: Progress = { *update() {}, *end() {} }
