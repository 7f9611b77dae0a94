import { formatFloat } from '../../../base/go-float.ts'
import type { BuildStatus, BuildVertex, BuildVertexStatus, BuildWarning } from '../../api/build-progress.ts'
import { LogWindow } from './log-window.ts'

/** A vertex as the client knows it: what it is, what its parts are at, what it said. */
export interface TracedVertex {
  vertex: BuildVertex
  readonly statuses: BuildVertexStatus[]
  readonly warnings: BuildWarning[]
  /** Lines said and not printed yet, each after the seconds since the vertex began; the last may be unfinished. */
  logs: string[]
  logsPartial: boolean
  /** The last lines that were printed, for the error report. */
  readonly printed: string[]
  readonly updatedStatuses: Set<string>
  readonly window: LogWindow
  windowBytes: number
  windowShown: number
}

export const isStarted = ({ vertex }: TracedVertex): boolean => vertex.started !== undefined
export const isCompleted = ({ vertex }: TracedVertex): boolean => vertex.completed !== undefined

/** What a build has reported so far (buildkit progressui's trace). */
export class BuildTrace {
  /** Those that began, in that order. */
  readonly begun: TracedVertex[] = []
  readonly byDigest = new Map<string, TracedVertex>()
  /** Those with something new to print. */
  readonly updates = new Set<TracedVertex>()
  readonly warnings: BuildWarning[] = []
  startedMs: number | undefined

  update(status: BuildStatus, columns: number): void {
    for (const vertex of status.vertexes ?? []) this.updateVertex(vertex)
    for (const part of status.statuses ?? []) this.updateStatus(part)
    for (const warning of status.warnings ?? []) {
      this.warnings.push(warning)
      this.byDigest.get(warning.vertex)?.warnings.push(warning)
    }
    for (const { vertex, text, timestamp } of status.logs ?? []) {
      const traced = this.byDigest.get(vertex)
      if (!traced) continue
      traced.window.resize(columns)
      traced.window.write(text)
      traced.windowBytes += text.length
      addLog(traced, text, timestamp)
      this.updates.add(traced)
    }
  }

  private updateVertex(vertex: BuildVertex): void {
    const known = this.byDigest.get(vertex.digest)
    const traced = known ?? newVertex(vertex)
    if (!known) this.byDigest.set(vertex.digest, traced)
    if (vertex.started !== undefined) {
      this.startedMs ??= vertex.started
      if (!known || !isStarted(known)) this.begun.push(traced)
      this.updates.add(traced)
    }
    traced.vertex = vertex
  }

  private updateStatus(part: BuildVertexStatus): void {
    const traced = this.byDigest.get(part.vertex)
    if (!traced) return
    const at = traced.statuses.findIndex(({ id }) => id === part.id)
    if (at < 0) traced.statuses.push(part)
    else traced.statuses[at] = part
    traced.updatedStatuses.add(part.id)
    this.updates.add(traced)
  }

  /** What failed vertices said, as the last thing that is printed. */
  errorReport(): string {
    return this.begun
      .filter(({ vertex }) => vertex.error !== undefined && !vertex.error.endsWith('context canceled'))
      .map(({ vertex, logs, printed }) => `------\n > ${vertex.name}:\n${[...logs, ...printed].map((line) => `${line}\n`).join('')}------\n`)
      .join('')
  }
}

function newVertex(vertex: BuildVertex): TracedVertex {
  return {
    vertex,
    statuses: [],
    warnings: [],
    logs: [],
    logsPartial: false,
    printed: [],
    updatedStatuses: new Set(),
    window: new LogWindow(),
    windowBytes: 0,
    windowShown: 0,
  }
}

function addLog(traced: TracedVertex, text: string, timestamp: number): void {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  const complete = rest === ''
  if (!complete) lines.push(rest)
  for (const [i, line] of lines.entries()) {
    if (i === 0 && traced.logsPartial && traced.logs.length > 0) traced.logs[traced.logs.length - 1] += line
    else traced.logs.push(`${logSeconds((timestamp - (traced.vertex.started ?? timestamp)) / 1000)} ${line}`)
  }
  traced.logsPartial = !complete
}

const logSeconds = (seconds: number): string => formatFloat(seconds, 'f', seconds < 10 ? 3 : seconds < 100 ? 2 : 1)

/** `0.3s` without the unit. */
export const tenths = (seconds: number): string => formatFloat(seconds, 'f', 1)

/** `1.98MB / 3.20MB`, `143B`; empty when nothing has come yet. */
export function amountText({ current, total }: BuildVertexStatus): string {
  if (total !== 0) return `${bytesText(current)} / ${bytesText(total)}`
  return current === 0 ? '' : bytesText(current)
}

/** As tonistiigi/units prints `%.2f`: whole bytes, else two decimals. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes}B`
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return formatFloat(value, 'f', 2) + units[unit]
}

const units = ['B', 'kB', 'MB', 'GB', 'TB']
