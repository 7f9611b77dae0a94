import type { Sys } from '../../../kernel/calls.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

const heading = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`

/** Five characters: bytes, or with k, M, G. */
function short(bytes: number): string {
  if (bytes < 100_000) return String(Math.floor(bytes)).padStart(5)
  if (bytes < 10_000 * 1024) return `${String(Math.floor(bytes / 1024)).padStart(4)}k`
  const mega = 1024 * 1024
  if (bytes < 100 * mega) return `${String(Math.floor(bytes / mega)).padStart(2)}.${Math.floor((bytes % mega) / (mega / 10))}M`
  if (bytes < 10_000 * mega) return `${String(Math.floor(bytes / mega)).padStart(4)}M`
  const giga = mega * 1024
  return `${String(Math.floor(bytes / giga)).padStart(2)}.${Math.floor((bytes % giga) / (giga / 10))}G`
}

function clock(seconds: number): string {
  if (seconds <= 0 || !Number.isFinite(seconds)) return '--:--:--'
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(Math.floor(seconds / 3600)).padStart(2)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** The progress meter on standard error: at the beginning, once a second, and at the end. */
export class ProgressMeter {
  private started = false
  private shownMs = 0
  private latest: readonly [ms: number, bytes: number][] = []

  constructor(
    private readonly enabled: boolean,
    private readonly beganMs: number,
  ) {}

  *begin(): Sys<void> {
    if (!this.enabled || this.started) return
    this.started = true
    this.shownMs = this.beganMs
    yield* printError(heading + this.line(0, undefined, 0, 0))
  }

  *update(received: number, expected: number | undefined, sent: number): Sys<void> {
    if (!this.enabled) return
    const nowMs = yield* sys.clockMonotonic({})
    if (nowMs - this.shownMs < 1000) return
    this.shownMs = nowMs
    this.latest = [...this.latest, [nowMs, received] as [number, number]].slice(-6)
    yield* printError(this.line(received, expected, sent, nowMs - this.beganMs))
  }

  *end(received: number, expected: number | undefined, sent: number): Sys<void> {
    if (!this.enabled) return
    const nowMs = yield* sys.clockMonotonic({})
    yield* printError(`${this.line(received, expected, sent, nowMs - this.beganMs)}\n`)
  }

  private line(received: number, expected: number | undefined, sent: number, spentMs: number): string {
    const speed = spentMs > 0 ? (received * 1000) / spentMs : 0
    const upload = spentMs > 0 ? (sent * 1000) / spentMs : 0
    const percent = expected ? Math.floor((received * 100) / expected) : received > 0 && expected !== undefined ? 100 : 0
    const total = expected === undefined ? received + sent : expected + sent
    const spent = Math.floor(spentMs / 1000)
    const totalSeconds = expected !== undefined && speed > 0 ? Math.floor(expected / speed) : 0
    const left = totalSeconds > spent ? totalSeconds - spent : 0
    const done = expected !== undefined && received === expected
    const overall = done || sent > 0 ? 100 : percent
    const columns = `${String(overall).padStart(3)} ${short(total)}  ${String(percent).padStart(3)} ${short(received)}  ${String(sent > 0 ? 100 : 0).padStart(3)} ${short(sent)}`
    return `\r${columns}  ${short(speed)}  ${short(upload)} ${clock(totalSeconds)} ${clock(spent)} ${clock(left)} ${short(this.current(speed + upload))}`
  }

  /** Speed of the last five seconds. */
  private current(average: number): number {
    const [first, last] = [this.latest[0], this.latest.at(-1)]
    if (!first || !last || last[0] === first[0]) return average
    return ((last[1] - first[1]) * 1000) / (last[0] - first[0])
  }
}
