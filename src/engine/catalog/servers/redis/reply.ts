import { err, ok } from '../../../base/result.ts'
import { decode, encode } from '../../../base/utf8.ts'
import type { Res, Sys } from '../../../linux/kernel/calls.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'

/** `+OK`. */
export class Simple {
  constructor(readonly text: string) {}
}

/** `-ERR …`. */
export class Failure {
  constructor(readonly text: string) {}
}

/** `*-1`: what a blocked pop or an aborted EXEC answers. */
export class NilArray {
  readonly nil = true
}

/** An answer in RESP2: integer, bulk string, nil, array, status or error. Texts are UTF-8: arbitrary bytes in values are left out. */
export type Reply = number | string | null | readonly Reply[] | Simple | Failure | NilArray

export const OK = new Simple('OK')

/** The wire form (RESP2). */
export function encodeReply(reply: Reply): string {
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${encode(reply).length}\r\n${reply}\r\n`
  if (reply === null) return '$-1\r\n'
  if (reply instanceof Simple) return `+${reply.text}\r\n`
  if (reply instanceof Failure) return `-${reply.text}\r\n`
  if (reply instanceof NilArray) return '*-1\r\n'
  return `*${reply.length}\r\n${reply.map(encodeReply).join('')}`
}

/** A command as clients send it, and as the append-only file keeps it. */
export const encodeCommand = (words: readonly string[]): string => encodeReply(words)

/** Reads one value; undefined when the other side closed. EPROTO when it is no RESP. */
export function* readReply(connection: Connection): Sys<Res<Reply | undefined>> {
  const line = yield* connection.readLine()
  if (!line.ok) return line
  if (line.value === undefined) return ok(undefined)
  const rest = line.value.slice(1)
  switch (line.value[0]) {
    case '+':
      return ok(new Simple(rest))
    case '-':
      return ok(new Failure(rest))
    case ':':
      return ok(Number(rest))
    case '$':
      return rest === '-1' ? ok(null) : yield* readBulk(connection, Number(rest))
    case '*': {
      if (rest === '-1') return ok(new NilArray())
      const items: Reply[] = []
      for (let i = 0; i < Number(rest); i++) {
        const item = yield* readReply(connection)
        if (!item.ok || item.value === undefined) return item
        items.push(item.value)
      }
      return ok(items)
    }
    default:
      return err('EPROTO')
  }
}

function* readBulk(connection: Connection, length: number): Sys<Res<string | undefined>> {
  let text = new Uint8Array(0)
  while (text.length < length + 2) {
    const more = yield* connection.read(length + 2 - text.length)
    if (!more.ok) return more
    if (more.value === undefined) return ok(undefined)
    const joined = new Uint8Array(text.length + more.value.length)
    joined.set(text)
    joined.set(more.value, text.length)
    text = joined
  }
  return ok(decode(text.subarray(0, length)))
}
