import { Digest, type DigestName } from '../../../../base/digests.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import { raise } from '../core/errors.ts'
import { dictOf } from '../core/hash.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import type { Vm } from '../core/vm.ts'
import { functions, integer } from '../types/native.ts'

/** Modules that compute: math, _random (numbers of the kernel), _hashlib, _regex (over the host's RegExp). */
type Maker = (vm: Vm) => V.PyModule

const number = (value: Value | undefined): number => {
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return Number(value)
  throw raise('TypeError', `must be real number, not ${V.typeName(value ?? null)}`)
}

const math: Maker = () => {
  const module = new V.PyModule('math')
  for (const name of ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'exp', 'log2', 'log10', 'tanh', 'sinh', 'cosh'] as const)
    functions(module, { [name]: (_, args) => Math[name](number(args[0])) })
  functions(module, {
    sqrt: (_, args) => {
      if (number(args[0]) < 0) throw raise('ValueError', 'math domain error')
      return Math.sqrt(number(args[0]))
    },
    log: (_, args) => {
      if (number(args[0]) <= 0) throw raise('ValueError', 'math domain error')
      return args[1] === undefined ? Math.log(number(args[0])) : Math.log(number(args[0])) / Math.log(number(args[1]))
    },
    pow: (_, args) => number(args[0]) ** number(args[1]),
    atan2: (_, args) => Math.atan2(number(args[0]), number(args[1])),
    hypot: (_, args) => Math.hypot(...args.map(number)),
    fabs: (_, args) => Math.abs(number(args[0])),
    floor: (_, args) => (typeof args[0] === 'bigint' ? args[0] : BigInt(Math.floor(number(args[0])))),
    ceil: (_, args) => (typeof args[0] === 'bigint' ? args[0] : BigInt(Math.ceil(number(args[0])))),
    trunc: (_, args) => BigInt(Math.trunc(number(args[0]))),
    isnan: (_, args) => Number.isNaN(number(args[0])),
    isinf: (_, args) => Math.abs(number(args[0])) === Infinity,
    radians: (_, args) => (number(args[0]) * Math.PI) / 180,
    degrees: (_, args) => (number(args[0]) * 180) / Math.PI,
    isclose: (_, args) => Math.abs(number(args[0]) - number(args[1])) <= 1e-9 * Math.max(Math.abs(number(args[0])), Math.abs(number(args[1]))),
    factorial: (_, args) => {
      let product = 1n
      for (let factor = BigInt(integer(args[0])); factor > 1n; factor--) product *= factor
      return product
    },
    gcd: (_, args) => args.map((value) => BigInt(integer(value))).reduce(gcd, 0n),
    isqrt: (_, args) => BigInt(Math.floor(Math.sqrt(number(args[0])))),
  })
  for (const [name, value] of [
    ['pi', Math.PI],
    ['e', Math.E],
    ['tau', Math.PI * 2],
    ['inf', Infinity],
    ['nan', Number.NaN],
  ] as const)
    module.vars.set(name, value)
  return module
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b))

function* randomFloat(): Sys<Value> {
  const bytes = yield* sys.getrandom({ count: 7 })
  let value = 0
  for (const byte of bytes.subarray(0, 6)) value = value * 256 + byte
  return value / 2 ** 48
}

const random: Maker = () => {
  const module = new V.PyModule('_random')
  functions(module, { random: () => randomFloat() })
  return module
}

const hashlib: Maker = () => {
  const module = new V.PyModule('_hashlib')
  functions(module, {
    hexdigest: (_, args) => {
      const digest = new Digest(String(args[0]) as DigestName)
      digest.update((args[1] as V.PyBytes).bytes)
      return digest.hex()
    },
  })
  return module
}

/** Python's syntax of patterns in the host's. */
function translate(pattern: string): string {
  return pattern
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$(?![\\s\\S])')
}

const compiled = new Map<string, RegExp>()

function expression(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`
  let found = compiled.get(key)
  if (!found) {
    try {
      found = new RegExp(translate(pattern), `gd${flags}`)
    } catch {
      throw raise('ValueError', `invalid pattern ${pattern}`)
    }
    compiled.set(key, found)
  }
  return found
}

/** `match(pattern, flags, text, at, how)`: spans of all groups and the names of some, or None. */
const regex: Maker = () => {
  const module = new V.PyModule('_regex')
  functions(module, {
    match: (_, args) => {
      const [pattern, flags, subject, at, how] = [String(args[0]), String(args[1]), String(args[2]), integer(args[3]), args[4]]
      const wanted =
        how === 'search' ? expression(pattern, flags) : expression(how === 'fullmatch' ? `(?:${pattern})(?![\\s\\S])` : pattern, `${flags}y`)
      wanted.lastIndex = at
      const match = wanted.exec(subject)
      if (!match) return null
      const spans = (match.indices ?? []).map((span) => (span ? new V.PyTuple([BigInt(span[0]), BigInt(span[1])]) : null))
      const named = Object.entries(match.indices?.groups ?? {}).map(([name, span]): [string, Value] => [
        name,
        span ? subject.slice(span[0], span[1]) : null,
      ])
      return new V.PyTuple([new V.PyList(spans), dictOf(named)])
    },
  })
  return module
}

export const computingModules: ReadonlyMap<string, Maker> = new Map([
  ['math', math],
  ['_random', random],
  ['_hashlib', hashlib],
  ['_regex', regex],
])
