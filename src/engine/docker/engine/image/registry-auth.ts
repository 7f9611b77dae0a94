import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { fromBase64 } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { AuthConfig, AuthResponse } from '../../api/system.ts'
import type { Daemon } from '../daemon.ts'
import { internal, unauthorized } from '../errdefs.ts'
import { endpointsFor } from '../registry/endpoint.ts'
import type { RegistryFailure } from '../registry/session.ts'
import { failureText, RegistrySession } from '../registry/session.ts'

/** The header X-Registry-Auth: credentials as base64url JSON; an empty object where there are none. */
export function registryAuth(header: string | undefined): AuthConfig {
  const bytes = header === undefined ? undefined : fromBase64(header)
  if (!bytes) return {}
  try {
    return JSON.parse(decode(bytes)) as AuthConfig
  } catch {
    return {}
  }
}

/** POST /auth: are these credentials good there? (moby registry/service.go) */
export function* logIn(daemon: Daemon, auth: AuthConfig): Sys<AuthResponse> {
  const server = (auth.serveraddress || 'https://index.docker.io/v1/').replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  const domain = server === 'index.docker.io' || server === 'docker.io' ? 'docker.io' : server
  let failure: RegistryFailure = { kind: 'transport', message: 'no endpoints' }
  for (const endpoint of endpointsFor(daemon.config, domain)) {
    if (endpoint.mirror) continue
    const session = new RegistrySession(endpoint, auth, '')
    const done = yield* session.logIn()
    if (done.ok) {
      yield* sys.record({ kind: 'registry.logged-in', data: { registry: endpoint.url, user: auth.username } })
      return { IdentityToken: '', Status: 'Login Succeeded' }
    }
    failure = done.error
    if (failure.kind === 'refused') throw unauthorized(`Get ${JSON.stringify(`${endpoint.url}/v2/`)}: ${failureText(failure)}`)
  }
  throw internal(failureText(failure))
}
