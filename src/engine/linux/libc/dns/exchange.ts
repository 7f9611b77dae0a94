import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import type { Fd, Sys } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { Connection } from '../http/connection.ts'
import type { DnsMessage, DnsType } from './message.ts'
import { decodeDns, dnsQuery, encodeDns } from './message.ts'

const familyOf = (address: string) => (address.includes(':') ? 'inet6' : 'inet')

/**
 * Asks one server, each type in a query of its own from one connected UDP socket, and waits for all answers; a truncated answer is asked for
 * again over TCP. ETIMEDOUT when not all came, ECONNREFUSED when nothing listens there.
 */
export function* askServer(
  server: string,
  name: string,
  types: readonly DnsType[],
  options: { readonly timeoutMs: number; readonly port?: number; readonly tcp?: boolean },
): Sys<Result<readonly DnsMessage[], Errno>> {
  const address = { family: familyOf(server), address: server, port: options.port ?? 53 } as const
  const queries: DnsMessage[] = []
  for (const type of types) queries.push(dnsQuery(yield* randomId(), name, type))
  if (options.tcp) return yield* askOverTcp(address, queries, options.timeoutMs)
  const fd = yield* sys.socket({ family: address.family, type: 'dgram' })
  if (!fd.ok) return fd
  const answers = yield* askOverUdp(fd.value, address, queries, options.timeoutMs)
  yield* sys.close({ fd: fd.value })
  if (answers.ok && answers.value.some((answer) => answer.truncated)) return yield* askOverTcp(address, queries, options.timeoutMs)
  return answers
}

function* randomId(): Sys<number> {
  const [high = 0, low = 0] = yield* sys.getrandom({ count: 2 })
  return high * 256 + low
}

interface ServerAddress {
  readonly family: 'inet' | 'inet6'
  readonly address: string
  readonly port: number
}

function* askOverUdp(fd: Fd, address: ServerAddress, queries: readonly DnsMessage[], timeoutMs: number): Sys<Result<readonly DnsMessage[], Errno>> {
  const connected = yield* sys.connect({ fd, address })
  if (!connected.ok) return connected
  for (const query of queries) {
    const sent = yield* sys.send({ fd, bytes: encodeDns(query) })
    if (!sent.ok) return sent
  }
  const untilMs = (yield* sys.clockMonotonic({})) + timeoutMs
  const answers = new Map<number, DnsMessage>()
  while (answers.size < queries.length) {
    const leftMs = untilMs - (yield* sys.clockMonotonic({}))
    if (leftMs <= 0) return err('ETIMEDOUT')
    const received = yield* sys.recv({ fd, count: 65_535, timeoutMs: leftMs })
    if (!received.ok) {
      if (received.error === 'EINTR') continue
      return received
    }
    const answer = decodeDns(received.value.bytes)
    if (answer?.response && queries.some((query) => query.id === answer.id)) answers.set(answer.id, answer)
  }
  return ok(queries.map((query) => answers.get(query.id) as DnsMessage))
}

function* askOverTcp(address: ServerAddress, queries: readonly DnsMessage[], timeoutMs: number): Sys<Result<readonly DnsMessage[], Errno>> {
  const fd = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!fd.ok) return fd
  const connected = yield* sys.connect({ fd: fd.value, address, timeoutMs })
  const connection = new Connection(fd.value)
  connection.deadlineMs = (yield* sys.clockMonotonic({})) + timeoutMs
  const answers = connected.ok ? yield* conversation(connection, queries) : connected
  yield* connection.close()
  return answers
}

function* conversation(connection: Connection, queries: readonly DnsMessage[]): Sys<Result<readonly DnsMessage[], Errno>> {
  const answers: DnsMessage[] = []
  for (const query of queries) {
    const bytes = encodeDns(query)
    const sent = yield* connection.write(Uint8Array.from([bytes.length >> 8, bytes.length & 0xff, ...bytes]))
    if (!sent.ok) return sent
    const length = yield* exactly(connection, 2)
    if (!length.ok) return length
    const body = yield* exactly(connection, (length.value[0] ?? 0) * 256 + (length.value[1] ?? 0))
    if (!body.ok) return body
    const answer = decodeDns(body.value)
    if (!answer) return err('EPROTO')
    answers.push(answer)
  }
  return ok(answers)
}

function* exactly(connection: Connection, count: number): Sys<Result<Uint8Array, Errno>> {
  const out = new Uint8Array(count)
  for (let at = 0; at < count; ) {
    const part = yield* connection.read(count - at)
    if (!part.ok) return part
    if (part.value === undefined) return err('ECONNRESET')
    out.set(part.value, at)
    at += part.value.length
  }
  return ok(out)
}
