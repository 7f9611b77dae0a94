import type { BuildStatus } from '../../api/build-progress.ts'
import type { Display } from './display.ts'
import { amountText, BuildTrace, isCompleted, isStarted, type TracedVertex, tenths } from './trace.ts'

const errorLogLines = 10

/**
 * `--progress=plain` (buildkit progressui's textMux): blocks of lines, one vertex at a time, every line with the vertex's number. Leaves out: switching
 * between vertices that run at the same time, for here they run one after the other.
 */
export class PlainDisplay implements Display {
  readonly trace = new BuildTrace()
  readonly ticks = false
  private readonly numbers = new Map<TracedVertex, number>()
  private readonly lastPrinted = new Map<string, { readonly current: number; readonly timestamp: number }>()
  private current: TracedVertex | undefined
  private started = false

  constructor(private readonly description: string) {}

  update(status: BuildStatus): void {
    this.trace.update(status, 80)
  }

  refresh(): string {
    const updated = [...this.trace.updates].filter(isStarted)
    const done = updated.filter(isCompleted).sort((a, b) => (a.vertex.completed ?? 0) - (b.vertex.completed ?? 0))
    let out = ''
    if (this.current && done.includes(this.current)) out += this.print(this.current)
    for (const traced of done) if (this.trace.updates.has(traced)) out += this.print(traced)
    const open = updated.filter((traced) => !isCompleted(traced))
    const next = this.current && !isCompleted(this.current) ? this.current : (open[0] ?? this.trace.begun.find((traced) => !isCompleted(traced)))
    if (next && (open.includes(next) || next !== this.current)) out += this.print(next)
    return out
  }

  finish(): string {
    return this.refresh() + this.trace.errorReport()
  }

  private number(traced: TracedVertex): number {
    const number = this.numbers.get(traced) ?? this.numbers.size + 1
    this.numbers.set(traced, number)
    return number
  }

  private print(traced: TracedVertex): string {
    const number = this.number(traced)
    let out = traced === this.current ? '' : this.heading(traced)
    for (const status of traced.statuses) {
      if (!traced.updatedStatuses.has(status.id) || !this.worthPrinting(status)) continue
      this.lastPrinted.set(status.id, status)
      const amount = amountText(status)
      const seconds = status.started === undefined ? 0 : ((status.completed ?? status.timestamp) - status.started) / 1000
      const time = seconds > 0.01 ? ` ${tenths(seconds)}s` : ''
      out += `#${number} ${status.id}${amount && ` ${amount}`}${time}${status.completed !== undefined ? ' done' : ''}\n`
    }
    traced.updatedStatuses.clear()
    for (const warning of traced.warnings.splice(0)) out += `#${number} WARN: ${warning.short}\n`
    out += this.printLogs(traced, number)
    this.current = traced
    if (isCompleted(traced)) out += this.ending(traced, number)
    this.trace.updates.delete(traced)
    return out
  }

  private heading(traced: TracedVertex): string {
    let out = this.current ? `#${this.number(this.current)} ...\n` : ''
    out += this.started ? '\n' : `#0 ${this.description}\n\n`
    this.started = true
    return `${out}#${this.number(traced)} ${traced.vertex.name}\n`
  }

  private worthPrinting(status: {
    readonly id: string
    readonly current: number
    readonly total: number
    readonly timestamp: number
    readonly completed?: number
  }): boolean {
    const last = this.lastPrinted.get(status.id)
    if (!last || status.completed !== undefined) return true
    const progress = status.total > 0 ? (status.current - last.current) / status.total : 0
    return progress >= 0.05 || status.timestamp - last.timestamp >= 5000
  }

  private printLogs(traced: TracedVertex, number: number): string {
    const keep = traced.logsPartial && !isCompleted(traced) ? [traced.logs.pop() ?? ''] : []
    const out = traced.logs.map((line) => `#${number} ${line}\n`).join('')
    traced.printed.push(...traced.logs)
    traced.printed.splice(0, Math.max(0, traced.printed.length - errorLogLines))
    traced.logs = keep
    return out
  }

  private ending(traced: TracedVertex, number: number): string {
    this.current = undefined
    const { error, cached, started = 0, completed = 0 } = traced.vertex
    if (error !== undefined) return error.endsWith('context canceled') ? `#${number} CANCELED\n` : `#${number} ERROR: ${error}\n`
    return cached ? `#${number} CACHED\n` : `#${number} DONE ${tenths((completed - started) / 1000)}s\n`
  }
}
