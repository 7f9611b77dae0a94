import { encode } from '../../../base/utf8.ts'
import { type DataCommands, float, floatText, integer, reads, refuse, slice, syntaxError, writes } from './command.ts'
import type { Keyspace } from './keyspace.ts'
import { OK, type Reply } from './reply.ts'

const textOf = (db: Keyspace, key: string): string | undefined => db.typed(key, 'string')?.text

function add(db: Keyspace, key: string, by: number): number {
  const sum = integer(textOf(db, key) ?? '0') + by
  if (!Number.isSafeInteger(sum)) return refuse('ERR increment or decrement would overflow')
  db.put(key, { type: 'string', text: String(sum) }, { keepTtl: true })
  return sum
}

/** SET with its options NX, XX, GET, KEEPTTL, EX, PX, EXAT, PXAT. */
function set(db: Keyspace, [key = '', text = '', ...options]: readonly string[]): Reply {
  let expiresMs: number | undefined
  let condition: 'NX' | 'XX' | undefined
  let keepTtl = false
  let get = false
  for (let i = 0; i < options.length; i++) {
    const option = (options[i] ?? '').toUpperCase()
    if (option === 'NX' || option === 'XX') {
      if (condition !== undefined) syntaxError()
      condition = option
    } else if (option === 'KEEPTTL') keepTtl = true
    else if (option === 'GET') get = true
    else if (/^(EX|PX|EXAT|PXAT)$/.test(option) && expiresMs === undefined && i + 1 < options.length) {
      const amount = integer(options[++i])
      if (amount <= 0) refuse("ERR invalid expire time in 'set' command")
      expiresMs = (option.endsWith('AT') ? 0 : db.nowMs) + amount * (option.startsWith('E') ? 1000 : 1)
    } else syntaxError()
  }
  const old = get ? (textOf(db, key) ?? null) : null
  const exists = db.find(key) !== undefined
  if ((condition === 'NX' && exists) || (condition === 'XX' && !exists)) return get ? old : null
  db.put(key, { type: 'string', text }, { expiresMs, keepTtl })
  return get ? old : OK
}

function setExpiring(db: Keyspace, key: string, amount: number, unitMs: number, text: string, name: string): Reply {
  if (amount <= 0) refuse(`ERR invalid expire time in '${name}' command`)
  db.put(key, { type: 'string', text }, { expiresMs: db.nowMs + amount * unitMs })
  return OK
}

function pairs(args: readonly string[], name: string): readonly (readonly [string, string])[] {
  if (args.length % 2 === 1) refuse(`ERR wrong number of arguments for '${name}' command`)
  return args.flatMap((word, index) => (index % 2 === 0 ? [[word, args[index + 1] ?? ''] as const] : []))
}

export const stringCommands: DataCommands = {
  set: writes(-3, set),
  get: reads(2, (db, [key = '']) => textOf(db, key) ?? null),
  getset: writes(3, (db, [key = '', text = '']) => {
    const old = textOf(db, key) ?? null
    db.put(key, { type: 'string', text })
    return old
  }),
  getdel: writes(2, (db, [key = '']) => {
    const old = textOf(db, key) ?? null
    if (old !== null) db.remove(key)
    return old
  }),
  setnx: writes(3, (db, [key = '', text = '']) => {
    if (db.find(key)) return 0
    db.put(key, { type: 'string', text })
    return 1
  }),
  setex: writes(4, (db, [key = '', amount, text = '']) => setExpiring(db, key, integer(amount), 1000, text, 'setex')),
  psetex: writes(4, (db, [key = '', amount, text = '']) => setExpiring(db, key, integer(amount), 1, text, 'psetex')),
  mset: writes(-3, (db, args) => {
    for (const [key, text] of pairs(args, 'mset')) db.put(key, { type: 'string', text })
    return OK
  }),
  msetnx: writes(-3, (db, args) => {
    const all = pairs(args, 'msetnx')
    if (all.some(([key]) => db.find(key))) return 0
    for (const [key, text] of all) db.put(key, { type: 'string', text })
    return 1
  }),
  mget: reads(-2, (db, keys) =>
    keys.map((key) => {
      const value = db.find(key)
      return value?.type === 'string' ? value.text : null
    }),
  ),
  append: writes(3, (db, [key = '', more = '']) => {
    const text = (textOf(db, key) ?? '') + more
    db.put(key, { type: 'string', text }, { keepTtl: true })
    return encode(text).length
  }),
  strlen: reads(2, (db, [key = '']) => encode(textOf(db, key) ?? '').length),
  getrange: reads(4, (db, [key = '', start, stop]) => slice([...(textOf(db, key) ?? '')], integer(start), integer(stop)).join('')),
  setrange: writes(4, (db, [key = '', offset, more = '']) => {
    const at = integer(offset)
    const old = (textOf(db, key) ?? '').padEnd(at, '\0')
    const text = old.slice(0, at) + more + old.slice(at + more.length)
    db.put(key, { type: 'string', text }, { keepTtl: true })
    return encode(text).length
  }),
  incr: writes(2, (db, [key = '']) => add(db, key, 1)),
  decr: writes(2, (db, [key = '']) => add(db, key, -1)),
  incrby: writes(3, (db, [key = '', by]) => add(db, key, integer(by))),
  decrby: writes(3, (db, [key = '', by]) => add(db, key, -integer(by))),
  incrbyfloat: writes(3, (db, [key = '', by]) => {
    const text = floatText(float(textOf(db, key) ?? '0') + float(by))
    db.put(key, { type: 'string', text }, { keepTtl: true })
    return text
  }),
}
