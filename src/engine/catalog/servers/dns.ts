import { encode } from '../../base/utf8.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { type DnsMessage, type DnsRecord, decodeDns, dnsAnswer, encodeDns } from '../../linux/libc/dns/message.ts'
import { fail, readFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** A name server that knows every public name: `address name` lines of /etc/dns/zone. Leaves out delegation, TCP and zone transfers. */
export const nameServer: Main = function* () {
  const zone = yield* readFile('/etc/dns/zone')
  const names = parseZone(zone.ok ? zone.value : '')
  const socket = yield* sys.socket({ family: 'inet', type: 'dgram' })
  if (!socket.ok) return yield* fail('named', 'could not listen on UDP socket')
  const bound = yield* sys.bind({ fd: socket.value, address: { family: 'inet', address: '0.0.0.0', port: 53 } })
  if (!bound.ok) return yield* fail('named', `could not listen on UDP socket: ${bound.error}`)
  for (;;) {
    const received = yield* sys.recv({ fd: socket.value, count: 4096 })
    if (!received.ok || !received.value.from) continue
    const query = decodeDns(received.value.bytes)
    if (query && !query.response) yield* sys.send({ fd: socket.value, bytes: encodeDns(answerTo(query, names)), to: received.value.from })
  }
}

/** Names in lower case with their addresses. */
export function parseZone(text: string): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [address, ...hosts] = line.trim().split(/\s+/)
    if (!address) continue
    for (const host of hosts) names.set(host.toLowerCase(), [...(names.get(host.toLowerCase()) ?? []), address])
  }
  return names
}

function answerTo(query: DnsMessage, names: ReadonlyMap<string, readonly string[]>): DnsMessage {
  const [question] = query.questions
  if (!question) return dnsAnswer(query, { rcode: 'FORMERR' })
  const name = question.name.toLowerCase()
  if (question.type === 'PTR') {
    const address = name
      .replace(/\.in-addr\.arpa$/, '')
      .split('.')
      .reverse()
      .join('.')
    const found = [...names].find(([, addresses]) => addresses.includes(address))
    return found ? dnsAnswer(query, { answers: [{ ...question, ttlSeconds: 300, data: found[0] }] }) : dnsAnswer(query, { rcode: 'NXDOMAIN' })
  }
  const addresses = names.get(name)
  if (!addresses) return dnsAnswer(query, { rcode: 'NXDOMAIN' })
  const answers: DnsRecord[] = question.type === 'A' ? addresses.map((data) => ({ ...question, ttlSeconds: 60, data })) : []
  return dnsAnswer(query, { answers })
}

/** The zone file of a set of public names. */
export const zoneText = (names: ReadonlyMap<string, string>): Uint8Array =>
  encode([...names].map(([name, address]) => `${address} ${name}\n`).join(''))
