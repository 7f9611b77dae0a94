import { concatBytes, decode, encode } from '../../../../base/utf8.ts'
import { fromLatin1, latin1 } from '../../content.ts'

/** One member of an archive, as its header tells (tar(5), POSIX ustar with pax extensions). */
export interface TarHeader {
  readonly name: string
  /** ustar type flag: `0` file, `1` hard link, `2` symlink, `3` char, `4` block, `5` directory, `6` fifo. */
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  /** Unix milliseconds; whole seconds in the archive. */
  readonly mtimeMs: number
  readonly linkName: string
  readonly major: number
  readonly minor: number
  readonly xattrs?: ReadonlyMap<string, string>
}

export const TAR_BLOCK = 512

export const padded = (size: number): number => Math.ceil(size / TAR_BLOCK) * TAR_BLOCK

/** Bytes the header takes, with its pax records where the plain fields are too small. */
export function headerBytes(header: TarHeader): number {
  const records = paxRecords(header)
  return records === '' ? TAR_BLOCK : TAR_BLOCK * 2 + padded(encode(records).length)
}

export function encodeHeader(header: TarHeader): Uint8Array {
  const records = paxRecords(header)
  if (records === '') return block(header)
  const body = encode(records)
  const room = new Uint8Array(padded(body.length))
  room.set(body)
  const base = header.name.replace(/\/$/, '').split('/').at(-1) ?? ''
  const pax = block({
    ...header,
    name: `PaxHeaders.0/${base}`.slice(0, 100),
    type: 'x',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: body.length,
    mtimeMs: 0,
    linkName: '',
    major: 0,
    minor: 0,
  })
  return concatBytes([pax, room, block(header)])
}

function paxRecords(header: TarHeader): string {
  let records = ''
  if (!splitName(header.name)) records += record('path', header.name)
  if (encode(header.linkName).length > 100) records += record('linkpath', header.linkName)
  if (header.size >= 8 ** 11) records += record('size', String(header.size))
  if (header.uid >= 8 ** 7) records += record('uid', String(header.uid))
  if (header.gid >= 8 ** 7) records += record('gid', String(header.gid))
  for (const [name, value] of header.xattrs ?? []) records += record(`SCHILY.xattr.${name}`, value)
  return records
}

/** `LEN key=value\n`, the length counting itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const bytes = encode(rest).length
  let length = bytes + 1
  while (String(length).length + bytes !== length) length++
  return `${length}${rest}`
}

/** The name as prefix and name fields; undefined when it does not fit. */
function splitName(name: string): readonly [prefix: string, name: string] | undefined {
  const bytes = encode(name).length
  if (bytes !== name.length) return undefined
  if (bytes <= 100) return ['', name]
  for (let at = name.indexOf('/', Math.max(0, bytes - 101)); at >= 0 && at <= 155; at = name.indexOf('/', at + 1)) {
    if (at > 0 && at < name.length - 1) return [name.slice(0, at), name.slice(at + 1)]
  }
  return undefined
}

function block(header: TarHeader): Uint8Array {
  const out = new Uint8Array(TAR_BLOCK)
  const put = (at: number, text: string) => out.set(fromLatin1(text), at)
  const octal = (value: number, digits: number) =>
    Math.max(0, Math.floor(value) % 8 ** digits)
      .toString(8)
      .padStart(digits, '0')
  const [prefix, name] = splitName(header.name) ?? ['', latin1(encode(header.name).subarray(0, 100))]
  put(0, name)
  put(100, octal(header.mode, 7))
  put(108, octal(header.uid, 7))
  put(116, octal(header.gid, 7))
  put(124, octal(header.size, 11))
  put(136, octal(header.mtimeMs / 1000, 11))
  put(148, '        ')
  put(156, header.type)
  out.set(encode(header.linkName).subarray(0, 100), 157)
  put(257, 'ustar\x0000')
  if (header.type === '3' || header.type === '4') {
    put(329, octal(header.major, 7))
    put(337, octal(header.minor, 7))
  }
  put(345, prefix)
  let sum = 0
  for (const byte of out) sum += byte
  put(148, `${octal(sum, 6)}\0 `)
  return out
}

/** Reads one block; undefined for a block of zeros, an error text for one that is no header. */
export function decodeHeader(bytes: Uint8Array): TarHeader | 'corrupt' | undefined {
  if (bytes.every((byte) => byte === 0)) return undefined
  const number = (at: number, length: number) => readNumber(bytes.subarray(at, at + length))
  let sum = 0
  bytes.forEach((byte, index) => {
    sum += index >= 148 && index < 156 ? 32 : byte
  })
  if (bytes.length < TAR_BLOCK || number(148, 8) !== sum) return 'corrupt'
  const ustar = latin1(bytes.subarray(257, 262)) === 'ustar'
  const prefix = ustar && bytes[263] !== 32 ? text(bytes.subarray(345, 500)) : ''
  const name = text(bytes.subarray(0, 100))
  const type = String.fromCharCode(bytes[156] ?? 0)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: type === '\0' || type === '7' ? '0' : type,
    mode: number(100, 8) & 0o7777,
    uid: number(108, 8),
    gid: number(116, 8),
    size: number(124, 12),
    mtimeMs: number(136, 12) * 1000,
    linkName: text(bytes.subarray(157, 257)),
    major: ustar ? number(329, 8) : 0,
    minor: ustar ? number(337, 8) : 0,
  }
}

function text(field: Uint8Array): string {
  const end = field.indexOf(0)
  return decode(end < 0 ? field : field.subarray(0, end))
}

/** Octal text, or base 256 where the first bit is set (GNU). */
function readNumber(field: Uint8Array): number {
  if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(latin1(field).replace(/[\0 ]/g, '') || '0', 8)
  let value = (field[0] ?? 0) & 0x7f
  for (const byte of field.subarray(1)) value = value * 256 + byte
  return value
}

/** The records of a pax header. */
export function decodePax(body: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at)
    const length = Number(latin1(body.subarray(at, space)))
    if (space < 0 || !Number.isInteger(length) || length <= 0) break
    const entry = decode(body.subarray(space + 1, at + length - 1))
    const equals = entry.indexOf('=')
    records.set(entry.slice(0, equals), entry.slice(equals + 1))
    at += length
  }
  return records
}
