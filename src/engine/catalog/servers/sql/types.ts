import type { TypeName } from './ast.ts'
import type { Decimal } from './decimal.ts'
import { Fault } from './fault.ts'

/** A length of time in PostgreSQL's three parts. */
export interface Interval {
  readonly months: number
  readonly days: number
  readonly micros: number
}

/**
 * What a cell holds. Whole and floating numbers are numbers, numeric is a Decimal; a date is days, a time microseconds of the day, a timestamp
 * microseconds since 1970 (UTC); everything else is text.
 */
export type Value = null | boolean | number | string | Decimal | Interval

export type TypeKind =
  | 'boolean'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'real'
  | 'double precision'
  | 'text'
  | 'character varying'
  | 'character'
  | 'name'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'interval'
  | 'json'
  | 'jsonb'
  | 'uuid'
  | 'bytea'
  | 'oid'
  | 'regclass'
  | 'unknown'

export interface SqlType {
  readonly name: TypeKind
  /** Characters of varchar and char. */
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
  /** How MySQL writes it: `varchar(20)`, `int unsigned`. */
  readonly label?: string
  /** What an enum may hold. */
  readonly values?: readonly string[]
}

export const type = (name: TypeKind): SqlType => types[name]

const types = Object.fromEntries(
  'boolean|smallint|integer|bigint|numeric|real|double precision|text|character varying|character|name|date|time|timestamp|timestamptz|interval|json|jsonb|uuid|bytea|oid|regclass|unknown'
    .split('|')
    .map((name) => [name, { name }]),
) as unknown as Record<TypeKind, SqlType>

export type Category = 'number' | 'string' | 'boolean' | 'date' | 'time' | 'interval' | 'json' | 'other' | 'unknown'

export function category({ name }: SqlType): Category {
  switch (name) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double precision':
    case 'oid':
    case 'regclass':
      return 'number'
    case 'text':
    case 'character varying':
    case 'character':
    case 'name':
      return 'string'
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return 'date'
    case 'json':
    case 'jsonb':
      return 'json'
    case 'boolean':
    case 'time':
    case 'interval':
    case 'unknown':
      return name
    default:
      return 'other'
  }
}

const postgresNames: Readonly<Record<string, TypeKind>> = {
  bool: 'boolean',
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  decimal: 'numeric',
  dec: 'numeric',
  float: 'double precision',
  float8: 'double precision',
  float4: 'real',
  varchar: 'character varying',
  char: 'character',
  bpchar: 'character',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
}

const mysqlNames: Readonly<Record<string, TypeKind>> = {
  tinyint: 'smallint',
  smallint: 'smallint',
  mediumint: 'integer',
  int: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  serial: 'bigint',
  bool: 'smallint',
  boolean: 'smallint',
  bit: 'smallint',
  decimal: 'numeric',
  numeric: 'numeric',
  dec: 'numeric',
  float: 'real',
  double: 'double precision',
  'double precision': 'double precision',
  varchar: 'character varying',
  char: 'character varying',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamp',
  time: 'time',
  year: 'integer',
  json: 'json',
  blob: 'text',
  longblob: 'text',
  varbinary: 'character varying',
  binary: 'character varying',
  enum: 'text',
  set: 'text',
  signed: 'bigint',
  unsigned: 'bigint',
}

const serials = new Set(['serial', 'serial4', 'bigserial', 'serial8', 'smallserial'])
export const isSerial = ({ name }: TypeName): boolean => serials.has(name)

/** The type that a name means. */
export function resolveType(name: TypeName, mysql: boolean): SqlType {
  if (mysql) return mysqlType(name)
  const kind = postgresNames[name.name] ?? (Object.hasOwn(types, name.name) ? (name.name as TypeKind) : undefined)
  if (kind === undefined || kind === 'unknown') {
    if (/\[\]$|^(money|inet|cidr|macaddr|point|xml|tsvector|int4range|box|circle|bit)$/.test(name.name))
      throw new Fault('not-simulated', { what: `type ${name.name}` }, name.at)
    throw new Fault('undefined-type', { name: name.name }, name.at)
  }
  const [first, second] = name.sizes
  if (kind === 'character') return { name: kind, length: first ?? 1 }
  if (kind === 'character varying' && first !== undefined) return { name: kind, length: first }
  if (kind === 'numeric' && first !== undefined) return { name: kind, precision: first, scale: second ?? 0 }
  if ((kind === 'timestamp' || kind === 'timestamptz' || kind === 'time') && first !== undefined) return { name: kind, precision: first }
  return types[kind]
}

function mysqlType({ name, sizes, unsigned, values, at }: TypeName): SqlType {
  const kind = mysqlNames[name]
  if (kind === undefined) throw new Fault('undefined-type', { name }, at)
  const sized = sizes.length > 0 ? `${name}(${sizes.join(',')})` : name
  if (name === 'bool' || name === 'boolean') return { name: kind, label: 'tinyint(1)' }
  if (name === 'serial') return { name: kind, label: 'bigint unsigned' }
  if (values) return { name: kind, values, label: `${name}(${values.map((value) => `'${value}'`).join(',')})` }
  if (kind === 'numeric') {
    const [precision = 10, scale = 0] = sizes
    return { name: kind, precision, scale, label: `decimal(${precision},${scale})${unsigned ? ' unsigned' : ''}` }
  }
  if (kind === 'character varying') {
    const length = sizes[0] ?? 1
    return { name: kind, length, label: `${name}(${length})` }
  }
  if (kind === 'timestamp' || kind === 'time') return { name: kind, precision: sizes[0] ?? 0, label: sized }
  const whole = kind === 'integer' || kind === 'bigint' || kind === 'smallint'
  const label = whole && sized !== 'tinyint(1)' ? (name === 'integer' ? 'int' : name) : sized
  return { name: kind, label: unsigned ? `${label} unsigned` : label }
}

/** The type's name as PostgreSQL shows it. */
export function typeText({ name, length, precision, scale }: SqlType): string {
  if (name === 'timestamp' || name === 'time') return `${name}${precision === undefined ? '' : `(${precision})`} without time zone`
  if (name === 'timestamptz') return `timestamp${precision === undefined ? '' : `(${precision})`} with time zone`
  if (length !== undefined) return `${name}(${length})`
  return precision === undefined ? name : `${name}(${precision},${scale ?? 0})`
}
