import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { LineReader, write } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** Asks on the controlling terminal (readpassphrase(3)); undefined when there is none or it ended. */
export function* askOnTerminal(prompt: string, echo: boolean): Sys<string | undefined> {
  const tty = yield* sys.open({ path: '/dev/tty', flags: O.RDWR })
  if (!tty.ok) return undefined
  const fd = tty.value
  yield* write(fd, prompt)
  const before = yield* sys.tcgetattr({ fd })
  if (!echo && before.ok) yield* sys.tcsetattr({ fd, termios: { ...before.value, echo: false } })
  const line = yield* new LineReader(fd).next()
  if (!echo && before.ok) {
    yield* sys.tcsetattr({ fd, termios: before.value })
    yield* write(fd, '\n')
  }
  yield* sys.close({ fd })
  return line.ok ? line.value?.text : undefined
}
