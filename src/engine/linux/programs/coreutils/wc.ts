import type { Fd, Sys } from '../../kernel/calls.ts'
import { displayWidth, textToBytes } from '../../libc/locale.ts'
import { readFileBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models wc(1). */
interface Counts {
  lines: number
  words: number
  chars: number
  bytes: number
  longest: number
}

const zero = (): Counts => ({ lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 })

export const wc = gnuProgram({
  name: 'wc',
  usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
  summary: 'Print newline, word and byte counts for each FILE, and a total for several.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-c, --bytes', 'print the byte counts'],
    ['-m, --chars', 'print the character counts'],
    ['-l, --lines', 'print the newline counts'],
    ['--files0-from=F', 'read the names, each ended by NUL, from file F'],
    ['-L, --max-line-length', 'print the widest display widths'],
    ['-w, --words', 'print the word counts'],
  ],
  *run(tool) {
    const chosen = ['lines', 'words', 'chars', 'bytes', 'max-line-length'].filter((key) => tool.has(key))
    const columns = chosen.length > 0 ? chosen : ['lines', 'words', 'bytes']
    const names = yield* inputNames(tool)
    const width = yield* columnWidth(names, columns.length)
    const total = zero()
    const print = (counts: Counts, name: string) => {
      const values: Record<string, number> = { ...counts, 'max-line-length': counts.longest }
      const numbers = columns.map((column) => String(values[column]).padStart(width)).join(' ')
      return `${numbers}${name === '' ? '' : ` ${name}`}\n`
    }
    for (const name of names) {
      const fd = name === '' ? ({ ok: true, value: 0 } as const) : yield* tool.openInput(name)
      if (!fd.ok) {
        yield* tool.failFile(name, fd.error)
        continue
      }
      const counts = yield* count(tool, fd.value, name || '-', columns)
      if (counts) {
        yield* tool.say(print(counts, name.includes('\n') ? tool.showName(name) : name))
        for (const key of ['lines', 'words', 'chars', 'bytes'] as const) total[key] += counts[key]
        total.longest = Math.max(total.longest, counts.longest)
      }
      yield* tool.closeInput(fd.value)
    }
    if (names.length > 1) yield* tool.say(print(total, 'total'))
    return undefined
  },
})

function* inputNames(tool: Tool): Sys<readonly string[]> {
  const list = tool.value('files0-from')
  if (list === undefined) return tool.operands.length > 0 ? tool.operands : ['']
  const bytes = yield* readFileBytes(list === '-' ? '/dev/stdin' : list)
  if (!bytes.ok) return yield* tool.die(`cannot open ${tool.quoteName(list)} for reading`)
  return tool.locale.decode(bytes.value).split('\0').filter(Boolean).map(tool.locale.external)
}

/** One column needs none; several are as wide as the sum of the sizes, and at least 7 where a size is unknown. */
function* columnWidth(names: readonly string[], columns: number): Sys<number> {
  if (names.length === 1 && columns === 1) return 1
  let width = 1
  let total = 0
  for (const name of names) {
    const stat = name === '' || name === '-' ? yield* sys.fstat({ fd: 0 }) : yield* sys.stat({ path: name })
    if (!stat.ok) continue
    if (stat.value.type === 'file') total += stat.value.size
    else width = 7
  }
  return Math.max(width, String(total).length)
}

function* count(tool: Tool, fd: Fd, name: string, columns: readonly string[]): Sys<Counts | undefined> {
  const counts = zero()
  const onlyBytes = columns.length === 1 && columns[0] === 'bytes'
  if (onlyBytes) {
    const stat = yield* sys.fstat({ fd })
    if (stat.ok && stat.value.type === 'file' && stat.value.size > 0) {
      const at = yield* sys.lseek({ fd, offset: 0, whence: 'cur' })
      counts.bytes = Math.max(0, stat.value.size - (at.ok ? at.value : 0))
      return counts
    }
  }
  const detailed = columns.some((column) => column !== 'bytes' && column !== 'lines')
  const { utf8 } = tool.locale
  let inWord = false
  let width = 0
  let rest: Uint8Array = new Uint8Array(0)
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) {
      yield* tool.failFile(name, chunk.error)
      return chunk.error === 'EISDIR' ? counts : undefined
    }
    counts.bytes += chunk.value.length
    if (!detailed) {
      if (chunk.value.length === 0) return counts
      for (let at = chunk.value.indexOf(10); at >= 0; at = chunk.value.indexOf(10, at + 1)) counts.lines++
      continue
    }
    const ended = chunk.value.length === 0
    const { text, left } = wholeCharacters(tool, rest, chunk.value, ended)
    rest = left
    for (const c of text) {
      counts.chars += c >= '\udc80' && c <= '\udcff' ? 0 : 1
      const space = c === ' ' || (c >= '\t' && c <= '\r')
      if (space) inWord = false
      else if (!inWord && c > ' ' && c !== '\x7f' && (utf8 || c < '\x80')) {
        inWord = true
        counts.words++
      }
      if (c === '\n') counts.lines++
      if (c === '\n' || c === '\r' || c === '\f') {
        counts.longest = Math.max(counts.longest, width)
        width = 0
      } else if (c === '\t') width += 8 - (width % 8)
      else if (c >= ' ') width += displayWidth(c)
    }
    if (ended) {
      counts.longest = Math.max(counts.longest, width)
      return counts
    }
  }
}

/** Decodes but for a character that the next chunk may finish. */
function wholeCharacters(tool: Tool, rest: Uint8Array, chunk: Uint8Array, ended: boolean): { text: string; left: Uint8Array } {
  const all = rest.length === 0 ? chunk : Uint8Array.from([...rest, ...chunk])
  if (ended || !tool.locale.utf8) return { text: tool.locale.decode(all), left: textToBytes('') }
  let cut = all.length
  for (let back = 1; back <= 3 && back <= all.length; back++) {
    const byte = all[all.length - back] as number
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      if (length > back) cut = all.length - back
      break
    }
    if (byte < 0x80) break
  }
  return { text: tool.locale.decode(all.subarray(0, cut)), left: all.slice(cut) }
}
