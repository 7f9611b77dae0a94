import { type DataCommands, float, floatText, integer, reads, refuse, slice, syntaxError, writes } from './command.ts'
import { scan } from './keys.ts'
import type { Keyspace } from './keyspace.ts'
import type { Reply } from './reply.ts'

type Scored = readonly [member: string, score: number]

const scoresOf = (db: Keyspace, key: string): ReadonlyMap<string, number> => db.typed(key, 'zset')?.scores ?? new Map()

/** By score, then by member. */
const ordered = (db: Keyspace, key: string): readonly Scored[] => [...scoresOf(db, key)].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))

const reply = (found: readonly Scored[], withScores: boolean): Reply =>
  found.flatMap(([member, score]) => (withScores ? [member, floatText(score)] : [member]))

/** `5`, `(5`, `-inf`: whether a score is inside. */
function bound(text: string, inside: (score: number, limit: number) => boolean): (score: number) => boolean {
  const open = text.startsWith('(')
  const value = Number((open ? text.slice(1) : text).replace(/^([+-]?)inf(inity)?$/i, '$1Infinity'))
  if (Number.isNaN(value)) return refuse('ERR min or max is not a float')
  return (score) => (open ? score !== value && inside(score, value) : inside(score, value))
}

function byScore(db: Keyspace, key: string, min: string, max: string): readonly Scored[] {
  const above = bound(min, (score, limit) => score >= limit)
  const below = bound(max, (score, limit) => score <= limit)
  return ordered(db, key).filter(([, score]) => above(score) && below(score))
}

function add(db: Keyspace, [key = '', ...args]: readonly string[]): Reply {
  const flags = new Set<string>()
  let at = 0
  while (/^(NX|XX|GT|LT|CH|INCR)$/i.test(args[at] ?? '')) flags.add((args[at++] ?? '').toUpperCase())
  const rest = args.slice(at)
  if (rest.length === 0 || rest.length % 2 === 1) syntaxError()
  const scores = db.typed(key, 'zset')?.scores ?? new Map<string, number>()
  let added = 0
  let changed = 0
  let last: number | null = null
  for (let i = 0; i < rest.length; i += 2) {
    const member = rest[i + 1] ?? ''
    const old = scores.get(member)
    const score = float(rest[i]) + (flags.has('INCR') ? (old ?? 0) : 0)
    last = null
    if ((flags.has('NX') && old !== undefined) || (flags.has('XX') && old === undefined)) continue
    if (old !== undefined && ((flags.has('GT') && score <= old) || (flags.has('LT') && score >= old))) continue
    scores.set(member, score)
    last = score
    if (old === undefined) added++
    else if (old !== score) changed++
  }
  if (scores.size > 0) db.put(key, { type: 'zset', scores }, { keepTtl: true })
  if (flags.has('INCR')) return last === null ? null : floatText(last)
  return flags.has('CH') ? added + changed : added
}

function remove(db: Keyspace, key: string, members: readonly string[]): number {
  const value = db.typed(key, 'zset')
  const removed = members.filter((member) => value?.scores.delete(member)).length
  if (removed > 0) db.touch(key)
  if (value && value.scores.size === 0) db.remove(key)
  return removed
}

function range(db: Keyspace, [key = '', start = '', stop = '', ...options]: readonly string[], reversed = false): Reply {
  const upper = options.map((option) => option.toUpperCase())
  const withScores = upper.includes('WITHSCORES')
  const rev = reversed || upper.includes('REV')
  if (upper.includes('BYLEX')) refuse('ERR cais: ZRANGE BYLEX is not simulated')
  const limit = upper.indexOf('LIMIT')
  const scored = upper.includes('BYSCORE')
  const all = scored ? byScore(db, key, rev ? stop : start, rev ? start : stop) : ordered(db, key)
  const turned = rev ? [...all].reverse() : all
  if (!scored) return reply(slice(turned, integer(start), integer(stop)), withScores)
  return reply(limited(turned, options, limit), withScores)
}

function limited(found: readonly Scored[], options: readonly string[], limit: number): readonly Scored[] {
  if (limit < 0) return found
  const offset = integer(options[limit + 1])
  const count = integer(options[limit + 2])
  return found.slice(offset, count < 0 ? undefined : offset + count)
}

function popEnd(db: Keyspace, key: string, count: string | undefined, side: 'min' | 'max'): Reply {
  const all = side === 'min' ? ordered(db, key) : [...ordered(db, key)].reverse()
  const taken = all.slice(0, count === undefined ? 1 : integer(count))
  remove(
    db,
    key,
    taken.map(([member]) => member),
  )
  return reply(taken, true)
}

function rank(db: Keyspace, key: string, member: string, reversed: boolean): Reply {
  const all = ordered(db, key)
  const at = all.findIndex(([one]) => one === member)
  return at < 0 ? null : reversed ? all.length - 1 - at : at
}

export const sortedSetCommands: DataCommands = {
  zadd: writes(-4, add),
  zincrby: writes(4, (db, [key = '', by = '', member = '']) => add(db, [key, 'INCR', by, member])),
  zrem: writes(-3, (db, [key = '', ...members]) => remove(db, key, members)),
  zcard: reads(2, (db, [key = '']) => scoresOf(db, key).size),
  zscore: reads(3, (db, [key = '', member = '']) => {
    const score = scoresOf(db, key).get(member)
    return score === undefined ? null : floatText(score)
  }),
  zmscore: reads(-3, (db, [key = '', ...members]) =>
    members.map((member) => {
      const score = scoresOf(db, key).get(member)
      return score === undefined ? null : floatText(score)
    }),
  ),
  zrank: reads(3, (db, [key = '', member = '']) => rank(db, key, member, false)),
  zrevrank: reads(3, (db, [key = '', member = '']) => rank(db, key, member, true)),
  zcount: reads(4, (db, [key = '', min = '', max = '']) => byScore(db, key, min, max).length),
  zrange: reads(-4, (db, args) => range(db, args)),
  zrevrange: reads(-4, (db, args) => range(db, args, true)),
  zrangebyscore: reads(-4, (db, args) => range(db, [...args, 'BYSCORE'])),
  zrevrangebyscore: reads(-4, (db, args) => range(db, [...args, 'BYSCORE'], true)),
  zpopmin: writes(-2, (db, [key = '', count]) => popEnd(db, key, count, 'min')),
  zpopmax: writes(-2, (db, [key = '', count]) => popEnd(db, key, count, 'max')),
  zremrangebyscore: writes(4, (db, [key = '', min = '', max = '']) =>
    remove(
      db,
      key,
      byScore(db, key, min, max).map(([member]) => member),
    ),
  ),
  zremrangebyrank: writes(4, (db, [key = '', start, stop]) =>
    remove(
      db,
      key,
      slice(ordered(db, key), integer(start), integer(stop)).map(([member]) => member),
    ),
  ),
  zscan: reads(-3, (db, [key = '', cursor = '', ...options]) =>
    scan([...scoresOf(db, key).keys()], cursor, options, (member) => [member, floatText(scoresOf(db, key).get(member) ?? 0)]),
  ),
}
