import type { Sys } from '../../../../kernel/calls.ts'
import { print } from '../../../../libc/stdio.ts'
import type { Editor } from '../editor.ts'

const prompt = '\x1b[92mPress ENTER or type command to continue\x1b[m'

/** Shows lines of output below the command and waits for a key, as vim does for what has no room in the message line. */
export function* showLines(vi: Editor, command: string, lines: readonly string[]): Sys<void> {
  const { rows } = vi.terminal
  const all = [`:${command}`, ...lines]
  yield* print(`\x1b[${rows};1H\x1b[K${all[0]}\r\n`)
  let used = 1
  for (const line of all.slice(1)) {
    if (used >= rows - 1) {
      yield* print('\x1b[92m-- More --\x1b[m')
      const key = yield* waitKey(vi)
      yield* print('\r\x1b[K')
      if (key === 'q' || key === '\x03' || key === '<Esc>') break
      used = key === '\r' || key === 'j' ? used - 1 : 0
    }
    yield* print(`${line}\r\n`)
    used++
  }
  yield* pressEnter(vi)
}

/** The hit-enter prompt; a typed `:` starts the next command line. */
export function* pressEnter(vi: Editor): Sys<void> {
  yield* print(prompt)
  const key = yield* waitKey(vi)
  vi.invalidate()
  vi.say('')
  if (key === ':') vi.push([':'])
}

/** A key with nothing redrawn meanwhile. */
function* waitKey(vi: Editor): Sys<string> {
  vi.frozen = true
  const key = yield* vi.key()
  vi.frozen = false
  return key
}
