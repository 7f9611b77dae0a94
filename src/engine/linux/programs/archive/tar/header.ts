import { decode, encode } from '../../../../base/utf8.ts'
import { decodeUtf8, encodeUtf8 } from '../../../libc/locale.ts'

/** Models the tar formats: GNU's own (written and read), ustar and pax (read). */
export interface Member {
  readonly name: string
  /** `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` fifo. */
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly userName: string
  readonly groupName: string
  readonly size: number
  readonly mtimeMs: number
  readonly linkName: string
  readonly major: number
  readonly minor: number
}

export const blockBytes = 512
/** Archives are written in records of twenty blocks. */
export const recordBytes = 20 * blockBytes

export const roundUp = (size: number): number => Math.ceil(size / blockBytes) * blockBytes

/** Header blocks of a member; names beyond 100 bytes go into a GNU long-name member in front. */
export function encodeMember(member: Member): readonly Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (const [text, type] of [
    [member.linkName, 'K'],
    [member.name, 'L'],
  ] as const) {
    const bytes = encodeUtf8(text)
    if (bytes.length < (type === 'L' ? 101 : 101)) continue
    const body = new Uint8Array(roundUp(bytes.length + 1))
    body.set(bytes)
    blocks.push(
      encodeBlock({
        ...member,
        name: '././@LongLink',
        linkName: '',
        type,
        mode: 0o644,
        uid: 0,
        gid: 0,
        userName: 'root',
        groupName: 'root',
        size: bytes.length + 1,
        mtimeMs: 0,
      }),
      body,
    )
  }
  return [...blocks, encodeBlock(member)]
}

function encodeBlock(member: Member): Uint8Array {
  const block = new Uint8Array(blockBytes)
  const text = (at: number, length: number, value: string) => block.set(encodeUtf8(value).subarray(0, length), at)
  const number = (at: number, digits: number, value: number) => text(at, digits, value.toString(8).padStart(digits, '0'))
  text(0, 100, member.name)
  number(100, 7, member.mode)
  large(block, 108, 7, member.uid)
  large(block, 116, 7, member.gid)
  large(block, 124, 11, member.size)
  number(136, 11, Math.max(0, Math.floor(member.mtimeMs / 1000)))
  block.fill(32, 148, 156)
  text(156, 1, member.type)
  text(157, 100, member.linkName)
  text(257, 8, 'ustar  ')
  text(265, 31, member.userName)
  text(297, 31, member.groupName)
  if (member.type === '3' || member.type === '4') {
    number(329, 7, member.major)
    number(337, 7, member.minor)
  }
  let sum = 0
  for (const byte of block) sum += byte
  text(148, 8, `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}

/** Octal where it fits, base 256 beyond. */
function large(block: Uint8Array, at: number, digits: number, value: number): void {
  if (value < 8 ** digits) {
    block.set(encode(value.toString(8).padStart(digits, '0')), at)
    return
  }
  let rest = value
  for (let i = digits; i > 0; i--) {
    block[at + i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  block[at] = 0x80
}

/** What a block is: a member's header, the end, or nothing tar knows. */
export function decodeBlock(block: Uint8Array): Member | 'end' | 'unknown' {
  let sum = 0
  let used = false
  for (let i = 0; i < blockBytes; i++) {
    const byte = block[i] as number
    used ||= byte !== 0
    sum += i >= 148 && i < 156 ? 32 : byte
  }
  if (!used) return 'end'
  if (readNumber(block, 148, 8) !== sum) return 'unknown'
  const magic = decode(block.subarray(257, 263))
  const prefix = magic === 'ustar\0' ? readText(block, 345, 155) : ''
  const name = readText(block, 0, 100)
  const type = String.fromCharCode(block[156] as number)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: type === '\0' || type === '7' ? (name.endsWith('/') ? '5' : '0') : type,
    mode: readNumber(block, 100, 8) & 0o7777,
    uid: readNumber(block, 108, 8),
    gid: readNumber(block, 116, 8),
    userName: magic.startsWith('ustar') ? readText(block, 265, 32) : '',
    groupName: magic.startsWith('ustar') ? readText(block, 297, 32) : '',
    size: readNumber(block, 124, 12),
    mtimeMs: readNumber(block, 136, 12) * 1000,
    linkName: readText(block, 157, 100),
    major: readNumber(block, 329, 8),
    minor: readNumber(block, 337, 8),
  }
}

function readText(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return decodeUtf8(end < 0 ? field : field.subarray(0, end))
}

function readNumber(block: Uint8Array, at: number, length: number): number {
  if ((block[at] as number) & 0x80) {
    let value = (block[at] as number) & 0x7f
    for (let i = 1; i < length; i++) value = value * 256 + (block[at + i] as number)
    return value
  }
  const digits = /^[\s\0]*([0-7]*)/.exec(readText(block, at, length))?.[1] ?? ''
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** `LENGTH key=value\n` records of a pax header. */
export function decodePax(body: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  let at = 0
  while (at < body.length) {
    const space = body.indexOf(32, at)
    const length = space < 0 ? 0 : Number(decode(body.subarray(at, space)))
    if (!(length > 0)) break
    const record = decodeUtf8(body.subarray(space + 1, at + length - 1))
    const equals = record.indexOf('=')
    records.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  return records
}
