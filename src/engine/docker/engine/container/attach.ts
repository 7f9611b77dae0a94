import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import type { StreamNumber } from '../../api/stdcopy.ts'
import { frame } from '../../api/stdcopy.ts'
import { Condition, go } from '../mutex.ts'
import { DetachKeys } from './detach-keys.ts'
import type { OutputName, OutputSubscriber, ProcessStreams } from './streams.ts'

/** A client on a process's streams (moby container/stream/attach.go). */
export interface AttachOptions {
  readonly stdin: boolean
  readonly wants: ReadonlySet<OutputName>
  readonly tty: boolean
  /** Input's end closes the process's own. */
  readonly closeInputAtEnd: boolean
  /** The sequence that leaves; only heard on terminals with input. */
  readonly detachKeys: readonly number[]
  /** Tells the runtime that no more input comes. */
  readonly closeInput: () => Sys<void>
}

const numbers: Readonly<Record<OutputName, StreamNumber>> = { stdout: 1, stderr: 2 }

/** `detached` when the client pressed its keys. */
export type AttachOutcome = 'ended' | 'detached'

/** Carries both ways until the output ends or the client leaves; the connection stays open for the caller to close. */
export function* attachStreams(
  streams: ProcessStreams,
  subscriber: OutputSubscriber,
  connection: Connection,
  options: AttachOptions,
): Sys<AttachOutcome> {
  const client: Client = { gone: false, detached: false }
  if (options.stdin) yield* go(() => carryInput(streams, subscriber, connection, options, client))
  else yield* go(() => watchClient(subscriber, connection, client))
  for (;;) {
    const chunk = yield* subscriber.next(client)
    if (!chunk) break
    const sent = yield* connection.write(options.tty ? chunk.bytes : frame(numbers[chunk.from], chunk.bytes))
    if (!sent.ok) {
      client.gone = true
      break
    }
  }
  yield* subscriber.stop()
  return client.detached ? 'detached' : 'ended'
}

interface Client {
  gone: boolean
  detached: boolean
}

function* carryInput(
  streams: ProcessStreams,
  subscriber: OutputSubscriber,
  connection: Connection,
  options: AttachOptions,
  client: Client,
): Sys<void> {
  const keys = options.tty ? new DetachKeys(options.detachKeys) : undefined
  for (;;) {
    const chunk = yield* connection.read()
    if (!chunk.ok) {
      client.gone = true
      break
    }
    if (chunk.value === undefined) break
    const input = keys ? keys.push(chunk.value) : { bytes: chunk.value, detached: false }
    if (input.bytes.length > 0 && !(yield* streams.writeInput(input.bytes))) break
    if (input.detached) {
      client.detached = true
      client.gone = true
      break
    }
  }
  if (options.closeInputAtEnd && !client.detached) {
    yield* streams.closeInput()
    yield* options.closeInput()
    if (!client.gone) return
  }
  // The end of input that does not end the process's own ends the attachment: a terminal's client has gone.
  client.gone = true
  yield* wake(subscriber)
}

/** A client that only listens is gone when it closes its side. */
function* watchClient(subscriber: OutputSubscriber, connection: Connection, client: Client): Sys<void> {
  for (;;) {
    const chunk = yield* connection.read()
    if (chunk.ok && chunk.value !== undefined) continue
    // A half-closed connection still takes output; only a broken one is gone.
    if (chunk.ok) return
    break
  }
  client.gone = true
  yield* wake(subscriber)
}

function* wake(subscriber: OutputSubscriber): Sys<void> {
  if (subscriber.wakes instanceof Condition) yield* subscriber.wakes.broadcast()
}
