import { decode, encode } from '../../base/utf8.ts'

/**
 * Models what programs ask of setlocale(3): how bytes are characters (one byte each in C and POSIX, UTF-8 elsewhere), which quotes GNU messages
 * use, and how wide a character is. Collation is byte order everywhere: the orders of pt_BR and en_US are left out, so `sort` and `ls` behave
 * as with LC_ALL=C. Text keeps bytes that are not UTF-8 as lone surrogates U+DC80 to U+DCFF and writes them back as they were.
 */
export interface Locale {
  readonly name: string
  readonly utf8: boolean
  /** Bytes of a file as text: never loses a byte. */
  decode(bytes: Uint8Array): string
  encode(text: string): Uint8Array
  /** A command-line argument as text comparable with decoded bytes. */
  argument(text: string): string
  /** A decoded text as a file name or a message: the reverse of `argument`. */
  external(text: string): string
}

const invalid = /(?<![\ud800-\udbff])[\udc80-\udcff]/

/** Text of UTF-8 bytes, undecodable ones as lone surrogates. */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = decode(bytes)
  return text.includes('\ufffd') ? decodeEscaping(bytes) : text
}

/** UTF-8 with undecodable bytes as U+DC00 + byte. */
function decodeEscaping(bytes: Uint8Array): string {
  let out = ''
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length === 0) out += String.fromCharCode(0xdc00 + (bytes[at++] as number))
    else {
      out += decode(bytes.subarray(at, at + length))
      at += length
    }
  }
  return out
}

/** Bytes of the valid sequence that starts here (a run of ASCII counts as one), 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  if (first < 0x80) {
    let end = at + 1
    while (end < bytes.length && (bytes[end] as number) < 0x80) end++
    return end - at
  }
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0
  if (length === 0 || at + length > bytes.length) return 0
  for (let i = 1; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1] as number
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0
  return length
}

/** UTF-8 bytes of a text, lone surrogates as the bytes they stand for: what an argument really is. */
export function encodeUtf8(text: string): Uint8Array {
  if (!invalid.test(text)) return encode(text)
  const bytes: number[] = []
  for (const c of text) {
    const code = c.codePointAt(0) as number
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...encode(c))
  }
  return Uint8Array.from(bytes)
}

function decodeBytes(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return out
}

function encodeBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

const ascii = /^[\0-\x7f]*$/

const byteLocale = (name: string): Locale => ({
  name,
  utf8: false,
  decode: decodeBytes,
  encode: encodeBytes,
  argument: (text) => (ascii.test(text) ? text : decodeBytes(encodeUtf8(text))),
  external: (text) => (ascii.test(text) ? text : decodeUtf8(encodeBytes(text))),
})

const utf8Locale = (name: string): Locale => ({
  name,
  utf8: true,
  decode: decodeUtf8,
  encode: encodeUtf8,
  argument: (text) => text,
  external: (text) => text,
})

export const posixLocale: Locale = byteLocale('C')

/** The locale that LC_ALL, LC_CTYPE and LANG name. */
export function localeOf(env: ReadonlyMap<string, string>): Locale {
  const name = env.get('LC_ALL') || env.get('LC_CTYPE') || env.get('LANG') || 'C'
  return /\.utf-?8/i.test(name) ? utf8Locale(name) : byteLocale(name)
}

/** Bytes as one-byte characters whatever the locale: for tools that work on bytes (cmp, od, tr). */
export const bytesToText = decodeBytes
export const textToBytes = encodeBytes

/** Byte order of two texts (strcoll in C, strcmp). */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return orderKey(x) - orderKey(y)
  }
  return a.length - b.length
}

/** UTF-16 units in UTF-8's order: surrogate pairs come after the rest. */
const orderKey = (unit: number): number => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000)

/** Columns a text takes on a terminal (wcwidth): combining marks none, East Asian wide characters two. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const c of text) width += characterWidth(c.codePointAt(0) as number)
  return width
}

function characterWidth(code: number): number {
  if (code < 0x300) return 1
  if (code < 0x370 || code === 0x200b || (code >= 0x20d0 && code < 0x2100) || (code >= 0xfe00 && code < 0xfe10)) return 0
  const wide = (code >= 0x1100 && code < 0x1160) || (code >= 0x2e80 && code < 0xa4d0) || (code >= 0xac00 && code < 0xd7a4)
  return wide || (code >= 0xf900 && code < 0xfb00) || (code >= 0xfe30 && code < 0xfe70) || (code >= 0xff00 && code < 0xff61) || code >= 0x1f300
    ? 2
    : 1
}
