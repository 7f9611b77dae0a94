import { Decimal } from '../decimal.ts'
import { jsonbText } from '../text.ts'
import type { SqlType, Value } from '../types.ts'
import { category, type } from '../types.ts'
import { toDecimal, toNumber } from './coerce.ts'
import { compareValues } from './operators.ts'

/** An aggregate: the type it gives and how it sums up the values of a group (NULLs are gone already). */
export interface Aggregate {
  readonly gives: (argument: SqlType | undefined, mysql: boolean) => SqlType | undefined
  readonly run: (values: readonly Value[], argument: SqlType | undefined, extra: Value, mysql: boolean) => Value
}

const numeric = (argument: SqlType | undefined, mysql: boolean): boolean => argument !== undefined && (category(argument) === 'number' || mysql)
const floating = (argument: SqlType | undefined): boolean => argument !== undefined && /double|real/.test(argument.name)
const sumOf = (values: readonly Value[]): Decimal => values.reduce<Decimal>((sum, value) => sum.plus(toDecimal(value)), new Decimal(0n, 0))

const extreme = (order: number): Aggregate => ({
  gives: (argument) => argument,
  run: (values) => values.reduce((best, value) => (best === null || Math.sign(compareValues(value, best)) === order ? value : best), null),
})

const every: Aggregate = {
  gives: () => type('boolean'),
  run: (values) => (values.length === 0 ? null : values.every((value) => value === true)),
}

const deviation = (sample: boolean, root: boolean): Aggregate => ({
  gives: () => type('double precision'),
  run: (values) => {
    const count = values.length - (sample ? 1 : 0)
    if (count <= 0) return null
    const numbers = values.map(toNumber)
    const mean = numbers.reduce((sum, value) => sum + value, 0) / values.length
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count
    return root ? Math.sqrt(variance) : variance
  },
})

const aggregates: Readonly<Record<string, Aggregate>> = {
  count: { gives: () => type('bigint'), run: (values) => values.length },
  sum: {
    gives: (argument, mysql) => {
      if (!numeric(argument, mysql)) return argument?.name === 'interval' ? argument : undefined
      if (floating(argument)) return argument
      return mysql || argument?.name === 'bigint' || argument?.name === 'numeric' ? type('numeric') : type('bigint')
    },
    run: (values, argument, _, mysql) => {
      if (values.length === 0) return null
      if (floating(argument)) return values.reduce<number>((sum, value) => sum + toNumber(value), 0)
      const sum = sumOf(values)
      return mysql || argument?.name === 'bigint' || argument?.name === 'numeric' ? sum : sum.toNumber()
    },
  },
  avg: {
    gives: (argument, mysql) => (numeric(argument, mysql) ? (floating(argument) ? type('double precision') : type('numeric')) : undefined),
    run: (values, argument, _, mysql) => {
      if (values.length === 0) return null
      if (floating(argument)) return values.reduce<number>((sum, value) => sum + toNumber(value), 0) / values.length
      const sum = sumOf(values)
      const count = new Decimal(BigInt(values.length), 0)
      return (mysql ? sum.over(count, sum.scale + 4) : sum.over(count)) ?? null
    },
  },
  min: extreme(-1),
  max: extreme(1),
  bool_and: every,
  every,
  bool_or: { gives: () => type('boolean'), run: (values) => (values.length === 0 ? null : values.includes(true)) },
  string_agg: {
    gives: () => type('text'),
    run: (values, _, extra) => (values.length === 0 ? null : values.map(String).join(extra === null ? '' : String(extra))),
  },
  group_concat: {
    gives: () => type('text'),
    run: (values, _, extra) => (values.length === 0 ? null : values.map(String).join(extra === null ? ',' : String(extra))),
  },
  json_agg: { gives: () => type('json'), run: (values) => jsonbText(values.map((value) => (value instanceof Decimal ? value.toNumber() : value))) },
  stddev: deviation(true, true),
  stddev_pop: deviation(false, true),
  stddev_samp: deviation(true, true),
  variance: deviation(true, false),
}

export const aggregateNamed = (name: string): Aggregate | undefined => (Object.hasOwn(aggregates, name) ? aggregates[name] : undefined)
