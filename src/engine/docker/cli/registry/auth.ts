import { marshalJson } from '../../../base/go-json.ts'
import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { base64, fromBase64 } from '../../../linux/libc/http/url.ts'
import { defaultDomain } from '../../api/reference.ts'
import type { AuthConfig } from '../../api/system.ts'
import type { Cli } from '../cli.ts'

/** Docker Hub's entry in config.json. */
export const hubServer = 'https://index.docker.io/v1/'

export const serverOf = (domain: string): string => (domain === defaultDomain ? hubServer : domain)

/** The credentials kept for a server. */
export function* storedAuth(cli: Cli, server: string): Sys<AuthConfig | undefined> {
  const entry = (yield* cli.config()).auths?.[server]
  if (!entry) return undefined
  const bytes = fromBase64(entry.auth ?? '')
  const text = bytes ? decode(bytes) : ''
  const colon = text.indexOf(':')
  return {
    username: colon < 0 ? text : text.slice(0, colon),
    password: colon < 0 ? '' : text.slice(colon + 1),
    serveraddress: server,
    ...(entry.identitytoken && { identitytoken: entry.identitytoken }),
  }
}

/** The X-Registry-Auth header: the credentials as JSON in URL-safe base64, `e30=` without any. */
export function* registryAuth(cli: Cli, domain: string): Sys<string> {
  const auth = yield* storedAuth(cli, serverOf(domain))
  return base64(marshalJson({ ...auth }))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
}
