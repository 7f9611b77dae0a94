import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'
import { decode } from '../../../../base/utf8.ts'
import type { CapturedFrame, CapturedPacket } from '../../../kernel/net/packet-text.ts'
import { decodeDns } from '../../../libc/dns/message.ts'
import type { Services } from '../services.ts'

export interface LineStyle {
  readonly zone: TimeZone
  readonly services: Services
  readonly numericPorts: boolean
  readonly hostName: (address: string) => string
  readonly timestamps: boolean
  readonly ether: boolean
  readonly device: boolean
  readonly quick: boolean
  readonly absolute: boolean
  /** 0: none; 1: text (-A); 2: hex and text (-X). */
  readonly dump: 'none' | 'text' | 'hex'
}

/** Prints frames as tcpdump does; remembers connections, to show sequence numbers relative to their beginning. */
export class FramePrinter {
  private readonly starts = new Map<string, number>()

  constructor(private readonly style: LineStyle) {}

  line(frame: CapturedFrame): string {
    const { style } = this
    const stamp = style.timestamps ? `${timeOf(frame.atMs, style.zone)} ` : ''
    const device = style.device ? `${frame.device.padEnd(6)} ${(frame.direction === 'in' ? 'In' : 'Out').padEnd(3)} ` : ''
    const type = frame.arp ? 'ARP (0x0806)' : frame.ip?.version === 6 ? 'IPv6 (0x86dd)' : 'IPv4 (0x0800)'
    const destination = frame.destinationMac === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : frame.destinationMac
    const ether = style.ether ? `${frame.sourceMac} > ${destination}, ethertype ${type}, length ${frame.bytes}: ` : ''
    const prefix = style.ether ? '' : frame.arp ? 'ARP, ' : frame.ip?.version === 6 ? 'IP6 ' : 'IP '
    const body = frame.arp ? arpText(frame.arp, style) : frame.ip ? this.packet(frame.ip) : ''
    return `${stamp}${device}${ether}${prefix}${body}\n${frame.ip ? this.dump(frame.ip) : ''}`
  }

  private packet(ip: CapturedPacket): string {
    if (ip.protocol === 'icmp') return `${this.host(ip.source)} > ${this.host(ip.destination)}: ${this.icmp(ip)}`
    const ends = `${this.host(ip.source)}.${this.port(ip.sourcePort, ip.protocol)} > ${this.host(ip.destination)}.${this.port(ip.destinationPort, ip.protocol)}`
    return ip.protocol === 'tcp' ? `${ends}: ${this.tcp(ip)}` : `${ends}: ${this.udp(ip)}`
  }

  private host(address: string): string {
    return this.style.hostName(address)
  }

  private port(port: number, protocol: string): string {
    return (this.style.numericPorts ? undefined : this.style.services.name(port, protocol)) ?? String(port)
  }

  private tcp(ip: CapturedPacket): string {
    const { tcp } = ip
    if (!tcp) return ''
    if (this.style.quick) return `tcp ${tcp.length}`
    const forward = `${ip.source}:${ip.sourcePort} ${ip.destination}:${ip.destinationPort}`
    const backward = `${ip.destination}:${ip.destinationPort} ${ip.source}:${ip.sourcePort}`
    const opening = tcp.flags.startsWith('S')
    if (opening || !this.starts.has(forward)) this.starts.set(forward, opening ? tcp.seq : tcp.seq - 1)
    const base = this.style.absolute || opening ? 0 : (this.starts.get(forward) ?? 0)
    const other = this.style.absolute || opening ? 0 : (this.starts.get(backward) ?? 0)
    const wrapped = (value: number) => value % 4_294_967_296
    const seq = wrapped(tcp.seq - base)
    const parts = [`Flags [${tcp.flags}]`]
    if (tcp.length > 0) parts.push(`seq ${seq}:${seq + tcp.length}`)
    else if (/[SFR]/.test(tcp.flags)) parts.push(`seq ${seq}`)
    if (tcp.flags.includes('.')) parts.push(`ack ${wrapped(tcp.ack - other)}`)
    parts.push(`win ${opening ? Math.min(65_160, tcp.window) : Math.min(65_535, Math.floor(tcp.window / 128))}`, `length ${tcp.length}`)
    const http = tcp.length > 0 ? httpLine(ip.data) : undefined
    return http === undefined ? parts.join(', ') : `${parts.join(', ')}: HTTP: ${http}`
  }

