import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { bytesToText } from '../../libc/locale.ts'
import { fail, printError, readAll, writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models xxd(1) of vim: plain, bit and C include dumps, and back. Left out: EBCDIC, little-endian groups. */
interface Layout {
  readonly columns: number
  readonly group: number
  readonly upper: boolean
  readonly bits: boolean
  readonly decimalOffset: boolean
  readonly start: number
}

const usage = 'Usage:\n       xxd [options] [infile [outfile]]\n    or\n       xxd -r [-s [-]offset] [-c cols] [-ps] [infile [outfile]]\n'

export const xxd: Main = function* ({ argv }) {
  // Long names take a single minus.
  const args = argv.slice(1).map(
    (arg) =>
      ({
        '-ps': '-p',
        '-plain': '-p',
        '-postscript': '-p',
        '-include': '-i',
        '-revert': '-r',
        '-bits': '-b',
        '-uppercase': '-u',
        '-cols': '-c',
        '-groupsize': '-g',
        '-len': '-l',
        '-seek': '-s',
      })[arg] ?? arg,
  )
  const parsed = getopt(args, optionTable('b C d e E g: h i l: n: o: p r s: u v c:'))
  if (!parsed.ok) {
    yield* printError(usage)
    return 1
  }
  const { value: options } = parsed
  if (options.has('e') || options.has('E')) return yield* fail('cais: xxd', `-${options.has('e') ? 'e' : 'E'} is not simulated`)
  const [infile, outfile] = options.operands
  const input = infile === undefined || infile === '-' ? ({ ok: true, value: 0 } as const) : yield* sys.open({ path: infile, flags: O.RDONLY })
  if (!input.ok) {
    yield* printError(`xxd: ${infile}: ${strerror(input.error)}\n`)
    return 2
  }
  const output =
    outfile === undefined || outfile === '-'
      ? ({ ok: true, value: 1 } as const)
      : yield* sys.open({ path: outfile, flags: O.WRONLY | O.CREAT | (options.has('r') ? 0 : O.TRUNC), mode: 0o666 })
  if (!output.ok) {
    yield* printError(`xxd: ${outfile}: ${strerror(output.error)}\n`)
    return 3
  }
  const seek = Number(options.value('s') ?? 0)
  if (seek > 0) yield* skip(input.value, seek)
  const bytes = yield* readAll(input.value)
  if (!bytes.ok) return yield* fail('xxd', strerror(bytes.error), 2)
  const length = options.value('l')
  const data = length === undefined ? bytes.value : bytes.value.subarray(0, Number(length))
  if (options.has('r')) return yield* revert(output.value, bytesToText(data), options.has('p'))
  const bits = options.has('b')
  const plain = options.has('p')
  const columns = Number(options.value('c') ?? (plain ? 30 : options.has('i') ? 12 : bits ? 6 : 16))
  const layout = {
    columns,
    group: Number(options.value('g') ?? (bits ? 1 : 2)),
    upper: options.has('u'),
    bits,
    decimalOffset: options.has('d'),
    start: seek + Number(options.value('o') ?? 0),
  }
  const text = plain ? plainDump(data, layout) : options.has('i') ? include(data, layout, options.value('n') ?? infile) : dump(data, layout)
  const written = yield* writeBytes(output.value, encode(text))
  return written.ok ? 0 : 3
}

function* skip(fd: number, count: number): Sys<void> {
  const moved = yield* sys.lseek({ fd, offset: count, whence: 'cur' })
  for (let left = moved.ok ? 0 : count; left > 0; ) {
    const chunk = yield* sys.read({ fd, count: left })
    if (!chunk.ok || chunk.value.length === 0) return
    left -= chunk.value.length
  }
}

const hex = (byte: number, upper: boolean): string => {
  const text = byte.toString(16).padStart(2, '0')
  return upper ? text.toUpperCase() : text
}

function dump(bytes: Uint8Array, { columns, group, upper, bits, decimalOffset, start }: Layout): string {
  let out = ''
  const digits = bits ? 8 : 2
  const groups = group > 0 ? Math.ceil(columns / group) : 1
  const room = columns * digits + groups
  for (let at = 0; at < bytes.length; at += columns) {
    const row = bytes.subarray(at, at + columns)
    const offset = start + at
    let body = ''
    row.forEach((byte, i) => {
      body += (bits ? byte.toString(2).padStart(8, '0') : hex(byte, upper)) + (group > 0 && (i + 1) % group === 0 ? ' ' : '')
    })
    const text = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
    out += `${decimalOffset ? String(offset).padStart(8, '0') : offset.toString(16).padStart(8, '0')}: ${body.padEnd(room)} ${text}\n`
  }
  return out
}

function plainDump(bytes: Uint8Array, { columns, upper }: Layout): string {
  let out = ''
  const width = columns === 0 ? bytes.length : columns
  for (let at = 0; at < bytes.length; at += width) out += `${[...bytes.subarray(at, at + width)].map((byte) => hex(byte, upper)).join('')}\n`
  return out
}

function include(bytes: Uint8Array, { columns, upper }: Layout, name: string | undefined): string {
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += columns)
    rows.push(`  ${[...bytes.subarray(at, at + columns)].map((byte) => `0x${hex(byte, upper)}`).join(', ')}`)
  const body = rows.join(',\n') + (rows.length > 0 ? '\n' : '')
  if (name === undefined) return body
  const identifier = (/^\d/.test(name) ? '__' : '') + name.replace(/[^A-Za-z0-9]/g, '_')
  return `unsigned char ${identifier}[] = {\n${body}};\nunsigned int ${identifier}_len = ${bytes.length};\n`
}

function* revert(fd: number, text: string, plain: boolean): Sys<number> {
  if (plain) {
    const digits = text.replace(/[^0-9a-fA-F]/g, '')
    yield* writeBytes(
      fd,
      Uint8Array.from({ length: digits.length >> 1 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16)),
    )
    return 0
  }
  let at = 0
  for (const line of text.split('\n')) {
    const m = /^\s*([0-9a-fA-F]+):\s?((?:[0-9a-fA-F]{2,}\s?)*)/.exec(line)
    if (!m) continue
    const digits = (m[2] as string).replace(/ {2,}[\s\S]*$/, '').replace(/\s/g, '')
    const offset = Number.parseInt(m[1] as string, 16)
    if (offset > at && !(yield* sys.lseek({ fd, offset, whence: 'set' })).ok) yield* writeBytes(fd, new Uint8Array(offset - at))
    const bytes = Uint8Array.from({ length: digits.length >> 1 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16))
    yield* writeBytes(fd, bytes)
    at = offset + bytes.length
  }
  return 0
}
