import { type DataCommands, integer, reads, refuse, writes } from './command.ts'
import { scan } from './keys.ts'
import type { Keyspace } from './keyspace.ts'
import type { Reply } from './reply.ts'

const membersOf = (db: Keyspace, key: string): ReadonlySet<string> => db.typed(key, 'set')?.members ?? new Set()

function combine(db: Keyspace, keys: readonly string[], how: 'inter' | 'union' | 'diff'): readonly string[] {
  const sets = keys.map((key) => membersOf(db, key))
  const [first = new Set<string>(), ...others] = sets
  if (how === 'union') return [...new Set(sets.flatMap((members) => [...members]))]
  return [...first].filter((member) => (how === 'inter' ? others.every((other) => other.has(member)) : !others.some((other) => other.has(member))))
}

function store(db: Keyspace, to: string, members: readonly string[]): Reply {
  if (members.length === 0) db.remove(to)
  else db.put(to, { type: 'set', members: new Set(members) })
  return members.length
}

function remove(db: Keyspace, key: string, members: readonly string[]): number {
  const value = db.typed(key, 'set')
  const removed = members.filter((member) => value?.members.delete(member)).length
  if (removed > 0) db.touch(key)
  if (value && value.members.size === 0) db.remove(key)
  return removed
}

/** Members by a draw that the keyspace's own state decides: replays draw alike. */
function draw(db: Keyspace, key: string, count: number): readonly string[] {
  const members = [...membersOf(db, key)]
  const out: string[] = []
  let seed = Math.floor(db.nowMs) + db.version(key)
  while (out.length < count && members.length > 0) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    out.push(...members.splice(seed % members.length, 1))
  }
  return out
}

export const setCommands: DataCommands = {
  sadd: writes(-3, (db, [key = '', ...members]) => {
    const old = db.typed(key, 'set')?.members ?? new Set<string>()
    const fresh = new Set(members.filter((member) => !old.has(member)))
    for (const member of fresh) old.add(member)
    db.put(key, { type: 'set', members: old }, { keepTtl: true })
    return fresh.size
  }),
  srem: writes(-3, (db, [key = '', ...members]) => remove(db, key, members)),
  smembers: reads(2, (db, [key = '']) => [...membersOf(db, key)]),
  sismember: reads(3, (db, [key = '', member = '']) => Number(membersOf(db, key).has(member))),
  smismember: reads(-3, (db, [key = '', ...members]) => members.map((member) => Number(membersOf(db, key).has(member)))),
  scard: reads(2, (db, [key = '']) => membersOf(db, key).size),
  smove: writes(4, (db, [from = '', to = '', member = '']) => {
    const target = db.typed(to, 'set')?.members ?? new Set<string>()
    if (remove(db, from, [member]) === 0) return 0
    db.put(to, { type: 'set', members: target.add(member) }, { keepTtl: true })
    return 1
  }),
  sinter: reads(-2, (db, keys) => combine(db, keys, 'inter')),
  sunion: reads(-2, (db, keys) => combine(db, keys, 'union')),
  sdiff: reads(-2, (db, keys) => combine(db, keys, 'diff')),
  sinterstore: writes(-3, (db, [to = '', ...keys]) => store(db, to, combine(db, keys, 'inter'))),
  sunionstore: writes(-3, (db, [to = '', ...keys]) => store(db, to, combine(db, keys, 'union'))),
  sdiffstore: writes(-3, (db, [to = '', ...keys]) => store(db, to, combine(db, keys, 'diff'))),
  spop: writes(-2, (db, [key = '', count]) => {
    const taken = draw(db, key, count === undefined ? 1 : integer(count))
    remove(db, key, taken)
    return count === undefined ? (taken[0] ?? null) : taken
  }),
  srandmember: reads(-2, (db, [key = '', count]) => {
    const many = count === undefined ? 1 : integer(count)
    if (many < 0) refuse('ERR cais: SRANDMEMBER with a negative count is not simulated')
    const taken = draw(db, key, many)
    return count === undefined ? (taken[0] ?? null) : taken
  }),
  sscan: reads(-3, (db, [key = '', cursor = '', ...options]) => scan([...membersOf(db, key)], cursor, options)),
}
