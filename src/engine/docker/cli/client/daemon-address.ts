import type { SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import { Failure } from '../failure.ts'

/** Where a daemon listens, from DOCKER_HOST, `-H` or a context. */
export interface DaemonAddress {
  /** As messages name it: `unix:///var/run/docker.sock`. */
  readonly host: string
  /** In front of a path in messages: `http://%2Fvar%2Frun%2Fdocker.sock`. */
  readonly urlBase: string
  /** `dial unix /var/run/docker.sock`, as Go's net errors begin. */
  readonly dialText: string
  /** A socket to connect to; a TCP host is resolved by URL instead. */
  readonly via?: SocketAddress
}

export const defaultHost = 'unix:///var/run/docker.sock'

export function daemonAddress(host: string): DaemonAddress {
  const match = /^([a-z]+):\/\/(.*)$/.exec(host)
  if (!match) throw new Failure(`unable to parse docker host \`${host}\``)
  const [, scheme = '', rest = ''] = match
  if (scheme === 'unix') {
    return { host, urlBase: `http://${encodeURIComponent(rest)}`, dialText: `dial unix ${rest}`, via: { family: 'unix', path: rest } }
  }
  if (scheme === 'tcp' || scheme === 'http') {
    const authority = rest.replace(/\/.*$/, '')
    return { host, urlBase: `http://${authority}`, dialText: `dial tcp ${authority}` }
  }
  if (scheme === 'ssh' || scheme === 'fd' || scheme === 'npipe') throw new Failure(`cais: docker: ${scheme}:// hosts are not simulated`)
  throw new Failure(`unable to parse docker host \`${host}\``)
}

/** `-H` values may leave out the scheme. */
export function normalHost(text: string): string {
  const value = text.trim()
  if (value === '') return defaultHost
  if (/^[a-z]+:\/\//.test(value)) return value === 'tcp://' ? 'tcp://localhost:2375' : value === 'unix://' ? defaultHost : withPort(value)
  return withPort(`tcp://${value}`)
}

const withPort = (host: string): string => {
  const match = /^tcp:\/\/([^:/]*)(?::(\d+))?(\/.*)?$/.exec(host)
  return match ? `tcp://${match[1] || 'localhost'}:${match[2] ?? '2375'}` : host
}
