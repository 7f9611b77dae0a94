import { concatBytes, decode, encode } from '../../../base/utf8.ts'

/**
 * DNS messages on the wire (RFC 1035, 3596, 2782): header, question and records of the common types, names compressed against the question.
 * Leaves out EDNS and DNSSEC: an OPT record decodes as an unknown one.
 */
export interface DnsMessage {
  readonly id: number
  readonly response: boolean
  readonly authoritative: boolean
  readonly truncated: boolean
  readonly recursionDesired: boolean
  readonly recursionAvailable: boolean
  readonly rcode: Rcode
  readonly questions: readonly DnsQuestion[]
  readonly answers: readonly DnsRecord[]
  readonly authority: readonly DnsRecord[]
  readonly additional: readonly DnsRecord[]
}

export type Rcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED'
const rcodes: readonly Rcode[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']

export const dnsTypes = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, OPT: 41, ANY: 255 } as const
export type DnsType = keyof typeof dnsTypes
const typeNames = new Map<number, DnsType>(Object.entries(dnsTypes).map(([name, number]) => [number, name as DnsType]))

export interface DnsQuestion {
  /** Without the final dot; empty for the root. */
  readonly name: string
  readonly type: DnsType
}

export interface DnsRecord extends DnsQuestion {
  readonly ttlSeconds: number
  /** As in a zone file: an address, a name without its final dot, `10 mail.example`, `0 5 8080 host`, a text. */
  readonly data: string
}

/** A query with one question. */
export const dnsQuery = (id: number, name: string, type: DnsType): DnsMessage => ({
  id,
  response: false,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  rcode: 'NOERROR',
  questions: [{ name, type }],
  answers: [],
  authority: [],
  additional: [],
})

/** The answer to a query, with the query's id and question. */
export const dnsAnswer = (query: DnsMessage, answer: Partial<DnsMessage>): DnsMessage => ({
  ...query,
  response: true,
  recursionAvailable: true,
  answers: [],
  authority: [],
  additional: [],
  ...answer,
})

export function encodeDns(message: DnsMessage): Uint8Array {
  const flags =
    (message.response ? 0x8000 : 0) |
    (message.authoritative ? 0x400 : 0) |
    (message.truncated ? 0x200 : 0) |
    (message.recursionDesired ? 0x100 : 0) |
    (message.recursionAvailable ? 0x80 : 0) |
    rcodes.indexOf(message.rcode)
  const sections = [message.questions, message.answers, message.authority, message.additional]
  const out: Uint8Array[] = [words(message.id, flags, ...sections.map((section) => section.length))]
  for (const question of message.questions) out.push(encodeName(question.name), words(dnsTypes[question.type], 1))
  const asked = message.questions[0]?.name
  for (const record of [...message.answers, ...message.authority, ...message.additional]) {
    const name = record.name === asked && asked !== '' ? words(0xc00c) : encodeName(record.name)
    const data = encodeData(record)
    out.push(name, words(dnsTypes[record.type], 1), long(record.ttlSeconds), words(data.length), data)
  }
  return concatBytes(out)
}

/** Undefined when the bytes are no DNS message. */
export function decodeDns(bytes: Uint8Array): DnsMessage | undefined {
  if (bytes.length < 12) return undefined
  const reader = new Reader(bytes)
  const [id, flags, ...counts] = [reader.word(), reader.word(), reader.word(), reader.word(), reader.word(), reader.word()] as const
  const questions: DnsQuestion[] = []
  for (let i = 0; i < counts[0]; i++) {
    const name = reader.name()
    questions.push({ name, type: typeNames.get(reader.word()) ?? 'ANY' })
    reader.word()
  }
  const section = (count: number) => {
    const records: DnsRecord[] = []
    for (let i = 0; i < count; i++) {
      const record = decodeRecord(reader)
      if (record) records.push(record)
    }
    return records
  }
  const [answers, authority, additional] = [section(counts[1]), section(counts[2]), section(counts[3])]
  if (reader.overrun) return undefined
  return {
    id,
    response: (flags & 0x8000) !== 0,
    authoritative: (flags & 0x400) !== 0,
    truncated: (flags & 0x200) !== 0,
    recursionDesired: (flags & 0x100) !== 0,
    recursionAvailable: (flags & 0x80) !== 0,
    rcode: rcodes[flags & 15] ?? 'SERVFAIL',
    questions,
    answers,
    authority,
    additional,
  }
}

