import { goQuote } from '../../../base/go-quote.ts'
import { parseMount } from './mount-flag.ts'
import { parseNetwork } from './network-flag.ts'

/** What `run` and `create` flags say to a value while flags are parsed (docker/cli opts/*): the complaint, or undefined. */
export function checkRunFlag(flag: string, value: string): string | undefined {
  return checks[flag]?.(value)
}

const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

export function isIpAddress(text: string): boolean {
  const four = ipv4.exec(text)
  if (four) return four.slice(1).every((part) => Number(part) <= 255 && !/^0\d/.test(part))
  return text.includes(':') && /^[0-9a-fA-F:.]+$/.test(text) && (text.match(/::/g) ?? []).length <= 1 && text.split(':').length <= 8
}

const address = (value: string): string | undefined => (isIpAddress(value.trim()) ? undefined : `IP address is not correctly formatted: ${value}`)

function label(value: string): string | undefined {
  const key = (value.split('=')[0] ?? '').replace(/^\s+/, '')
  if (key === '') return `invalid label '${value}': empty name`
  return /\s/.test(key) ? `label '${key}' contains whitespaces` : undefined
}

function extraHost(value: string): string | undefined {
  const at = value.includes('=') ? value.indexOf('=') : value.indexOf(':')
  const name = value.slice(0, Math.max(at, 0))
  const target = value.slice(at + 1).replace(/^\[(.+)\]$/, '$1')
  if (at < 0 || name === '' || name.includes(':')) return `bad format for add-host: ${goQuote(value)}`
  return target === 'host-gateway' || isIpAddress(target) ? undefined : `invalid IP address in add-host: ${goQuote(target)}`
}

function link(value: string): string | undefined {
  if (value === '') return 'empty string specified for links'
  return value.split(':').length > 2 ? `bad format for links: ${value}` : undefined
}

const kernelSysctls = /^kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)$/

function sysctl(value: string): string | undefined {
  const [, key] = /^([^=]+)=/.exec(value) ?? []
  return key && (kernelSysctls.test(key) || /^(net|fs\.mqueue)\./.test(key)) ? undefined : `sysctl '${value}' is not allowed`
}

const ulimitNames = new Set('as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' '))

export function parseUlimit(value: string): { readonly name: string; readonly soft: number; readonly hard: number } | string {
  const at = value.indexOf('=')
  if (at < 0) return `invalid ulimit argument: ${value}`
  const name = value.slice(0, at)
  if (!ulimitNames.has(name)) return `invalid ulimit type: ${name}`
  const limits = value.slice(at + 1).split(':')
  if (limits.length > 2) return `too many limit value arguments - ${value.slice(at + 1)}, can only have up to two, \`soft[:hard]\``
  const bad = [...limits].reverse().find((limit) => !/^[-+]?\d+$/.test(limit))
  if (bad !== undefined) return `strconv.ParseInt: parsing ${goQuote(bad)}: invalid syntax`
  const soft = Number(limits[0])
  const hard = Number(limits[1] ?? limits[0])
  if (hard !== -1 && soft === -1) return `ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${hard}`
  if (hard !== -1 && soft > hard) return `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`
  return { name, soft, hard }
}

function throttle(unit: 'bps' | 'iops') {
  return (value: string): string | undefined => {
    const [path = '', rate] = value.split(':')
    if (path === '' || rate === undefined) return `bad format: ${value}`
    if (!path.startsWith('/dev/')) return `bad format for device path: ${value}`
    const good = unit === 'bps' ? /^\d+(\.\d+)?([kmgtp]?(b|ib)?)$/i.test(rate) : /^\d+$/.test(rate)
    if (good) return undefined
    return unit === 'bps'
      ? `invalid rate for device: ${value}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`
      : `invalid rate for device: ${value}. The correct format is <device-path>:<number>. Number must be a positive integer`
  }
}

function weight(value: string): string | undefined {
  const [path = '', text] = value.split(':')
  if (path === '' || text === undefined) return `bad format: ${value}`
  if (!path.startsWith('/dev/')) return `bad format for device path: ${value}`
  const number = Number(text)
  return /^\d+$/.test(text) && (number === 0 || (number >= 10 && number <= 1000)) ? undefined : `invalid weight for device: ${value}`
}

const checks: Readonly<Record<string, (value: string) => string | undefined>> = {
  'add-host': extraHost,
  attach: (value) => (/^(stdin|stdout|stderr)$/i.test(value) ? undefined : 'valid streams are STDIN, STDOUT and STDERR'),
  'blkio-weight-device': weight,
  'device-cgroup-rule': (value) => (/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(value) ? undefined : `invalid device cgroup format '${value}'`),
  'device-read-bps': throttle('bps'),
  'device-read-iops': throttle('iops'),
  'device-write-bps': throttle('bps'),
  'device-write-iops': throttle('iops'),
  dns: address,
  'dns-search': (value) => (value.trim() === '.' || /[a-zA-Z]/.test(value) ? undefined : `${value.trim()} is not a valid domain`),
  env: (value) => (value.startsWith('=') || value === '' ? `invalid environment variable: ${value}` : undefined),
  label,
  link,
  'link-local-ip': address,
  mount: (value) => {
    const mount = parseMount(value, '/')
    return mount.ok ? undefined : mount.error
  },
  network: (value) => {
    const network = parseNetwork(value)
    return network.ok ? undefined : network.error
  },
  sysctl,
  ulimit: (value) => {
    const ulimit = parseUlimit(value)
    return typeof ulimit === 'string' ? ulimit : undefined
  },
}
