import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions } from '../../net/busybox/applet.ts'

const applet: Applet = {
  name: 'wc',
  options: 'c m l w L',
  usage: '[-cmlwL] [FILE]...',
  summary: 'Count lines, words, and bytes for FILEs (or stdin)',
}

type Key = 'l' | 'w' | 'm' | 'c' | 'L'
const order: readonly Key[] = ['l', 'w', 'm', 'c', 'L']
type Counts = Record<Key, number>

/** Models BusyBox' wc: columns of nine, but one number alone is as long as it is. */
export const wc: Main = function* (start) {
  const options = yield* appletOptions(applet, start)
  if (typeof options === 'number') return options
  const given = order.filter((key) => options.has(key))
  const wanted: readonly Key[] = given.length > 0 ? given : ['l', 'w', 'c']
  const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 }
  const names = options.operands.length > 0 ? options.operands : [undefined]
  let status = 0
  for (const name of names) {
    const fd = name === undefined || name === '-' ? 0 : yield* openFile(name)
    const counts = fd === undefined ? undefined : yield* count(fd, name)
    if (fd !== undefined && fd !== 0) yield* sys.close({ fd })
    if (!counts) {
      status = 1
      continue
    }
    for (const key of order) total[key] = key === 'L' ? Math.max(total.L, counts.L) : total[key] + counts[key]
    yield* print(line(counts, wanted, name))
  }
  if (names.length > 1) yield* print(line(total, wanted, 'total'))
  return status
}

const line = (counts: Counts, wanted: readonly Key[], name: string | undefined): string =>
  `${wanted.map((key) => (wanted.length === 1 ? String(counts[key]) : String(counts[key]).padStart(9))).join(' ')}${name === undefined ? '' : ` ${name}`}\n`

function* openFile(name: string): Sys<number | undefined> {
  const fd = yield* sys.open({ path: name, flags: O.RDONLY | O.CLOEXEC })
  if (fd.ok) return fd.value
  yield* printError(`wc: ${name}: ${strerror(fd.error)}\n`)
  return undefined
}

function* count(fd: number, name: string | undefined): Sys<Counts | undefined> {
  const counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 }
  let [inWord, column] = [false, 0]
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) {
      if (chunk.error === 'EINTR') continue
      yield* printError(`wc: ${name ?? 'standard input'}: ${strerror(chunk.error)}\n`)
      return undefined
    }
    if (chunk.value.length === 0) break
    counts.c += chunk.value.length
    for (const byte of chunk.value) {
      if ((byte & 0xc0) !== 0x80) counts.m++
      if (byte === 10) {
        counts.l++
        counts.L = Math.max(counts.L, column)
        column = 0
      } else if ((byte & 0xc0) !== 0x80) column++
      const blank = byte === 32 || (byte >= 9 && byte <= 13)
      if (!blank && !inWord) counts.w++
      inWord = !blank
    }
  }
  counts.L = Math.max(counts.L, column)
  return counts
}
