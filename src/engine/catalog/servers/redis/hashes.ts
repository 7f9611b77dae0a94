import { encode } from '../../../base/utf8.ts'
import { type DataCommands, float, floatText, reads, refuse, writes } from './command.ts'
import { scan } from './keys.ts'
import type { Keyspace } from './keyspace.ts'
import { OK } from './reply.ts'

const fieldsOf = (db: Keyspace, key: string): ReadonlyMap<string, string> => db.typed(key, 'hash')?.fields ?? new Map()

function setFields(db: Keyspace, key: string, args: readonly string[], name: string): number {
  if (args.length % 2 === 1) refuse(`ERR wrong number of arguments for '${name}' command`)
  const fields = db.typed(key, 'hash')?.fields ?? new Map<string, string>()
  const before = fields.size
  for (let i = 0; i < args.length; i += 2) fields.set(args[i] ?? '', args[i + 1] ?? '')
  db.put(key, { type: 'hash', fields }, { keepTtl: true })
  return fields.size - before
}

export const hashCommands: DataCommands = {
  hset: writes(-4, (db, [key = '', ...args]) => setFields(db, key, args, 'hset')),
  hmset: writes(-4, (db, [key = '', ...args]) => {
    setFields(db, key, args, 'hmset')
    return OK
  }),
  hsetnx: writes(4, (db, [key = '', field = '', text = '']) => (fieldsOf(db, key).has(field) ? 0 : setFields(db, key, [field, text], 'hsetnx'))),
  hget: reads(3, (db, [key = '', field = '']) => fieldsOf(db, key).get(field) ?? null),
  hmget: reads(-3, (db, [key = '', ...names]) => names.map((field) => fieldsOf(db, key).get(field) ?? null)),
  hgetall: reads(2, (db, [key = '']) => [...fieldsOf(db, key)].flat()),
  hkeys: reads(2, (db, [key = '']) => [...fieldsOf(db, key).keys()]),
  hvals: reads(2, (db, [key = '']) => [...fieldsOf(db, key).values()]),
  hlen: reads(2, (db, [key = '']) => fieldsOf(db, key).size),
  hstrlen: reads(3, (db, [key = '', field = '']) => encode(fieldsOf(db, key).get(field) ?? '').length),
  hexists: reads(3, (db, [key = '', field = '']) => Number(fieldsOf(db, key).has(field))),
  hdel: writes(-3, (db, [key = '', ...names]) => {
    const value = db.typed(key, 'hash')
    const removed = names.filter((field) => value?.fields.delete(field)).length
    if (removed > 0) db.touch(key)
    if (value && value.fields.size === 0) db.remove(key)
    return removed
  }),
  hincrby: writes(4, (db, [key = '', field = '', by = '']) => {
    const old = fieldsOf(db, key).get(field) ?? '0'
    if (!/^-?\d+$/.test(old)) refuse('ERR hash value is not an integer')
    if (!/^-?\d+$/.test(by)) refuse('ERR value is not an integer or out of range')
    setFields(db, key, [field, String(Number(old) + Number(by))], 'hincrby')
    return Number(old) + Number(by)
  }),
  hincrbyfloat: writes(4, (db, [key = '', field = '', by]) => {
    const text = floatText(float(fieldsOf(db, key).get(field) ?? '0') + float(by))
    setFields(db, key, [field, text], 'hincrbyfloat')
    return text
  }),
  hscan: reads(-3, (db, [key = '', cursor = '', ...options]) => {
    const fields = fieldsOf(db, key)
    return scan([...fields.keys()], cursor, options, (field) => [field, fields.get(field) ?? ''])
  }),
}
