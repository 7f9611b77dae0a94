import { decode, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { userById } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'
import type { Problem } from './faults.ts'
import type { Wire } from './protocol.ts'
import { BodyReader, Fields } from './protocol.ts'
import { ScramServer, verifierOf } from './scram.ts'
import type { Server } from './server.ts'
import { hbaMethod } from './settings.ts'

const wrong = (user: string, detail?: string): Problem => ({
  severity: 'FATAL',
  code: '28P01',
  message: `password authentication failed for user "${user}"`,
  ...(detail !== undefined && { detail }),
})

/** Who the client says it is, by the rules of pg_hba.conf: trust, reject, peer, password, scram-sha-256 (md5 asks the same). */
export function* authenticate(server: Server, wire: Wire, user: string, database: string, address: string | undefined): Sys<Problem | undefined> {
  const method = hbaMethod(server.hba, database, user, address)
  if (method === undefined) {
    const from = address === undefined ? 'host "[local]"' : `host "${address}"`
    return { severity: 'FATAL', code: '28000', message: `no pg_hba.conf entry for ${from}, user "${user}", database "${database}", no encryption` }
  }
  if (method === 'trust') return undefined
  if (method === 'peer') {
    const credentials = yield* sys.getpeercred({ fd: wire.fd })
    const peer = credentials.ok ? yield* userById(credentials.value.uid) : undefined
    return peer?.name === user ? undefined : { severity: 'FATAL', code: '28000', message: `Peer authentication failed for user "${user}"` }
  }
  if (method === 'reject') {
    return {
      severity: 'FATAL',
      code: '28000',
      message: `pg_hba.conf rejects connection for host "${address ?? '[local]'}", user "${user}", database "${database}", no encryption`,
    }
  }
  return yield* scram(server, wire, user)
}

function* scram(server: Server, wire: Wire, user: string): Sys<Problem | undefined> {
  const role = server.cluster.roles.get(user)
  // Unknown users go through the same steps so that nobody learns who exists.
  const verifier = role?.password ?? verifierOf(`none ${user}`, encode(user.padEnd(16).slice(0, 16)))
  wire.put(
    'R',
    new Fields()
      .int32(10)
      .text('SCRAM-SHA-256')
      .bytes(new Uint8Array([0])),
  )
  yield* wire.flush()
  const exchange = new ScramServer(verifier, yield* sys.getrandom({ count: 18 }))
  const first = yield* wire.next()
  if (first?.kind !== 'p') return wrong(user)
  const reader = new BodyReader(first.body)
  reader.text()
  wire.put('R', new Fields().int32(11).bytes(exchange.begin(reader.bytes(reader.int32()))))
  yield* wire.flush()
  const final = yield* wire.next()
  const proof = final?.kind === 'p' ? exchange.finish(encode(decode(final.body))) : undefined
  if (!role) return wrong(user, `Role "${user}" does not exist.`)
  if (role.password === undefined) return wrong(user, `User "${user}" has no password assigned.`)
  if (!proof) return wrong(user)
  wire.put('R', new Fields().int32(12).bytes(proof))
  return undefined
}
