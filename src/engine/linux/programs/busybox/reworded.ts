import { decode, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'

/** How a message is said here instead: replaced as `String.replace` does. An empty result is not said at all. */
export type Wording = [said: RegExp, instead: string]

/**
 * Runs a program with what it (and the processes it forks) says on standard error in other words: `say` gets a line without its newline, and
 * answers what is written, undefined for nothing.
 */
export function* reworded<T>(program: Sys<T>, say: (line: string) => string | undefined): Sys<T> {
  let answer: unknown
  try {
    for (;;) {
      const step = program.next(answer)
      if (step.done) return step.value
      const request = step.value
      if (request.call === 'write' && request.fd === 2) {
        const text = sayAll(decode(request.bytes), say)
        // The program counts the bytes of its own words.
        answer = text === '' ? { ok: true, value: request.bytes.length } : yield { ...request, bytes: encode(text) }
        if (text !== '') answer = { ok: true, value: request.bytes.length }
      } else if (request.call === 'clone') answer = yield { ...request, main: () => reworded(request.main(), say) }
      else answer = yield request
    }
  } finally {
    program.return(undefined as T)
  }
}

function sayAll(text: string, say: (line: string) => string | undefined): string {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  const said = lines.map((line) => {
    const instead = say(line)
    return instead === undefined ? '' : `${instead}\n`
  })
  return said.join('') + last
}
