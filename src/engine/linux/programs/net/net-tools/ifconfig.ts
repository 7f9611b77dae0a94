import { formatIpv4, parseIpv4, prefixMask } from '../../../../base/ipv4.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { AddressInfo, LinkInfo } from '../../../kernel/net/netlink-calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { prefixOf } from '../netstat/tables.ts'

/** Models ifconfig(8) of net-tools 2.x: showing, up, down, an address with its mask, mtu, hardware address. */
export const ifconfig: Main = function* ({ argv }) {
  const words = argv.slice(1)
  const flags = words.filter((word) => /^-[asv]$/.test(word))
  const rest = words.filter((word) => !flags.includes(word))
  const unknown = rest.find((word) => word.startsWith('-') && !/^-(arp|promisc|broadcast)$/.test(word))
  if (unknown) {
    yield* printError(`ifconfig: option \`${unknown}' not recognised.\nifconfig: \`--help' gives usage information.\n`)
    return 1
  }
  if (flags.includes('-s')) {
    yield* printError('cais: ifconfig: -s is not simulated\n')
    return 1
  }
  const [name, ...settings] = rest
  if (name === undefined) return yield* show(undefined, flags.includes('-a'))
  if (settings.length === 0) return yield* show(name, true)
  return yield* change(name, settings)
}

function* show(name: string | undefined, all: boolean): Sys<number> {
  const links = yield* sys.linkList({})
  const addresses = yield* sys.addressList({})
  const shown = (links.ok ? links.value : []).filter((link) => (name === undefined ? all || link.up : link.name === name))
  if (name !== undefined && shown.length === 0) {
    yield* printError(`${name}: error fetching interface information: Device not found\n`)
    return 1
  }
  const sorted = shown.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const text = sorted.map((link) => describe(link, addresses.ok ? addresses.value.filter((one) => one.device === link.name) : []))
  yield* print(text.map((part) => `${part}\n`).join(''))
  return 0
}

function describe(link: LinkInfo, addresses: readonly AddressInfo[]): string {
  const loopback = link.kind === 'loopback'
  let [names, bits] = [[] as string[], 0]
  const flag = (on: boolean, name: string, bit: number) => {
    if (!on) return
    names = [...names, name]
    bits |= bit
  }
  flag(link.up, 'UP', 1)
  flag(!loopback, 'BROADCAST', 2)
  flag(loopback, 'LOOPBACK', 8)
  flag(link.up && link.carrier, 'RUNNING', 64)
  flag(link.kind === 'dummy', 'NOARP', 128)
  flag(link.promiscuous, 'PROMISC', 256)
  flag(!loopback && link.kind !== 'dummy', 'MULTICAST', 4096)
  const lines = [`${link.name}: flags=${bits}<${names.join(',')}>  mtu ${link.mtu}`]
  for (const { address, family, broadcast, peer, scope } of addresses) {
    const [ip = '', prefix = ''] = address.split('/')
    if (family === 'inet') {
      const mask = formatIpv4(prefixMask(Number(prefix)))
      lines.push(`        inet ${ip}  netmask ${mask}${peer ? `  destination ${peer}` : broadcast ? `  broadcast ${broadcast}` : ''}`)
    } else {
      const scopeId = { host: '0x10<host>', link: '0x20<link>', global: '0x0<global>' }[scope]
      lines.push(`        inet6 ${ip}  prefixlen ${prefix}  scopeid ${scopeId}`)
    }
  }
  const queue = link.txQueueLength > 0 ? `  txqueuelen ${link.txQueueLength}` : ''
  lines.push(loopback ? `        loop${queue}  (Local Loopback)` : `        ether ${link.mac}${queue}  (Ethernet)`)
  const s = link.statistics
  lines.push(`        RX packets ${s.rxPackets}  bytes ${s.rxBytes} (${human(s.rxBytes)})`)
  lines.push(`        RX errors ${s.rxErrors}  dropped ${s.rxDropped}  overruns 0  frame 0`)
  lines.push(`        TX packets ${s.txPackets}  bytes ${s.txBytes} (${human(s.txBytes)})`)
  lines.push(`        TX errors ${s.txErrors}  dropped ${s.txDropped} overruns 0  carrier 0  collisions 0`)
  return lines.map((line) => `${line}\n`).join('')
}