  private udp(ip: CapturedPacket): string {
    const length = ip.length - 28
    if (this.style.quick) return `UDP, length ${length}`
    const dns = ip.sourcePort === 53 || ip.destinationPort === 53 ? dnsText(ip.data, length) : undefined
    return dns ?? `UDP, length ${length}`
  }

  private icmp(ip: CapturedPacket): string {
    const { icmp } = ip
    if (!icmp) return ''
    const length = ip.length - 20
    if (icmp.type === 8 || icmp.type === 0)
      return `ICMP echo ${icmp.type === 8 ? 'request' : 'reply'}, id ${icmp.id}, seq ${icmp.sequence}, length ${length}`
    const { about } = icmp
    const target = about ? this.host(about.destination) : ''
    if (icmp.type === 11) return `ICMP time exceeded in-transit, length ${length}`
    if (icmp.type !== 3) return `ICMP type-#${icmp.type}, length ${length}`
    const what =
      icmp.code === 3 && about
        ? `${target} ${about.protocol} port ${this.port(about.destinationPort, about.protocol)} unreachable`
        : icmp.code === 0
          ? `net ${target} unreachable`
          : icmp.code === 1
            ? `host ${target} unreachable`
            : icmp.code === 13
              ? `host ${target} unreachable - admin prohibited filter`
              : icmp.code === 10
                ? `host ${target} unreachable - admin prohibited`
                : `${target} unreachable - #${icmp.code}`
    return `ICMP ${what}, length ${length}`
  }

  /** -A and -X show the beginning of the data: headers are not bytes here. */
  private dump(ip: CapturedPacket): string {
    if (this.style.dump === 'none' || ip.data === '') return ''
    const bytes = fromHex(ip.data)
    const shown = (part: Uint8Array) => [...part].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
    if (this.style.dump === 'text')
      return `${[...bytes]
        .map((byte) => (byte === 10 || byte === 13 || byte === 9 || (byte >= 32 && byte < 127) ? String.fromCharCode(byte) : '.'))
        .join('')
        .replace(/\r/g, '')}\n`
    let text = ''
    for (let at = 0; at < bytes.length; at += 16) {
      const row = bytes.subarray(at, at + 16)
      const words = (ip.data.slice(at * 2, (at + row.length) * 2).match(/.{1,4}/g) ?? []).join(' ')
      text += `\t0x${at.toString(16).padStart(4, '0')}:  ${words.padEnd(39)}  ${shown(row)}\n`
    }
    return text
  }
}

function timeOf(atMs: number, zone: TimeZone): string {
  const micros = Math.floor((atMs * 1000) % 1_000_000)
  return `${strftime('%H:%M:%S', civilTime(atMs, zone))}.${String(micros).padStart(6, '0')}`
}

function arpText(arp: NonNullable<CapturedFrame['arp']>, style: LineStyle): string {
  if (arp.op === 'request')
    return `${style.ether ? 'Request' : 'Request'} who-has ${style.hostName(arp.targetIp)} tell ${style.hostName(arp.senderIp)}, length 28`
  return `Reply ${style.hostName(arp.senderIp)} is-at ${arp.senderMac}, length 28`
}

const fromHex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

function httpLine(data: string): string | undefined {
  const first = decode(fromHex(data)).split('\r\n')[0] ?? ''
  return /^((GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) \S+ HTTP\/1\.[01]|HTTP\/1\.[01] \d{3}.*)$/.test(first) ? first : undefined
}

function dnsText(data: string, length: number): string | undefined {
  const message = decodeDns(fromHex(data))
  const question = message?.questions[0]
  if (!message || !question) return undefined
  if (!message.response) return `${message.id}${message.recursionDesired ? '+' : ''} ${question.type}? ${question.name}. (${length})`
  const flags = `${message.authoritative ? '*' : ''}${message.recursionAvailable ? '' : '-'}`
  const rcode = { NOERROR: '', NXDOMAIN: ' NXDomain', SERVFAIL: ' ServFail', REFUSED: ' Refused', FORMERR: ' FormErr', NOTIMP: ' NotImp' }[
    message.rcode
  ]
  const counts = `${message.answers.length}/${message.authority.length}/${message.additional.length}`
  const answers = message.answers
    .map((record) => ` ${record.type} ${record.data}${record.type === 'A' || record.type === 'AAAA' ? '' : '.'}`)
    .join(',')
  return `${message.id}${rcode}${flags} ${counts}${answers} (${length})`
}
