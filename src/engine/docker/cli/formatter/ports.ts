import { compareText } from '../../../base/go-value.ts'
import type { Port } from '../../api/container.ts'

/**
 * The PORTS column: published ports with their hosts, neighbours joined into ranges where host and container port are equal. Up to release 26 IPv6
 * addresses have no brackets: `:::8080->80/tcp`.
 */
export function portsText(ports: readonly Port[], bareAddresses = false): string {
  const join = bareAddresses ? (host: string, port: string) => `${host}:${port}` : hostPort
  const sorted = [...ports].sort(comparePorts)
  const ranges = new Map<string, { first: number; last: number }>()
  const done: string[] = []
  const mapped: string[] = []
  for (const port of sorted) {
    if (port.IP && port.PublicPort !== port.PrivatePort) {
      mapped.push(`${join(port.IP, String(port.PublicPort ?? 0))}->${port.PrivatePort}/${port.Type}`)
      continue
    }
    const key = port.IP ? `${port.IP}/${port.Type}` : port.Type
    const range = ranges.get(key)
    if (range && port.PrivatePort === range.last + 1) range.last++
    else {
      if (range) {
        done.push(rangeText(key, range, join))
        range.first = port.PrivatePort
        range.last = port.PrivatePort
      } else ranges.set(key, { first: port.PrivatePort, last: port.PrivatePort })
    }
  }
  for (const [key, range] of ranges) done.push(rangeText(key, range, join))
  return [...done, ...mapped].join(', ')
}

function rangeText(key: string, { first, last }: { first: number; last: number }, join: typeof hostPort): string {
  const slash = key.indexOf('/')
  const [ip, type] = slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)]
  const ports = first === last ? String(first) : `${first}-${last}`
  return `${ip ? `${join(ip, ports)}->` : ''}${ports}/${type}`
}

/** net.JoinHostPort: IPv6 addresses in brackets. */
export const hostPort = (host: string, port: string): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

const comparePorts = (a: Port, b: Port): number =>
  a.PrivatePort - b.PrivatePort || compareText(a.IP ?? '', b.IP ?? '') || (a.PublicPort ?? 0) - (b.PublicPort ?? 0) || compareText(a.Type, b.Type)
