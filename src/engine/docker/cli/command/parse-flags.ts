import { parseDuration } from '../../../base/go-duration.ts'
import { goQuote } from '../../../base/go-quote.ts'
import { err, ok, type Result } from '../../../base/result.ts'
import { ramInBytes } from '../../../base/units.ts'
import type { FlagDefinition } from './flag-definition.ts'
import { FlagValues } from './flag-values.ts'

/** Models spf13/pflag: long and short flags, `--flag=value`, grouped shorthands, `--`, interspersed operands, and its messages. */
export interface ParsedFlags {
  readonly values: FlagValues
  readonly args: readonly string[]
  /** How help was asked for. */
  readonly help: 'no' | 'long' | 'shorthand'
}

export interface ParseSettings {
  readonly interspersed: boolean
  readonly validate?: ((flag: string, value: string) => string | undefined) | undefined
}

const help: FlagDefinition = { name: 'help', short: 'h', type: 'bool', default: undefined, hidden: true }

/** The error is pflag's message (`unknown flag: --it`). */
export function parseFlags(args: readonly string[], definitions: readonly FlagDefinition[], settings: ParseSettings): Result<ParsedFlags, string> {
  const values = new FlagValues(definitions)
  const all = definitions.some((definition) => definition.short === 'h') ? [...definitions, { ...help, short: undefined }] : [...definitions, help]
  const operands: string[] = []
  let asked: ParsedFlags['help'] = 'no'
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg)
      if (settings.interspersed) continue
      operands.push(...args.slice(i + 1))
      break
    }
    const step = arg.startsWith('--') ? longFlag(args, i, all) : shortFlags(args, i, all)
    if (!step.ok) return step
    for (const { definition, value, shorthand } of step.value.found) {
      if (definition.name === 'help') {
        asked = shorthand ? 'shorthand' : 'long'
        return ok({ values, args: operands, help: asked })
      }
      const problem = valueProblem(definition, value) ?? settings.validate?.(definition.name, value)
      if (problem !== undefined) return err(invalidArgument(definition, value, problem))
      values.set(definition.name, value)
    }
    i = step.value.at
  }
  return ok({ values, args: operands, help: asked })
}

interface Step {
  readonly found: readonly { readonly definition: FlagDefinition; readonly value: string; readonly shorthand?: boolean }[]
  /** Index of the last argument used. */
  readonly at: number
}

function longFlag(args: readonly string[], at: number, definitions: readonly FlagDefinition[]): Result<Step, string> {
  const arg = args[at] as string
  const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? []
  if (name === '' || name.startsWith('-')) return err(`bad flag syntax: ${arg}`)
  const definition = definitions.find((candidate) => candidate.name === name)
  if (!definition) return err(`unknown flag: --${name}`)
  if (value !== undefined) return ok({ found: [{ definition, value }], at })
  if (definition.type === 'bool') return ok({ found: [{ definition, value: 'true' }], at })
  if (at + 1 >= args.length) return err(`flag needs an argument: --${name}`)
  return ok({ found: [{ definition, value: args[at + 1] as string }], at: at + 1 })
}

function shortFlags(args: readonly string[], at: number, definitions: readonly FlagDefinition[]): Result<Step, string> {
  const arg = args[at] as string
  const found: { definition: FlagDefinition; value: string; shorthand: boolean }[] = []
  let rest = arg.slice(1)
  while (rest !== '') {
    const letter = rest[0] as string
    const definition = definitions.find((candidate) => candidate.short === letter)
    if (!definition) return err(`unknown shorthand flag: ${goQuote(letter, { delimiter: "'" })} in -${rest}`)
    const tail = rest.slice(1)
    if (tail.length > 1 && tail.startsWith('=')) {
      found.push({ definition, value: tail.slice(1), shorthand: true })
      return ok({ found, at })
    }
    if (definition.type === 'bool') {
      found.push({ definition, value: 'true', shorthand: true })
      rest = tail
      continue
    }
    if (tail !== '') {
      found.push({ definition, value: tail, shorthand: true })
      return ok({ found, at })
    }
    if (at + 1 >= args.length) return err(`flag needs an argument: ${goQuote(letter, { delimiter: "'" })} in -${rest}`)
    found.push({ definition, value: args[at + 1] as string, shorthand: true })
    return ok({ found, at: at + 1 })
  }
  return ok({ found, at })
}

function invalidArgument(definition: FlagDefinition, value: string, problem: string): string {
  const flag = definition.short ? `-${definition.short}, --${definition.name}` : `--${definition.name}`
  return `invalid argument ${goQuote(value)} for ${goQuote(flag)} flag: ${problem}`
}

/** What a flag's type says to a value. */
function valueProblem(definition: FlagDefinition, value: string): string | undefined {
  const quoted = goQuote(value)
  switch (definition.type) {
    case 'bool':
      return /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value) ? undefined : `strconv.ParseBool: parsing ${quoted}: invalid syntax`
    case 'int':
      return /^[-+]?(\d+|0[xX][0-9a-fA-F]+)$/.test(value) ? undefined : `strconv.ParseInt: parsing ${quoted}: invalid syntax`
    case 'uint':
    case 'uint16':
      if (!/^\d+$/.test(value)) return `strconv.ParseUint: parsing ${quoted}: invalid syntax`
      return definition.type === 'uint16' && Number(value) > 65_535 ? `strconv.ParseUint: parsing ${quoted}: value out of range` : undefined
    case 'bytes': {
      if (value === '-1' && definition.name === 'memory-swap') return undefined
      const size = ramInBytes(value)
      return size.ok ? undefined : size.error
    }
    case 'duration': {
      const duration = parseDuration(value)
      return duration.ok ? undefined : duration.error
    }
    case 'decimal':
      return decimalProblem(value)
    case 'filter':
      return filterProblem(value)
    case 'map':
      return undefined
    default:
      return undefined
  }
}

function decimalProblem(value: string): string | undefined {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(\/\d+)?([eE][-+]?\d+)?$/.test(value)) return `failed to parse ${value} as a rational number`
  return (value.split('.')[1] ?? '').length > 9 ? 'value is too precise' : undefined
}

const filterProblem = (value: string): string | undefined =>
  value === '' || value.includes('=') ? undefined : 'bad format of filter (expected name=value)'
