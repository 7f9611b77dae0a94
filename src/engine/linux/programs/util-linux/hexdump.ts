import { ok } from '../../../base/result.ts'
import { concatBytes } from '../../../base/utf8.ts'
import type { Res, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import type { Utility } from './frame.ts'
import { utility } from './frame.ts'

/** Models hexdump(1) with its ready-made formats -b, -c, -C, -d, -o, -x. Leaves out format strings (-e, -f). */
const formats = ['one-byte-octal', 'one-byte-char', 'canonical', 'two-bytes-decimal', 'two-bytes-octal', 'two-bytes-hex'] as const
type Format = (typeof formats)[number]

export const hexdump = utility({
  name: 'hexdump',
  usage: ['[options] <file>...'],
  summary: 'Display file contents in hexadecimal, decimal, octal, or ascii.',
  options:
    'b|one-byte-octal c|one-byte-char C|canonical d|two-bytes-decimal o|two-bytes-octal x|two-bytes-hex L|color=? e|format= f|format-file= n|length= s|skip= v|no-squeezing',
  unsimulated: ['format', 'format-file', 'color'],
  *run(run) {
    const format = formats.filter((name) => run.has(name)).at(-1) ?? 'two-bytes-hex-plain'
    const skip = Number(run.value('skip') ?? 0)
    const length = run.has('length') ? Number(run.value('length')) : Number.POSITIVE_INFINITY
    if (!Number.isInteger(skip) || Number.isNaN(length))
      return yield* run.fail(`failed to parse length: '${run.value('length') ?? run.value('skip')}'`)
    const bytes = yield* input(run, skip + length)
    const data = bytes.data.subarray(skip)
    yield* run.say(dump(data, format as Format, skip, !run.has('no-squeezing')))
    return bytes.status
  },
})

/** All operands one after the other, up to `limit` bytes. */
function* input(run: Utility, limit: number): Sys<{ data: Uint8Array; status: number }> {
  const parts: Uint8Array[] = []
  let status = 0
  let left = limit
  for (const name of run.operands.length > 0 ? run.operands : ['-']) {
    const fd = name === '-' ? ok(0) : yield* sys.open({ path: name, flags: O.RDONLY })
    if (!fd.ok) {
      status = yield* run.fail(`${name}: ${strerror(fd.error)}`)
      continue
    }
    for (;;) {
      const chunk: Res<Uint8Array> = left <= 0 ? ok(new Uint8Array(0)) : yield* sys.read({ fd: fd.value, count: Math.min(left, 65_536) })
      if (!chunk.ok) status = yield* run.fail(`${name}: ${strerror(chunk.error)}`)
      if (!chunk.ok || chunk.value.length === 0) break
      parts.push(chunk.value)
      left -= chunk.value.length
    }
    if (fd.value !== 0) yield* sys.close({ fd: fd.value })
  }
  return { data: concatBytes(parts), status }
}

function dump(data: Uint8Array, format: Format, base: number, squeeze: boolean): string {
  const address = (at: number) => at.toString(16).padStart(format === 'canonical' ? 8 : 7, '0')
  let text = ''
  let before: string | undefined
  let starred = false
  for (let at = 0; at < data.length; at += 16) {
    const row = data.subarray(at, at + 16)
    const key = row.join(' ')
    if (squeeze && row.length === 16 && key === before) {
      if (!starred) text += '*\n'
      starred = true
      continue
    }
    before = key
    starred = false
    text += `${address(base + at)}${rowOf(row, format)}\n`
  }
  return data.length > 0 ? `${text}${address(base + data.length)}\n` : ''
}

function rowOf(row: Uint8Array, format: Format): string {
  switch (format) {
    case 'canonical': {
      const hex = Array.from({ length: 16 }, (_, i) => (i < row.length ? (row[i] as number).toString(16).padStart(2, '0') : '  '))
      const ascii = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
      return `  ${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}  |${ascii}|`
    }
    case 'one-byte-octal':
      return [...row]
        .map((byte) => ` ${byte.toString(8).padStart(3, '0')}`)
        .join('')
        .padEnd(64)
    case 'one-byte-char':
      return [...row]
        .map((byte) => ` ${character(byte).padStart(3)}`)
        .join('')
        .padEnd(64)
    case 'two-bytes-decimal':
      return words(row)
        .map((word) => `   ${String(word).padStart(5, '0')}`)
        .join('')
        .padEnd(64)
    case 'two-bytes-octal':
      return words(row)
        .map((word) => `  ${word.toString(8).padStart(6, '0')}`)
        .join('')
        .padEnd(64)
    case 'two-bytes-hex':
      return words(row)
        .map((word) => `    ${word.toString(16).padStart(4, '0')}`)
        .join('')
        .padEnd(64)
    default:
      return words(row)
        .map((word) => ` ${word.toString(16).padStart(4, '0')}`)
        .join('')
        .padEnd(40)
  }
}

const words = (row: Uint8Array): number[] =>
  Array.from({ length: Math.ceil(row.length / 2) }, (_, i) => (row[i * 2] ?? 0) | ((row[i * 2 + 1] ?? 0) << 8))

const named: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

const character = (byte: number): string => named[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
