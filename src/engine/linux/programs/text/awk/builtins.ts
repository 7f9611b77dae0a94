import { civilTime, unixMs } from '../../../../base/calendar.ts'
import { RandomStream } from '../../../../base/random.ts'
import { strftime } from '../../../../base/strftime.ts'
import { utc } from '../../../../base/time-zone.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { exitCodeOf, spawn, waitFor } from '../../../libc/spawn.ts'
import { sys } from '../../../sys.ts'
import type { ExpressionCompiler } from './compile-expression.ts'
import { arrayOf } from './compile-place.ts'
import type { Code } from './compiled.ts'
import { effect, evaluate, lift1, liftAll, pure } from './compiled.ts'
import { formatPrintf } from './format.ts'
import { splitText } from './record.ts'
import type { Runtime } from './runtime.ts'
import { AwkError } from './runtime.ts'
import { compileGensub, compileSubstitution } from './substitution.ts'
import type { Expression } from './syntax.ts'
import type { Value } from './value.ts'
import { compare, fromInput, toNumber } from './value.ts'

/** awk's own functions, with those of gawk that need no state of its own. */
type Simple = (runtime: Runtime, args: readonly Value[]) => Value

const simple: Readonly<Record<string, Simple>> = {
  substr: (runtime, [text, from, length]) =>
    substr(runtime.text(text), toNumber(from), length === undefined ? Number.POSITIVE_INFINITY : toNumber(length)),
  index: (runtime, [text, part]) => runtime.text(text).indexOf(runtime.text(part)) + 1,
  tolower: (runtime, [text]) =>
    runtime.locale.utf8 ? runtime.text(text).toLowerCase() : runtime.text(text).replace(/[A-Z]+/g, (run) => run.toLowerCase()),
  toupper: (runtime, [text]) =>
    runtime.locale.utf8 ? runtime.text(text).toUpperCase() : runtime.text(text).replace(/[a-z]+/g, (run) => run.toUpperCase()),
  sprintf: (runtime, [format, ...args]) => formatPrintf(runtime, runtime.text(format), args),
  sin: (_, [x]) => Math.sin(toNumber(x)),
  cos: (_, [x]) => Math.cos(toNumber(x)),
  atan2: (_, [y, x]) => Math.atan2(toNumber(y), toNumber(x)),
  exp: (_, [x]) => Math.exp(toNumber(x)),
  log: (_, [x]) => Math.log(toNumber(x)),
  sqrt: (_, [x]) => Math.sqrt(toNumber(x)),
  int: (_, [x]) => Math.trunc(toNumber(x)),
  rand: (runtime) => runtime.random.float(),
  strtonum: (runtime, [text]) => {
    const shown = runtime.text(text).trim()
    return /^0[xX][0-9a-fA-F]+$/.test(shown) ? Number(shown) : /^0[0-7]+$/.test(shown) ? Number.parseInt(shown, 8) : toNumber(text)
  },
  and: (_, args) => Number(args.map((x) => BigInt(Math.trunc(toNumber(x)))).reduce((a, b) => a & b)),
  or: (_, args) => Number(args.map((x) => BigInt(Math.trunc(toNumber(x)))).reduce((a, b) => a | b)),
  xor: (_, args) => Number(args.map((x) => BigInt(Math.trunc(toNumber(x)))).reduce((a, b) => a ^ b)),
  lshift: (_, [x, n]) => Number(BigInt(Math.trunc(toNumber(x))) << BigInt(Math.trunc(toNumber(n)))),
  rshift: (_, [x, n]) => Number(BigInt(Math.trunc(toNumber(x))) >> BigInt(Math.trunc(toNumber(n)))),
  compl: (_, [x]) => Number(~BigInt(Math.trunc(toNumber(x))) & 0x1f_ffff_ffff_ffffn),
}

