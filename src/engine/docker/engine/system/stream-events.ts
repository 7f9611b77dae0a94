import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { EventMessage } from '../../api/events.ts'
import type { Filters } from '../../api/filters.ts'
import { familiarName, parseReference } from '../../api/reference.ts'
import { invalid } from '../errdefs.ts'
import type { EventListener } from '../events.ts'
import type { ApiExchange, JsonStream } from '../http/api-exchange.ts'
import { momentOf } from '../prune-until.ts'

/** GET /events: what is remembered since a time, then what happens until a time (moby api/server/router/system, daemon/events/filter.go). */
export function* streamEvents(api: ApiExchange): Sys<void> {
  const nowMs = yield* sys.clockRealtime({})
  const sinceMs = moment(api, 'since', nowMs)
  const untilMs = moment(api, 'until', nowMs)
  if (sinceMs !== undefined && untilMs !== undefined && untilMs < sinceMs) throw invalid('"since" time cannot be after "until" time')
  const filters = api.filters()
  const onlyPast = untilMs !== undefined && untilMs <= nowMs
  const listener = api.daemon.events.listen()
  const stream = yield* api.stream()
  const until = untilMs ?? Number.POSITIVE_INFINITY
  if (sinceMs !== undefined || onlyPast) {
    for (const event of api.daemon.events.between(sinceMs ?? 0, until)) if (eventMatches(event, filters)) yield* stream.write(event)
  }
  if (!onlyPast) yield* follow(api, listener, stream, filters, until)
  listener.stop()
}

function* follow(api: ApiExchange, listener: EventListener, stream: JsonStream, filters: Filters, untilMs: number): Sys<void> {
  yield* api.exchange.watch(listener.arrived)
  while (!api.exchange.gone && !stream.broken) {
    const event = listener.next()
    if (event) {
      if (eventMatches(event, filters)) yield* stream.write(event)
      continue
    }
    const leftMs = untilMs - (yield* sys.clockRealtime({}))
    if (leftMs <= 0) return
    yield* listener.arrived.wait(Number.isFinite(leftMs) ? leftMs : undefined)
  }
}

function moment(api: ApiExchange, name: string, nowMs: number): number | undefined {
  const text = api.query(name)
  if (text === '') return undefined
  const ms = momentOf(text, nowMs)
  if (ms === undefined) throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return ms
}

function eventMatches(event: EventMessage, filters: Filters): boolean {
  const { ID, Attributes } = event.Actor
  const any = (name: string, matches: (value: string) => boolean) => !filters.has(name) || (filters.get(name) ?? []).some(matches)
  const own = (type: string) => any(type, (value) => event.Type === type && (ID === value || ID.startsWith(value) || Attributes.name === value))
  const labels = (filters.get('label') ?? []).every((wanted) => {
    const [key = '', value] = wanted.split('=')
    return Attributes[key] !== undefined && (value === undefined || Attributes[key] === value)
  })
  return (
    labels &&
    any('type', (value) => value === event.Type) &&
    any('event', (value) => value === event.Action || event.Action.startsWith(`${value}:`)) &&
    any('scope', (value) => value === event.scope) &&
    (['container', 'network', 'volume', 'plugin', 'daemon', 'service', 'node', 'secret', 'config'] as const).every(own) &&
    any('image', (value) => imageMatches(event, value))
  )
}

function imageMatches(event: EventMessage, wanted: string): boolean {
  const strip = (text: string) => {
    const reference = parseReference(text)
    return reference.ok ? familiarName(reference.value) : text
  }
  if (event.Type === 'image')
    return (
      event.Actor.ID === wanted ||
      event.Actor.Attributes.name === wanted ||
      strip(event.Actor.ID) === wanted ||
      strip(event.Actor.Attributes.name ?? '') === wanted
    )
  const image = event.Actor.Attributes.image ?? ''
  return image !== '' && (image === wanted || strip(image) === wanted)
}
