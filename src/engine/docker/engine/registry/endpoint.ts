import { blockContains, parseIpv4, parseIpv4Block } from '../../../base/ipv4.ts'
import { defaultDomain } from '../../api/reference.ts'
import type { DaemonConfig } from '../config.ts'

/** Where a repository's registry answers, in the order to try (moby registry/service_v2.go). */
export interface Endpoint {
  /** `https://registry-1.docker.io`. */
  readonly url: string
  /** Any certificate will do. */
  readonly insecure: boolean
  readonly mirror: boolean
}

export function endpointsFor(config: DaemonConfig, domain: string): readonly Endpoint[] {
  if (domain === defaultDomain) {
    const mirrors = config.registryMirrors.map((url) => ({ url: url.replace(/\/$/, ''), insecure: false, mirror: true }))
    return [...mirrors, { url: 'https://registry-1.docker.io', insecure: false, mirror: false }]
  }
  const insecure = isInsecure(config, domain)
  const secure: Endpoint = { url: `https://${domain}`, insecure, mirror: false }
  return insecure ? [secure, { url: `http://${domain}`, insecure, mirror: false }] : [secure]
}

/** Loopback always, and what the configuration lists: hosts, with or without a port, and ranges of addresses. */
function isInsecure(config: DaemonConfig, domain: string): boolean {
  const host = domain.replace(/:\d+$/, '')
  if (host === 'localhost' || /^127\./.test(host) || host === '[::1]') return true
  const address = parseIpv4(host)
  return config.insecureRegistries.some((one) => {
    const block = one.includes('/') && address !== undefined ? parseIpv4Block(one) : undefined
    return one === domain || one === host || (block !== undefined && address !== undefined && blockContains(block, address))
  })
}