/** `117.2 KiB`. */
function human(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let [value, i] = [bytes, 0]
  while (value >= 1024 && i < units.length - 1) [value, i] = [value / 1024, i + 1]
  return `${Math.floor(value * 10) / 10 === 0 ? '0.0' : (Math.floor(value * 10) / 10).toFixed(1)} ${units[i]}`
}

function* change(name: string, settings: readonly string[]): Sys<number> {
  const links = yield* sys.linkList({})
  if (links.ok && !links.value.some((link) => link.name === name)) {
    yield* printError(`SIOCSIFADDR: No such device\n${name}: ERROR while getting interface flags: No such device\n`)
    return 1
  }
  let [address, mask, broadcast]: [string | undefined, string | undefined, string | undefined] = [undefined, undefined, undefined]
  let code = 0
  for (let i = 0; i < settings.length; i++) {
    const word = settings[i] as string
    if (word === 'up' || word === 'down') code ||= yield* tried('SIOCSIFFLAGS', sys.linkSet({ name, up: word === 'up' }))
    else if (word === 'mtu') code ||= yield* tried('SIOCSIFMTU', sys.linkSet({ name, mtu: Number(settings[++i]) }))
    else if (word === 'promisc' || word === '-promisc') code ||= yield* tried('SIOCSIFFLAGS', sys.linkSet({ name, promiscuous: word === 'promisc' }))
    else if (word === 'netmask') mask = settings[++i]
    else if (word === 'broadcast') broadcast = settings[++i]
    else if (word === 'hw') {
      code ||= yield* tried('SIOCSIFHWADDR', sys.linkSet({ name, mac: settings[i + 2] ?? '' }))
      i += 2
    } else if (/^[\d.]+(\/\d+)?$/.test(word)) address = word
    else {
      yield* printError(`${word}: Host name lookup failure\nifconfig: \`--help' gives usage information.\n`)
      return 1
    }
  }
  if (address !== undefined) code ||= yield* setAddress(name, address, mask, broadcast)
  return code
}

function* tried(
  call: string,
  change: Sys<{ readonly ok: boolean; readonly error?: { readonly errno: Parameters<typeof strerror>[0] } }>,
): Sys<number> {
  const outcome = yield* change
  if (outcome.ok) return 0
  yield* printError(`${call}: ${strerror(outcome.error?.errno ?? 'EINVAL')}\n`)
  return 255
}

/** Replaces the interface's address; without a mask the class decides, as it always did. */
function* setAddress(name: string, text: string, mask: string | undefined, broadcast: string | undefined): Sys<number> {
  const [ip = '', given] = text.split('/')
  const value = parseIpv4(ip)
  if (value === undefined) {
    yield* printError(`${text}: Host name lookup failure\n`)
    return 1
  }
  const first = value >>> 24
  const prefix = given !== undefined ? Number(given) : mask !== undefined ? prefixOf(mask) : first < 128 ? 8 : first < 192 ? 16 : 24
  const old = yield* sys.addressList({ device: name })
  for (const one of old.ok ? old.value : []) if (one.family === 'inet') yield* sys.addressDelete({ device: name, address: one.address })
  const last = formatIpv4((value | ~prefixMask(prefix ?? 24)) >>> 0)
  const code = yield* tried('SIOCSIFADDR', sys.addressAdd({ device: name, address: `${ip}/${prefix ?? 24}`, broadcast: broadcast ?? last }))
  return code || (yield* tried('SIOCSIFFLAGS', sys.linkSet({ name, up: true })))
}
