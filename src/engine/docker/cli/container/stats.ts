import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerSummary } from '../../api/container.ts'
import type { EventMessage } from '../../api/events.ts'
import type { ContainerStats } from '../../api/stats.ts'
import type { Cli } from '../cli.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { renderListing } from '../formatter/listing.ts'
import { statsFormat, statsHeader, statsRow } from '../formatter/stats.ts'
import { eachMessage } from '../progress/json-message.ts'

/** How often the screen is redrawn. */
const refreshMs = 500

/** A container under watch; its thread keeps `latest` fresh. */
interface Watch {
  readonly container: string
  latest: ContainerStats | undefined
  arrived: boolean
  problem: Failure | undefined
}

/** docker stats: one thread per container reads its stream, one follows events, the main one draws. */
export const stats: Verb = function* ({ cli, args, flags }) {
  const stream = !flags.bool('no-stream')
  const watches: Watch[] = []
  const bell = {}
  yield* cli.client.ping()
  const names = args.length > 0 ? args : yield* listed(cli, flags.bool('all'))
  for (const name of names) yield* watch(cli, name, stream, watches, bell)
  if (args.length === 0 && stream) yield* followEvents(cli, flags.bool('all'), watches, bell)
  while (watches.some((item) => !item.arrived)) yield* sys.futexWait({ on: bell })
  const problems = watches.flatMap((item) => (item.problem ? [item.problem.message] : []))
  if (args.length > 0 && problems.length > 0) throw new Failure(problems.join('\n'))
  const format = statsFormat(flags.text('format') || (yield* cli.config()).statsFormat || 'table')
  for (;;) {
    yield* sys.nanosleep({ ms: refreshMs })
    const rows = watches.map((item) => statsRow(item.container, item.latest, !flags.bool('no-trunc')))
    const text = renderListing(format, { header: statsHeader, rows })
    if (!stream) {
      yield* cli.print(text)
      return 0
    }
    const lines = `\x1b[H${text}`.split('\n').map((line) => `${line} \x1b[K\n`)
    yield* cli.print(`\x1b[H${text}${lines.join('')}\x1b[J`)
    if (watches.length === 0 && args.length > 0) return 0
  }
}

function* listed(cli: Cli, all: boolean): Sys<readonly string[]> {
  const containers = yield* cli.client.json<readonly ContainerSummary[]>('GET', '/containers/json', { query: { all: all || undefined } })
  return containers.map((container) => container.Id)
}

function* watch(cli: Cli, container: string, stream: boolean, watches: Watch[], bell: object): Sys<void> {
  if (watches.some((item) => item.container === container)) return
  const item: Watch = { container, latest: undefined, arrived: false, problem: undefined }
  watches.push(item)
  yield* sys.clone({
    thread: true,
    main: function* () {
      try {
        const answer = yield* cli.client.call('GET', `/containers/${container}/stats`, { query: { stream } })
        yield* eachMessage(answer.body, function* (message) {
          item.latest = message as unknown as ContainerStats
          item.arrived = true
          yield* sys.futexWake({ on: bell })
        })
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure
        item.problem = failure
      }
      item.arrived = true
      yield* sys.futexWake({ on: bell })
      return 0
    },
  })
}

/** Containers that start appear, those that end go. */
function* followEvents(cli: Cli, all: boolean, watches: Watch[], bell: object): Sys<void> {
  yield* sys.clone({
    thread: true,
    main: function* () {
      const answer = yield* cli.client.call('GET', '/events', { query: { filters: '{"type":{"container":true}}' } })
      yield* eachMessage(answer.body, function* (message) {
        const event = message as unknown as EventMessage
        if (event.Action === 'start' || (all && event.Action === 'create')) yield* watch(cli, event.Actor.ID, true, watches, bell)
        if (event.Action === 'die' && !all) {
          const at = watches.findIndex((item) => item.container === event.Actor.ID)
          if (at >= 0) watches.splice(at, 1)
        }
      })
      return 0
    },
  })
}
