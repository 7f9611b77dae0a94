import type { Sys } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import { serve } from '../../linux/libc/http/server.ts'
import { fail, readFile } from '../../linux/libc/stdio.ts'
import { tlsAccept } from '../../linux/libc/tls.ts'
import { parseCertificates, parsePrivateKey } from '../../linux/libc/x509.ts'
import { sys } from '../../linux/sys.ts'
import { answerHub, challenge } from './hub.ts'
import { answerRegistry } from './routes.ts'

/**
 * A registry (distribution's API v2) over files. As the public one (`--hub`) it speaks TLS on 443, wants tokens of its own token service, and answers
 * searches; as `registry:2` it listens plainly on 5000. Leaves out garbage collection, mirrors, signatures and cross-repository mounts.
 */
export const registry: Main = function* ({ argv }) {
  const hub = argv.includes('--hub')
  const port = hub ? 443 : 5000
  const secure = hub ? yield* tls() : undefined
  const socket = yield* sys.socket({ family: 'inet6', type: 'stream' })
  if (!socket.ok) return 1
  yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true } })
  const bound = yield* sys.bind({ fd: socket.value, address: { family: 'inet6', address: '::', port } })
  if (!bound.ok || !(yield* sys.listen({ fd: socket.value })).ok) return yield* fail('registry', `listen tcp :${port}: bind: address already in use`)
  yield* serve({ listener: socket.value, handler: (exchange) => (hub ? answerAsHub(exchange) : answerRegistry(exchange)), ...(secure && { secure }) })
  return 0
}

function* answerAsHub(exchange: Exchange): Sys<void> {
  if (yield* answerHub(exchange)) return
  if (yield* challenge(exchange)) return
  yield* answerRegistry(exchange)
}

/** The certificate of /etc/registry, for every name it covers. */
function* tls() {
  const chain = yield* readFile('/etc/registry/chain.pem')
  const key = yield* readFile('/etc/registry/key.pem')
  const privateKey = key.ok ? parsePrivateKey(key.value) : undefined
  if (!chain.ok || privateKey === undefined) return undefined
  const identities = [{ chain: parseCertificates(chain.value), key: privateKey }]
  return function* (fd: number): Sys<{ ok: true; value: undefined } | { ok: false; error: 'EPROTO' }> {
    return (yield* tlsAccept(fd, { identities })).ok ? { ok: true, value: undefined } : { ok: false, error: 'EPROTO' }
  }
}
