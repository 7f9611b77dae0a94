import type { Fd, Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models cksum(1)'s CRC and sum(1)'s BSD and System V checksums. Left out: cksum's other algorithms, which have programs of their own. */
const table = Uint32Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1
  return crc >>> 0
})

export const cksum = gnuProgram({
  name: 'cksum',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print CRC checksum and byte counts of each FILE.\n\nWith no FILE, or when FILE is -, read standard input.',
  unsimulated: ['-a, --algorithm=TYPE', '-c, --check', '-l, --length=BITS', '--untagged', '--debug'],
  *run(tool) {
    yield* tool.eachInput(function* (fd, name) {
      let crc = 0
      const size = yield* eachByteBlock(tool, fd, name, (bytes) => {
        for (const byte of bytes) crc = ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] as number)) >>> 0
      })
      if (size === undefined) return
      for (let length = size; length > 0; length = Math.floor(length / 256))
        crc = ((crc << 8) ^ (table[((crc >>> 24) ^ (length & 0xff)) & 0xff] as number)) >>> 0
      yield* tool.say(`${~crc >>> 0} ${size}${tool.operands.length > 0 ? ` ${name}` : ''}\n`)
    })
    return undefined
  },
})

export const sum = gnuProgram({
  name: 'sum',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print or check BSD (16-bit) checksums.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-r', 'use BSD sum algorithm (the default), use 1K blocks'],
    ['-s, --sysv', 'use System V sum algorithm, use 512 bytes blocks'],
  ],
  *run(tool) {
    const sysv = tool.options.options.at(-1)?.key === 'sysv'
    yield* tool.eachInput(function* (fd, name) {
      let value = 0
      const size = yield* eachByteBlock(tool, fd, name, (bytes) => {
        for (const byte of bytes) value = sysv ? (value + byte) >>> 0 : ((value >> 1) + ((value & 1) << 15) + byte) & 0xffff
      })
      if (size === undefined) return
      const label = tool.operands.length > 0 ? ` ${name}` : ''
      if (sysv) {
        const folded = (value & 0xffff) + (value >>> 16)
        yield* tool.say(`${(folded & 0xffff) + (folded >>> 16)} ${Math.ceil(size / 512)}${label}\n`)
      } else yield* tool.say(`${String(value).padStart(5, '0')} ${String(Math.ceil(size / 1024)).padStart(5)}${label}\n`)
    })
    return undefined
  },
})

/** Reads to the end; the size, undefined after a message. */
function* eachByteBlock(tool: Tool, fd: Fd, name: string, visit: (bytes: Uint8Array) => void): Sys<number | undefined> {
  let size = 0
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) {
      yield* tool.failFile(name, chunk.error)
      return undefined
    }
    if (chunk.value.length === 0) return size
    visit(chunk.value)
    size += chunk.value.length
  }
}
