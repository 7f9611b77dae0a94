import { localeOf } from '../libc/locale.ts'

/**
 * Shell text is bytes; most of it is UTF-8. Bytes that are not valid UTF-8 travel through strings as the lone surrogates U+DC80 to U+DCFF
 * (one a byte) and come out as the same bytes.
 */
const utf8 = localeOf(new Map([['LC_ALL', 'C.UTF-8']]))

/** Bytes of a shell string. */
export const bytesOf = (text: string): Uint8Array => utf8.encode(text)

/** Shell string of bytes. */
export const textOf = (bytes: Uint8Array): string => utf8.decode(bytes)

/** A byte as shell text: an ASCII character, or the surrogate that stands for the byte. */
export const byteText = (byte: number): string => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)

/** Joins byte surrogates that form valid UTF-8 into the characters they encode (`$'\303\251'` is é). */
export const joinBytes = (text: string): string => (/[\udc80-\udcff]/.test(text) ? textOf(bytesOf(text)) : text)
