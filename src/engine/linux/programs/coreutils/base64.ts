import type { Fd, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models base64(1) and base32(1). */
const alphabets = {
  base64: { text: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', bits: 6, inGroup: 3, outGroup: 4 },
  base32: { text: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', bits: 5, inGroup: 5, outGroup: 8 },
} as const

type Encoding = (typeof alphabets)['base64'] | (typeof alphabets)['base32']

export const base64 = encoder('base64')
export const base32 = encoder('base32')

function encoder(name: keyof typeof alphabets) {
  const encoding = alphabets[name]
  return gnuProgram({
    name,
    usage: ['[OPTION]... [FILE]'],
    summary: `${name === 'base64' ? 'Base64' : 'Base32'} encode or decode FILE, or standard input, to standard output.\n\nWith no FILE, or when FILE is -, read standard input.`,
    options: [
      ['-d, --decode', 'decode data'],
      ['-i, --ignore-garbage', 'when decoding, ignore non-alphabet characters'],
      ['-w, --wrap=COLS', 'wrap encoded lines after COLS character (default 76). Use 0 to disable line wrapping'],
    ],
    *run(tool) {
      if (tool.operands.length > 1) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[1] as string)}`)
      const wrap = tool.value('wrap') ?? '76'
      if (!/^\d+$/.test(wrap)) yield* tool.die(`invalid wrap size: ${tool.quote(wrap)}`)
      const file = tool.operands[0] ?? '-'
      const fd = yield* tool.openInput(file)
      if (!fd.ok) return yield* tool.die(`${tool.showName(file)}: ${strerror(fd.error)}`)
      yield* tool.has('decode') ? decode(tool, fd.value, encoding) : encode(tool, fd.value, encoding, Number(wrap))
      return undefined
    },
  })
}

function* chunks(tool: Tool, fd: Fd, visit: (bytes: Uint8Array, last: boolean) => Sys<void>): Sys<void> {
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 61_440 })
    if (!chunk.ok) return yield* tool.die(`read error: ${strerror(chunk.error)}`)
    yield* visit(chunk.value, chunk.value.length === 0)
    if (chunk.value.length === 0) return
  }
}

function* encode(tool: Tool, fd: Fd, encoding: Encoding, wrap: number): Sys<void> {
  let rest: Uint8Array = new Uint8Array(0)
  let column = 0
  yield* chunks(tool, fd, function* (bytes, last) {
    const all = new Uint8Array(rest.length + bytes.length)
    all.set(rest)
    all.set(bytes, rest.length)
    const whole = last ? all.length : all.length - (all.length % encoding.inGroup)
    rest = all.slice(whole)
    const text = encodeBytes(all.subarray(0, whole), encoding)
    if (wrap === 0) return yield* tool.out.put(text)
    let out = ''
    for (let at = 0; at < text.length; ) {
      const part = text.slice(at, at + wrap - column)
      out += part
      at += part.length
      column += part.length
      if (column === wrap) {
        out += '\n'
        column = 0
      }
    }
    if (last && column > 0) out += '\n'
    yield* tool.out.put(out)
  })
}

function encodeBytes(bytes: Uint8Array, { text, bits, inGroup, outGroup }: Encoding): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += inGroup) {
    let held = 0
    let count = 0
    let made = 0
    for (const byte of bytes.subarray(at, at + inGroup)) {
      held = (held << 8) | byte
      count += 8
      while (count >= bits) {
        count -= bits
        out += text[(held >> count) & ((1 << bits) - 1)]
        made++
      }
      held &= (1 << count) - 1
    }
    if (count > 0) {
      out += text[(held << (bits - count)) & ((1 << bits) - 1)]
      made++
    }
    out += '='.repeat(outGroup - made)
  }
  return out
}

function* decode(tool: Tool, fd: Fd, encoding: Encoding): Sys<void> {
  let held = 0
  let count = 0
  let seen = 0
  let padding = 0
  let bad = false
  yield* chunks(tool, fd, function* (bytes, last) {
    const out: number[] = []
    for (const byte of bytes) {
      const c = String.fromCharCode(byte)
      if (c === '\n' || bad) continue
      const value = encoding.text.indexOf(c)
      if (c === '=') {
        padding++
        seen++
        if (seen % encoding.outGroup === 0) held = count = padding = 0
        continue
      }
      if (value < 0 || padding > 0) {
        if (value < 0 && tool.has('ignore-garbage')) continue
        bad = true
        continue
      }
      held = (held << encoding.bits) | value
      count += encoding.bits
      seen++
      if (count >= 8) {
        count -= 8
        out.push((held >> count) & 0xff)
      }
      held &= (1 << count) - 1
    }
    if (out.length > 0) yield* tool.out.putBytes(Uint8Array.from(out))
    if (last && seen % encoding.outGroup !== 0) bad = true
  })
  if (bad) yield* tool.fail('invalid input')
}
