import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import { type BuildStatus, type BuildVertex, buildTraceId } from '../api/build-progress.ts'
import type { JSONMessage } from '../api/common.ts'
import { EngineError } from '../engine/errdefs.ts'
import { digestOf } from '../oci/image.ts'
import type { Warning } from './lint.ts'
import { BuildProblem } from './problem.ts'

export type Emit = (message: JSONMessage) => Sys<void>

/** Reports a build's vertices to the client as they begin, move and end. */
export class Progress {
  private count = 0
  private readonly planned: string[] = []

  constructor(private readonly emit: Emit) {}

  /** Announces vertices that will follow in this order: the client counts them before they begin. */
  *plan(names: readonly string[]): Sys<void> {
    const vertexes = names.map((name) => ({ digest: this.digest(name), name }))
    this.planned.push(...vertexes.map(({ digest }) => digest))
    if (vertexes.length > 0) yield* this.send({ vertexes })
  }

  private digest(name: string): string {
    return digestOf(`${this.count++} ${name}`)
  }

  /** A vertex that runs now; what it throws becomes its error. */
  *vertex<T>(name: string, work: (vertex: Vertex) => Sys<T>): Sys<T> {
    if (this.planned.length === 0) yield* this.plan([name])
    const vertex = new Vertex(this, this.planned.shift() as string, name)
    yield* vertex.begin()
    try {
      const value = yield* work(vertex)
      yield* vertex.end()
      return value
    } catch (thrown) {
      yield* vertex.end(thrown instanceof BuildProblem || thrown instanceof EngineError ? thrown.message : 'context canceled')
      throw thrown
    }
  }

  /** A vertex that fails at once. */
  *failed(name: string, error: string): Sys<void> {
    if (this.planned.length === 0) yield* this.plan([name])
    const vertex = new Vertex(this, this.planned.shift() as string, name)
    yield* vertex.begin()
    yield* vertex.end(error)
  }

  *send(status: BuildStatus): Sys<void> {
    yield* this.emit({ id: buildTraceId, aux: status })
  }
}

export class Vertex {
  private started = 0
  private cached = false

  constructor(
    private readonly progress: Progress,
    readonly digest: string,
    readonly name: string,
  ) {}

  *begin(): Sys<void> {
    this.started = yield* sys.clockRealtime({})
    yield* this.tell({})
  }

  /** Nothing had to be done. */
  *hit(): Sys<void> {
    this.cached = true
  }

  *end(error?: string): Sys<void> {
    yield* this.tell({ completed: yield* sys.clockRealtime({}), ...(error !== undefined && { error }) })
  }

  private *tell(more: Partial<BuildVertex>): Sys<void> {
    const vertex = { digest: this.digest, name: this.name, started: this.started, ...(this.cached && { cached: true }), ...more }
    yield* this.progress.send({ vertexes: [vertex] })
  }

  /** A part of the vertex that is done in no time: `transferring context: 2B`. */
  *done(id: string, bytes = 0): Sys<void> {
    yield* this.part(id, function* () {
      return bytes
    })
  }

  /** A part of the vertex; the work's result is its size. */
  *part(id: string, work: () => Sys<number>): Sys<void> {
    const started = yield* sys.clockRealtime({})
    yield* this.status(id, { current: 0, total: 0, started })
    const bytes = yield* work()
    yield* this.status(id, { current: bytes, total: 0, started, completed: yield* sys.clockRealtime({}) })
  }

  *status(id: string, status: { current: number; total: number; started: number; completed?: number }): Sys<void> {
    const timestamp = yield* sys.clockRealtime({})
    yield* this.progress.send({ statuses: [{ vertex: this.digest, id, timestamp, ...status }] })
  }

  *log(text: string): Sys<void> {
    yield* this.progress.send({ logs: [{ vertex: this.digest, text, timestamp: yield* sys.clockRealtime({}) }] })
  }

  *warn(warnings: readonly Warning[]): Sys<void> {
    if (warnings.length === 0) return
    yield* this.progress.send({
      warnings: warnings.map(({ rule, description, detail, url, line, lastLine }) => ({
        vertex: this.digest,
        short: detail,
        description,
        rule,
        url,
        line,
        lastLine,
      })),
    })
  }
}