function decodeRecord(reader: Reader): DnsRecord | undefined {
  const name = reader.name()
  const type = typeNames.get(reader.word())
  reader.word()
  const ttlSeconds = reader.word() * 65_536 + reader.word()
  const length = reader.word()
  const end = reader.at + length
  const data = type && decodeData(type, reader, length)
  reader.at = end
  return type && data !== undefined ? { name, type, ttlSeconds, data } : undefined
}

function decodeData(type: DnsType, reader: Reader, length: number): string | undefined {
  switch (type) {
    case 'A':
      return [reader.byte(), reader.byte(), reader.byte(), reader.byte()].join('.')
    case 'AAAA':
      return shortIpv6(Array.from({ length: 8 }, () => reader.word()))
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return reader.name()
    case 'MX':
      return `${reader.word()} ${reader.name()}`
    case 'SRV':
      return `${reader.word()} ${reader.word()} ${reader.word()} ${reader.name()}`
    case 'TXT': {
      let text = ''
      for (const end = reader.at + length; reader.at < end; ) text += reader.text(reader.byte())
      return text
    }
    case 'SOA': {
      const names = `${reader.name()} ${reader.name()}`
      const numbers = Array.from({ length: 5 }, () => reader.word() * 65_536 + reader.word())
      return `${names} ${numbers.join(' ')}`
    }
    default:
      return undefined
  }
}

function encodeData(record: DnsRecord): Uint8Array {
  const parts = record.data.split(' ')
  switch (record.type) {
    case 'A':
      return Uint8Array.from(record.data.split('.'), Number)
    case 'AAAA':
      return words(...ipv6Words(record.data))
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return encodeName(record.data)
    case 'MX':
      return concatBytes([words(Number(parts[0])), encodeName(parts[1] ?? '')])
    case 'SRV':
      return concatBytes([words(...parts.slice(0, 3).map(Number)), encodeName(parts[3] ?? '')])
    case 'TXT': {
      const bytes = encode(record.data)
      const pieces: Uint8Array[] = []
      for (let i = 0; i === 0 || i < bytes.length; i += 255) {
        const piece = bytes.subarray(i, i + 255)
        pieces.push(Uint8Array.of(piece.length), piece)
      }
      return concatBytes(pieces)
    }
    case 'SOA':
      return concatBytes([encodeName(parts[0] ?? ''), encodeName(parts[1] ?? ''), ...parts.slice(2, 7).map((part) => long(Number(part)))])
    default:
      return new Uint8Array(0)
  }
}

const words = (...values: readonly number[]): Uint8Array => Uint8Array.from(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]))
const long = (value: number): Uint8Array => words(Math.floor(value / 65_536), value & 0xffff)

function encodeName(name: string): Uint8Array {
  const out: number[] = []
  for (const label of name.split('.').filter(Boolean)) {
    const bytes = encode(label)
    out.push(bytes.length, ...bytes)
  }
  return Uint8Array.from([...out, 0])
}

/** Eight 16-bit groups of an IPv6 text. */
function ipv6Words(text: string): number[] {
  const [head = '', tail] = text.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  return tail === undefined ? left : [...left, ...new Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right]
}

/** RFC 5952 text: the longest run of zero groups as `::`. */
export function shortIpv6(groups: readonly number[]): string {
  let [from, length] = [-1, 1]
  for (let i = 0; i < 8; i++) {
    let run = 0
    while (i + run < 8 && groups[i + run] === 0) run++
    if (run > length) [from, length] = [i, run]
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  return from < 0 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + length))}`
}

class Reader {
  at = 0
  overrun = false

  constructor(private readonly bytes: Uint8Array) {}

  byte(): number {
    const value = this.bytes[this.at++]
    if (value === undefined) this.overrun = true
    return value ?? 0
  }

  word(): number {
    return this.byte() * 256 + this.byte()
  }

  text(length: number): string {
    const part = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return decode(part)
  }

  name(): string {
    const labels: string[] = []
    let resume: number | undefined
    for (let jumps = 0; jumps < 32; ) {
      const length = this.byte()
      if (length === 0 || this.overrun) break
      if (length >= 0xc0) {
        const target = (length & 0x3f) * 256 + this.byte()
        resume ??= this.at
        this.at = target
        jumps++
      } else labels.push(this.text(length))
    }
    if (resume !== undefined) this.at = resume
    return labels.join('.')
  }
}
