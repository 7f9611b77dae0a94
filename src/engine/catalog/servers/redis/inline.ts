import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import { readReply } from './reply.ts'

/** A command off the wire: a RESP array, or a line of words as one types into telnet. Undefined at the end; a text is a protocol error. */
export function* readCommand(connection: Connection): Sys<readonly string[] | string | undefined> {
  const first = yield* connection.read()
  if (!first.ok || first.value === undefined) return undefined
  connection.unread(first.value)
  if (first.value[0] === 42) {
    const value = yield* readReply(connection)
    if (!value.ok) return value.error === 'EPROTO' ? "expected '$'" : undefined
    return Array.isArray(value.value) ? value.value.map(String) : undefined
  }
  const line = yield* connection.readLine()
  if (!line.ok || line.value === undefined) return undefined
  return splitWords(line.value) ?? 'unbalanced quotes in request'
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }

/** Words as redis splits a line (sdssplitargs): double quotes with escapes, single quotes; undefined for unbalanced ones. */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = []
  let i = 0
  while (i < line.length) {
    if (/\s/.test(line[i] ?? '')) {
      i++
      continue
    }
    const quote = line[i]
    let word = ''
    if (quote === '"' || quote === "'") {
      for (i++; line[i] !== quote; i++) {
        if (i >= line.length) return undefined
        if (line[i] === '\\' && (quote === '"' || line[i + 1] === "'")) {
          i++
          word += quote === '"' ? (escapes[line[i] ?? ''] ?? line[i]) : line[i]
        } else word += line[i]
      }
      i++
      if (i < line.length && !/\s/.test(line[i] ?? '')) return undefined
    } else while (i < line.length && !/\s/.test(line[i] ?? '')) word += line[i++]
    words.push(word)
  }
  return words
}
