import type { BuildStatus } from '../../api/build-progress.ts'
import type { Display } from './display.ts'
import { amountText, BuildTrace, isCompleted, type TracedVertex, tenths } from './trace.ts'

/** A line of the display. */
interface Job {
  readonly name: string
  readonly status: string
  readonly seconds: number
  readonly completed: boolean
  readonly colour: string
  /** The vertex, where the line stands for one: its output may be shown below. */
  readonly traced?: TracedVertex
}

const windowHeight = 6
const blue = '34'
const yellow = '33'
const red = '31'

/** `--progress=tty` (buildkit progressui's ttyDisplay): all vertices, drawn over again in place, with the last lines of what runs. */
export class TerminalDisplay implements Display {
  readonly trace = new BuildTrace()
  readonly ticks = true
  private lines = 0
  private drawn = false

  constructor(
    private readonly size: { cols: number; rows: number },
    private readonly description: string,
    private readonly coloured: boolean,
  ) {}

  resize(cols: number, rows: number): void {
    this.size.cols = cols
    this.size.rows = rows
  }

  update(status: BuildStatus): void {
    this.trace.update(status, this.size.cols)
  }

  refresh(nowMs: number): string {
    return this.draw(nowMs, false)
  }

  finish(nowMs: number): string {
    return this.draw(nowMs, true) + this.trace.errorReport()
  }

  private draw(nowMs: number, all: boolean): string {
    const { cols } = this.size
    const jobs = this.jobs(nowMs)
    const windows = this.openWindows(jobs)
    const hidden = [...windows].reduce((sum, traced) => sum + traced.window.usedHeight, 0)
    const shown = all ? jobs : wrapHeight(jobs, this.size.rows - 2 - hidden)
    let out = `${'\x1b[1A'.repeat(this.lines + 1)}${this.drawn ? '' : '\x1b[1B'}\x1b[0G\x1b[?25l${this.header(nowMs, all)}\n`
    this.drawn = true
    let count = 0
    for (const job of shown) {
      const line = jobLine(job, cols, this.coloured)
      if (line === undefined) continue
      out += line
      count++
      if (!job.traced || !windows.has(job.traced)) continue
      for (const text of job.traced.window.shown()) {
        out += `\x1b[2m => => # ${text}\n\x1b[0m`
        count++
      }
      job.traced.windowShown++
    }
    const surplus = this.lines - count
    if (surplus > 0) out += `${`${' '.repeat(cols)}\n`.repeat(surplus)}\x1b[${surplus}A\x1b[0G`
    this.lines = count
    return `${out}\x1b[?25h`
  }

  private header(nowMs: number, all: boolean): string {
    const vertices = [...this.trace.byDigest.values()]
    const completed = vertices.filter(isCompleted).length
    const finished = completed > 0 && completed === vertices.length && all ? 'FINISHED' : ''
    const seconds = this.trace.startedMs === undefined ? 0 : (nowMs - this.trace.startedMs) / 1000
    const text = `[+] Building ${tenths(seconds)}s (${completed}/${vertices.length}) ${finished}`
    return align(text, this.description, this.size.cols - 1).slice(0, this.size.cols)
  }

  private jobs(nowMs: number): readonly Job[] {
    const jobs: Job[] = []
    for (const traced of this.trace.begun) {
      const { name, started = nowMs, completed, error, cached } = traced.vertex
      const cancelled = error?.endsWith('context canceled') ?? false
      const word = cancelled ? 'CANCELED ' : error !== undefined ? 'ERROR ' : ''
      const seconds = ((completed ?? nowMs) - started) / 1000
      jobs.push({
        name: `${cached ? 'CACHED ' : ''}${word}${name.replaceAll('\t', ' ')}`,
        status: '',
        seconds,
        completed: completed !== undefined,
        colour: cancelled ? yellow : error !== undefined ? red : blue,
        traced,
      })
      for (const part of traced.statuses) {
        if (part.started === undefined) continue
        const partSeconds = ((part.completed ?? nowMs) - part.started) / 1000
        jobs.push({ name: `=> ${part.id}`, status: amountText(part), seconds: partSeconds, completed: part.completed !== undefined, colour: blue })
      }
      for (const warning of traced.warnings) jobs.push({ name: `WARN: ${warning.short}`, status: '', seconds, completed: false, colour: '' })
    }
    return jobs
  }

  /** The vertices whose output is shown: those that said most, as far as there is room. */
  private openWindows(jobs: readonly Job[]): ReadonlySet<TracedVertex> {
    const running = jobs.flatMap((job) => (job.traced && job.traced.windowBytes > 0 && !job.completed ? [job.traced] : []))
    const weight = (traced: TracedVertex) => traced.windowBytes + traced.windowShown * 50
    running.sort((a, b) => weight(b) - weight(a))
    let free = this.size.rows - 2 - jobs.filter((job) => !job.completed).length
    const open = new Set<TracedVertex>()
    for (const traced of running) {
      if (free <= windowHeight + 3) break
      open.add(traced)
      free -= windowHeight + 3
    }
    return open
  }
}

function jobLine(job: Job, cols: number, coloured: boolean): string | undefined {
  const prefix = ' => '
  const timer = ` ${tenths(job.seconds < 0.05 ? 0 : job.seconds).padStart(3)}s\n`
  let left = cols - prefix.length - timer.length - 1
  const withStatus = job.status !== '' && left + job.status.length > 20
  if (withStatus) left -= job.status.length + 1
  if (left < 12) return undefined
  const line = align(`${prefix}${job.name.slice(0, left)}${withStatus ? ` ${job.status}` : ''}`, timer, cols)
  return job.completed && coloured ? `\x1b[${job.colour}m${line}\x1b[0m` : line
}

const align = (left: string, right: string, width: number): string => `${left.padEnd(width - right.length - 1)} ${right}`

/** The last lines that fit, with those still running from further up in place of finished ones. */
function wrapHeight(jobs: readonly Job[], limit: number): readonly Job[] {
  if (limit < 0) return []
  if (jobs.length <= limit) return jobs
  const visible = jobs.slice(jobs.length - limit)
  const cut = jobs.slice(0, jobs.length - limit).filter((job) => !job.completed)
  if (cut.length === 0) return visible
  let dropped = 0
  const kept = visible.filter((job, i) => {
    if (!job.completed || i >= cut.length) return true
    dropped++
    return false
  })
  return [...cut.slice(cut.length - dropped), ...kept]
}
