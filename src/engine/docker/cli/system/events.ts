import { rfc3339Nano } from '../../../base/go-time.ts'
import { compareText, GoStruct, type GoValue } from '../../../base/go-value.ts'
import type { TimeZone } from '../../../base/time-zone.ts'
import type { EventMessage } from '../../api/events.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { apiTimestamp } from '../command/timestamp.ts'
import { Failure } from '../failure.ts'
import { finalFormat, parseFormat } from '../formatter/listing.ts'
import { eachMessage } from '../progress/json-message.ts'

/** docker events */
export const events: Verb = function* ({ cli, flags }) {
  const format = flags.text('format')
  const template = format === '' ? undefined : parseFormat(finalFormat(format))
  const nowMs = yield* cli.now()
  const zone = yield* cli.zone()
  const time = (name: string): string | undefined => {
    const text = flags.text(name)
    if (text === '') return undefined
    const stamp = apiTimestamp(text, nowMs, zone)
    if (!stamp.ok) throw new Failure(stamp.error)
    return stamp.value
  }
  const answer = yield* cli.client.call('GET', '/events', {
    query: { since: time('since'), until: time('until'), filters: filtersQuery(flags.list('filter')) },
  })
  yield* eachMessage(answer.body, function* (message) {
    const event = message as unknown as EventMessage
    if (!template) {
      yield* cli.print(eventLine(event, zone))
      return
    }
    const result = template.execute(eventRow(event))
    if (!result.ok) throw new Failure(`template parsing error: ${result.error.message}`)
    yield* cli.print(`${result.value}\n`)
  })
  return 0
}

/** `2026-11-22T13:43:11.250185729Z container create 931e… (image=busybox, name=ev)`. */
export function eventLine(event: EventMessage, zone: TimeZone): string {
  const nanos = BigInt(event.timeNano)
  const stamp = rfc3339Nano({ seconds: Number(nanos / 1_000_000_000n), nanos: Number(nanos % 1_000_000_000n) }, { zone, fixed: true })
  const attributes = Object.entries(event.Actor.Attributes ?? {}).sort(([a], [b]) => compareText(a, b))
  const details = attributes.length > 0 ? ` (${attributes.map(([key, value]) => `${key}=${value}`).join(', ')})` : ''
  return `${stamp} ${event.Type} ${event.Action} ${event.Actor.ID}${details}\n`
}

function eventRow(event: EventMessage): GoStruct {
  const json = event as unknown as GoValue
  const fields: Record<string, GoValue> = {
    Status: event.status ?? '',
    ID: event.id ?? '',
    From: event.from ?? '',
    Type: event.Type,
    Action: event.Action,
    Actor: { ID: event.Actor.ID, Attributes: event.Actor.Attributes as Record<string, GoValue> },
    Scope: event.scope ?? '',
    Time: event.time,
    TimeNano: event.timeNano,
  }
  return new GoStruct('events.Message', new Map(Object.entries(fields)), () => json)
}
