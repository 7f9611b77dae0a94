import { fnmatch } from '../../../linux/libc/glob.ts'
import { type DataCommands, integer, reads, refuse, syntaxError, writes } from './command.ts'
import type { Keyspace, Value } from './keyspace.ts'
import { OK, type Reply, Simple } from './reply.ts'

/** One step of a SCAN: the cursor is a position, COUNT how far it goes. */
export function scan(
  all: readonly string[],
  cursor: string,
  options: readonly string[],
  shape: (item: string) => readonly string[] = (item) => [item],
): Reply {
  if (!/^\d+$/.test(cursor)) return refuse('ERR invalid cursor')
  let count = 10
  let pattern = '*'
  for (let i = 0; i < options.length; i += 2) {
    const name = (options[i] ?? '').toUpperCase()
    const value = options[i + 1]
    if (value === undefined) return syntaxError()
    if (name === 'COUNT') count = integer(value)
    else if (name === 'MATCH') pattern = value
    else if (name !== 'TYPE') return syntaxError()
  }
  const from = Number(cursor)
  const part = all.slice(from, from + count).filter((item) => fnmatch(pattern, item))
  return [from + count >= all.length ? '0' : String(from + count), part.flatMap(shape)]
}

function expireAt(db: Keyspace, key: string, atMs: number, options: readonly string[]): Reply {
  if (!db.find(key)) return 0
  const old = db.expiresMs(key)
  for (const option of options) {
    const upper = option.toUpperCase()
    if (!/^(NX|XX|GT|LT)$/.test(upper)) refuse(`ERR Unsupported option ${option}`)
    if (upper === 'NX' && old !== undefined) return 0
    if (upper === 'XX' && old === undefined) return 0
    if (upper === 'GT' && (old === undefined || atMs <= old)) return 0
    if (upper === 'LT' && old !== undefined && atMs >= old) return 0
  }
  if (atMs <= db.nowMs) db.remove(key)
  else db.expire(key, atMs)
  return 1
}

function left(db: Keyspace, key: string, unitMs: number): Reply {
  if (!db.find(key)) return -2
  const at = db.expiresMs(key)
  return at === undefined ? -1 : Math.round((at - db.nowMs) / unitMs)
}

function copied(value: Value): Value {
  switch (value.type) {
    case 'string':
      return { ...value }
    case 'list':
      return { type: 'list', items: [...value.items] }
    case 'set':
      return { type: 'set', members: new Set(value.members) }
    case 'hash':
      return { type: 'hash', fields: new Map(value.fields) }
    case 'zset':
      return { type: 'zset', scores: new Map(value.scores) }
  }
}

function rename(db: Keyspace, from: string, to: string, unlessExists: boolean): Reply {
  const value = db.find(from) ?? refuse('ERR no such key')
  if (unlessExists && db.find(to)) return 0
  const expiresMs = db.expiresMs(from)
  db.remove(from)
  db.put(to, value, { expiresMs })
  return unlessExists ? 1 : OK
}

/** OBJECT ENCODING by the usual thresholds. */
function encoding(value: Value): string {
  switch (value.type) {
    case 'string':
      return /^-?(0|[1-9]\d{0,18})$/.test(value.text) ? 'int' : value.text.length <= 44 ? 'embstr' : 'raw'
    case 'list':
      return value.items.length <= 128 ? 'listpack' : 'quicklist'
    case 'set':
      return [...value.members].every((member) => /^-?\d+$/.test(member)) ? 'intset' : value.members.size <= 128 ? 'listpack' : 'hashtable'
    case 'hash':
      return value.fields.size <= 128 ? 'listpack' : 'hashtable'
    case 'zset':
      return value.scores.size <= 128 ? 'listpack' : 'skiplist'
  }
}

const removeAll = (db: Keyspace, keys: readonly string[]): Reply => keys.filter((key) => db.find(key) !== undefined && db.remove(key)).length

export const keyCommands: DataCommands = {
  del: writes(-2, removeAll),
  unlink: writes(-2, removeAll),
  exists: reads(-2, (db, keys) => keys.filter((key) => db.find(key) !== undefined).length),
  touch: reads(-2, (db, keys) => keys.filter((key) => db.find(key) !== undefined).length),
  type: reads(2, (db, [key = '']) => new Simple(db.find(key)?.type ?? 'none')),
  keys: reads(2, (db, [pattern = '']) => db.keys().filter((key) => fnmatch(pattern, key))),
  scan: reads(-2, (db, [cursor = '', ...options]) => {
    const wanted = options[options.findIndex((option) => /^type$/i.test(option)) + 1]
    const typed = options.some((option) => /^type$/i.test(option))
    const all = typed ? db.keys().filter((key) => db.find(key)?.type === wanted?.toLowerCase()) : db.keys()
    return scan(all, cursor, options)
  }),
  randomkey: reads(1, (db) => {
    const keys = db.keys()
    return keys[Math.floor(db.nowMs) % Math.max(1, keys.length)] ?? null
  }),
  dbsize: reads(1, (db) => db.keys().length),
  rename: writes(3, (db, [from = '', to = '']) => rename(db, from, to, false)),
  renamenx: writes(3, (db, [from = '', to = '']) => rename(db, from, to, true)),
  copy: writes(-3, (db, [from = '', to = '', ...options]) => {
    const value = db.find(from)
    if (!value || (db.find(to) && !options.some((option) => /^replace$/i.test(option)))) return 0
    db.put(to, copied(value), { expiresMs: db.expiresMs(from) })
    return 1
  }),
  expire: writes(-3, (db, [key = '', amount, ...options]) => expireAt(db, key, db.nowMs + integer(amount) * 1000, options)),
  pexpire: writes(-3, (db, [key = '', amount, ...options]) => expireAt(db, key, db.nowMs + integer(amount), options)),
  expireat: writes(-3, (db, [key = '', at, ...options]) => expireAt(db, key, integer(at) * 1000, options)),
  pexpireat: writes(-3, (db, [key = '', at, ...options]) => expireAt(db, key, integer(at), options)),
  ttl: reads(2, (db, [key = '']) => left(db, key, 1000)),
  pttl: reads(2, (db, [key = '']) => left(db, key, 1)),
  expiretime: reads(2, (db, [key = '']) => (db.find(key) ? Math.round((db.expiresMs(key) ?? -1000) / 1000) : -2)),
  persist: writes(2, (db, [key = '']) => {
    if (!db.find(key) || db.expiresMs(key) === undefined) return 0
    db.expire(key, undefined)
    return 1
  }),
  object: reads(-2, (db, [sub = '', key = '']) => {
    const value = db.find(key)
    if (/^encoding$/i.test(sub)) return value ? encoding(value) : null
    if (/^refcount$/i.test(sub)) return value ? 1 : null
    return refuse(`ERR cais: OBJECT ${sub.toUpperCase()} is not simulated`)
  }),
  flushdb: writes(-1, (db) => {
    db.clear()
    return OK
  }),
}
