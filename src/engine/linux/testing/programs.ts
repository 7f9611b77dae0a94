import { decode, encode } from '../../base/utf8.ts'
import type { Fd, Pid, Sys } from '../kernel/calls.ts'
import type { Main, ProgramTable } from '../kernel/program.ts'
import { sys } from '../sys.ts'

/** A table of programs written in a test: `/bin/NAME` for every entry. */
export const programTable = (mains: Readonly<Record<string, Main>>): ProgramTable =>
  new Map(Object.entries(mains).map(([name, main]) => [`test/${name}`, { main }]))

/** Writes a text to standard output, or another descriptor. */
export function* say(text: string, fd: Fd = 1): Sys<void> {
  yield* sys.write({ fd, bytes: encode(text) })
}

/** One read as text; an errno as `-EIO`. */
export function* readText(fd: Fd, count = 4096): Sys<string> {
  const bytes = yield* sys.read({ fd, count })
  return bytes.ok ? decode(bytes.value) : `-${bytes.error}`
}

/** Copies input to output until the end. */
export const cat: Main = function* () {
  for (;;) {
    const bytes = yield* sys.read({ fd: 0, count: 4096 })
    if (!bytes.ok) return 1
    if (bytes.value.length === 0) return 0
    yield* sys.write({ fd: 1, bytes: bytes.value })
  }
}

/** Forks; the child's pid. */
export function* fork(main: () => Sys<number>): Sys<Pid> {
  const child = yield* sys.clone({ main })
  return child.ok ? child.value : -1
}