/** Characters from a place, both rounded, as POSIX says. */
function substr(text: string, from: number, length: number): string {
  const chars = /^[\0-\x7f]*$/.test(text) ? text : [...text]
  const start = roundHalfEven(from)
  const end = length === Number.POSITIVE_INFINITY ? length : start + roundHalfEven(length)
  if (Number.isNaN(start) || Number.isNaN(end)) return ''
  const slice = chars.slice(Math.max(0, start - 1), end === Number.POSITIVE_INFINITY ? undefined : Math.max(0, end - 1))
  return typeof slice === 'string' ? slice : slice.join('')
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  if (x - floor !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}

export function compileBuiltin(compiler: ExpressionCompiler, name: string, args: readonly Expression[]): Code {
  const { runtime } = compiler
  const operation = simple[name]
  if (operation) return liftAll(args.map(compiler.compile), (values) => operation(runtime, values))
  switch (name) {
    case 'length':
      return lengthOf(compiler, args)
    case 'split':
      return split(compiler, args)
    case 'sub':
    case 'gsub':
      return compileSubstitution(compiler, name === 'gsub', args)
    case 'gensub':
      return compileGensub(compiler, args)
    case 'match':
      return match(compiler, args)
    case 'srand':
      return srand(compiler, args)
    case 'systime':
      return effect(function* () {
        return Math.floor((yield* sys.clockRealtime({})) / 1000)
      })
    case 'strftime':
    case 'mktime':
      return time(compiler, name, args)
    case 'asort':
    case 'asorti':
      return sortArray(compiler, name === 'asorti', args)
    case 'system':
    case 'close':
    case 'fflush':
      return commanding(compiler, name, args)
    case 'typeof':
    case 'isarray':
    case 'patsplit':
      throw new AwkError(`cais: awk: ${name} is not simulated`)
    default:
      throw new AwkError(`function ${name} never defined`)
  }
}

function lengthOf(compiler: ExpressionCompiler, args: readonly Expression[]): Code {
  const { runtime, scope } = compiler
  const characters = (text: string) => (/^[\0-\x7f]*$/.test(text) ? text.length : [...text].length)
  const [arg] = args
  if (!arg) return pure(() => characters(runtime.record.record))
  if (arg.kind === 'variable') {
    const array = arrayOf(runtime, scope, arg.name)
    const slot = scope.slots.get(arg.name)
    const value = compiler.compile(arg)
    return pure((frame) => {
      if (slot !== undefined ? frame.locals[slot] instanceof Map : array(frame).size > 0) return array(frame).size
      return value.pure ? characters(runtime.text(value.run(frame))) : 0
    })
  }
  return lift1(compiler.compile(arg), (value) => characters(runtime.text(value)))
}

function arrayArgument(compiler: ExpressionCompiler, arg: Expression | undefined) {
  if (arg?.kind !== 'variable') throw new AwkError('array expected')
  return arrayOf(compiler.runtime, compiler.scope, arg.name)
}

function split(compiler: ExpressionCompiler, [text, target, separator]: readonly Expression[]): Code {
  const { runtime } = compiler
  const array = arrayArgument(compiler, target)
  const fields = runtime.cell('FS')
  const fixed = separator?.kind === 'regex' ? runtime.regex(separator.source) : undefined
  const given = separator && !fixed ? compiler.compile(separator) : pure(() => fields.value)
  return liftAll([text ? compiler.compile(text) : pure(() => undefined), given], ([value, by], frame) => {
    const parts = splitText(runtime.text(value), fixed ?? runtime.separator(runtime.text(by)))
    const elements = array(frame)
    elements.clear()
    parts.forEach((part, i) => {
      elements.set(String(i + 1), fromInput(part))
    })
    return parts.length
  })
}

function match(compiler: ExpressionCompiler, [text, pattern, target]: readonly Expression[]): Code {
  const { runtime } = compiler
  if (!text || !pattern) throw new AwkError('not enough arguments to match')
  const fixed = pattern.kind === 'regex' ? runtime.regex(pattern.source) : undefined
  const groups = target ? arrayArgument(compiler, target) : undefined
  const [start, length] = [runtime.cell('RSTART'), runtime.cell('RLENGTH')]
  return liftAll([compiler.compile(text), fixed ? pure(() => undefined) : compiler.compile(pattern)], ([value, source], frame) => {
    const subject = runtime.text(value)
    const m = (fixed ?? runtime.regex(runtime.text(source))).match(subject)
    start.value = m ? [...subject.slice(0, m.index)].length + 1 : 0
    length.value = m ? [...m[0]].length : -1
    if (groups) {
      const elements = groups(frame)
      elements.clear()
      m?.forEach((part, i) => {
        if (part !== undefined) elements.set(String(i), fromInput(part))
      })
    }
    return start.value
  })
}

function srand(compiler: ExpressionCompiler, [seed]: readonly Expression[]): Code {
  const { runtime } = compiler
  const given = seed ? compiler.compile(seed) : undefined
  return effect(function* (frame) {
    const before = runtime.seed
    runtime.seed = given ? toNumber(yield* evaluate(given, frame)) : Math.floor((yield* sys.clockRealtime({})) / 1000)
    runtime.random = new RandomStream(Math.trunc(runtime.seed))
    return before
  })
}

function time(compiler: ExpressionCompiler, name: 'strftime' | 'mktime', args: readonly Expression[]): Code {
  const { runtime } = compiler
  const codes = args.map(compiler.compile)
  return effect(function* (frame) {
    const values: Value[] = []
    for (const code of codes) values.push(yield* evaluate(code, frame))
    const zone = toNumber(values[2]) ? utc : yield* localZone(runtime.tool.env)
    if (name === 'strftime') {
      const atMs = values.length > 1 ? toNumber(values[1]) * 1000 : yield* sys.clockRealtime({})
      return strftime(values.length > 0 ? runtime.text(values[0]) : '%a %b %e %H:%M:%S %Z %Y', civilTime(atMs, zone))
    }
    const [year, month, day, hour, minute, second] = runtime.text(values[0]).trim().split(/\s+/).map(Number)
    if (year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined || second === undefined)
      return -1
    return unixMs({ year, month, day, hour, minute, second }, zone) / 1000
  })
}

function sortArray(compiler: ExpressionCompiler, keys: boolean, [source, target]: readonly Expression[]): Code {
  const from = arrayArgument(compiler, source)
  const to = target ? arrayArgument(compiler, target) : from
  const { runtime } = compiler
  return pure((frame) => {
    const elements = from(frame)
    const values: Value[] = keys ? [...elements.keys()] : [...elements.values()]
    values.sort((a, b) => compare(a, b, runtime.convertFormat))
    const sorted = to(frame)
    sorted.clear()
    values.forEach((value, i) => {
      sorted.set(String(i + 1), value)
    })
    return values.length
  })
}

function commanding(compiler: ExpressionCompiler, name: 'system' | 'close' | 'fflush', [arg]: readonly Expression[]): Code {
  const { runtime } = compiler
  const code = arg ? compiler.compile(arg) : undefined
  return effect(function* (frame) {
    yield* runtime.sync()
    const text = code ? runtime.text(yield* evaluate(code, frame)) : undefined
    if (name === 'fflush') {
      yield* runtime.streams.flush()
      return 0
    }
    if (name === 'close') return yield* runtime.streams.close(text ?? '')
    yield* runtime.streams.flush()
    const pid = yield* spawn({ argv: ['/bin/sh', '-c', text ?? ''], env: runtime.tool.env })
    const status = pid.ok ? yield* waitFor(pid.value) : pid
    return status.ok ? exitCodeOf(status.value) : -1
  })
}
