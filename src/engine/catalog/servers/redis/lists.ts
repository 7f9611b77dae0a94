import { type DataCommands, integer, reads, refuse, slice, syntaxError, writes } from './command.ts'
import type { Keyspace } from './keyspace.ts'
import { OK, type Reply } from './reply.ts'

const itemsOf = (db: Keyspace, key: string): string[] => db.typed(key, 'list')?.items ?? []

function push(db: Keyspace, key: string, items: readonly string[], side: 'left' | 'right', mustExist = false): number {
  const value = db.typed(key, 'list')
  if (!value && mustExist) return 0
  const list = value?.items ?? []
  if (side === 'left') list.unshift(...[...items].reverse())
  else list.push(...items)
  db.put(key, { type: 'list', items: list }, { keepTtl: true })
  return list.length
}

/** Takes up to `count` items from one end; the key goes with its last item. */
export function pop(db: Keyspace, key: string, side: 'left' | 'right', count = 1): readonly string[] {
  const items = itemsOf(db, key)
  const taken = side === 'left' ? items.splice(0, count) : items.splice(Math.max(0, items.length - count)).reverse()
  if (taken.length > 0) db.touch(key)
  if (items.length === 0 && taken.length > 0) db.remove(key)
  return taken
}

function popReply(db: Keyspace, [key = '', count]: readonly string[], side: 'left' | 'right'): Reply {
  if (count === undefined) return pop(db, key, side)[0] ?? null
  const many = integer(count)
  if (many < 0) refuse('ERR value is out of range, must be positive')
  return db.typed(key, 'list') ? pop(db, key, side, many) : null
}

function move(db: Keyspace, [from = '', to = '', take = '', put = '']: readonly string[]): Reply {
  const side = (word: string) => (/^left$/i.test(word) ? 'left' : /^right$/i.test(word) ? 'right' : syntaxError())
  db.typed(to, 'list')
  const [item] = pop(db, from, side(take))
  if (item === undefined) return null
  push(db, to, [item], side(put))
  return item
}

export const listCommands: DataCommands = {
  lpush: writes(-3, (db, [key = '', ...items]) => push(db, key, items, 'left')),
  rpush: writes(-3, (db, [key = '', ...items]) => push(db, key, items, 'right')),
  lpushx: writes(-3, (db, [key = '', ...items]) => push(db, key, items, 'left', true)),
  rpushx: writes(-3, (db, [key = '', ...items]) => push(db, key, items, 'right', true)),
  lpop: writes(-2, (db, args) => popReply(db, args, 'left')),
  rpop: writes(-2, (db, args) => popReply(db, args, 'right')),
  llen: reads(2, (db, [key = '']) => itemsOf(db, key).length),
  lrange: reads(4, (db, [key = '', start, stop]) => slice(itemsOf(db, key), integer(start), integer(stop))),
  lindex: reads(3, (db, [key = '', index]) => itemsOf(db, key).at(integer(index)) ?? null),
  lset: writes(4, (db, [key = '', index, item = '']) => {
    const value = db.typed(key, 'list') ?? refuse('ERR no such key')
    const at = integer(index) < 0 ? value.items.length + integer(index) : integer(index)
    if (at < 0 || at >= value.items.length) refuse('ERR index out of range')
    value.items[at] = item
    db.touch(key)
    return OK
  }),
  linsert: writes(5, (db, [key = '', where = '', pivot = '', item = '']) => {
    const after = /^after$/i.test(where) ? 1 : /^before$/i.test(where) ? 0 : syntaxError()
    const value = db.typed(key, 'list')
    if (!value) return 0
    const at = value.items.indexOf(pivot)
    if (at < 0) return -1
    value.items.splice(at + after, 0, item)
    db.touch(key)
    return value.items.length
  }),
  lrem: writes(4, (db, [key = '', count, item = '']) => {
    const items = itemsOf(db, key)
    const many = integer(count)
    let left = many === 0 ? Number.POSITIVE_INFINITY : Math.abs(many)
    const kept = (many < 0 ? [...items].reverse() : items).filter((one) => one !== item || left-- <= 0)
    const removed = items.length - kept.length
    if (removed > 0) items.splice(0, items.length, ...(many < 0 ? kept.reverse() : kept))
    if (items.length === 0 && removed > 0) db.remove(key)
    return removed
  }),
  ltrim: writes(4, (db, [key = '', start, stop]) => {
    const items = itemsOf(db, key)
    const kept = slice(items, integer(start), integer(stop))
    items.splice(0, items.length, ...kept)
    if (items.length === 0) db.remove(key)
    else db.touch(key)
    return OK
  }),
  lmove: writes(5, move),
  rpoplpush: writes(3, (db, [from = '', to = '']) => move(db, [from, to, 'right', 'left'])),
}
