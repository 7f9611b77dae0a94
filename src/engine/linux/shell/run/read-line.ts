import type { Fd, Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { textOf } from '../text.ts'

/** A line without its newline, read so that nothing beyond it is consumed; undefined at the end. */
export function* readLine(fd: Fd): Sys<{ text: string; terminated: boolean } | undefined> {
  const bytes: number[] = []
  const position = yield* sys.lseek({ fd, offset: 0, whence: 'cur' })
  for (;;) {
    const chunk = yield* sys.read({ fd, count: position.ok ? 512 : 1 })
    if (!chunk.ok) {
      if (chunk.error === 'EINTR') continue
      return undefined
    }
    if (chunk.value.length === 0) return bytes.length === 0 ? undefined : { text: textOf(Uint8Array.from(bytes)), terminated: false }
    const newline = chunk.value.indexOf(10)
    for (const byte of newline < 0 ? chunk.value : chunk.value.subarray(0, newline)) bytes.push(byte)
    if (newline < 0) continue
    if (position.ok) yield* sys.lseek({ fd, offset: newline + 1 - chunk.value.length, whence: 'cur' })
    return { text: textOf(Uint8Array.from(bytes)), terminated: true }
  }
}
