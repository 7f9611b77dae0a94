import { compareText, GoCallError, type GoValue, kindOf, toNumber } from '../go-value.ts'

/** The comparisons of text/template: basic kinds only, both of one kind. */
export function compareValues(how: 'eq' | 'lt', a: GoValue, b: GoValue): boolean {
  const left = kindOf(a)
  const right = kindOf(b)
  if (how === 'eq') {
    if (left === 'nil' || right === 'nil') return left === right
    for (const kind of [left, right]) if (kind === 'map' || kind === 'slice' || kind === 'func') throw new GoCallError(`non-comparable type`)
  } else
    for (const kind of [left, right]) if (!['int', 'float', 'string', 'bool'].includes(kind)) throw new GoCallError('invalid type for comparison')
  if (left !== right) throw new GoCallError('incompatible types for comparison')
  switch (left) {
    case 'int':
    case 'float': {
      const x = toNumber(a) ?? 0
      const y = toNumber(b) ?? 0
      if (typeof a === 'bigint' && typeof b === 'bigint') return how === 'eq' ? a === b : a < b
      return how === 'eq' ? x === y : x < y
    }
    case 'string':
      return how === 'eq' ? a === b : compareText(a as string, b as string) < 0
    case 'bool':
      if (how === 'lt') throw new GoCallError('invalid type for comparison')
      return a === b
    default:
      return a === b
  }
}
