import { raise } from '../core/errors.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'

/** Arguments of a native function by its signature: `'sep=None maxsplit=-1'`; a parameter without a default must be given. */
export function take(name: string, signature: string, args: readonly Value[], keywords: V.Keywords): readonly (Value | undefined)[] {
  const parameters = signature.split(' ').filter(Boolean)
  if (args.length > parameters.length)
    throw raise('TypeError', `${name}() takes at most ${parameters.length} argument${parameters.length === 1 ? '' : 's'} (${args.length} given)`)
  const names = parameters.map((one) => one.replace('?', ''))
  for (const key of keywords.keys()) if (!names.includes(key)) throw raise('TypeError', `${name}() got an unexpected keyword argument '${key}'`)
  return parameters.map((one, index) => {
    const value = args[index] ?? keywords.get(names[index] ?? '')
    if (value === undefined && args[index] === undefined && !one.endsWith('?'))
      throw raise('TypeError', `${name}() missing required argument '${names[index]}' (pos ${index + 1})`)
    return args.length > index ? args[index] : value
  })
}

/** Methods of a built-in type: they are bound when they are read from an instance. */
export function methods(cls: V.PyClass, table: Readonly<Record<string, V.NativeCode>>): void {
  for (const [name, code] of Object.entries(table)) {
    const native = new V.PyNative(name, code)
    native.cls = V.types.method
    cls.dict.set(name, name === '__new__' ? new V.PyNative(name, code) : native)
  }
}

export function functions(module: V.PyModule, table: Readonly<Record<string, V.NativeCode>>): void {
  for (const [name, code] of Object.entries(table)) module.vars.set(name, new V.PyNative(name, code))
}

export const integer = (value: Value | undefined, otherwise = 0): number =>
  typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean' ? Number(value) : otherwise

export function wantText(value: Value | undefined, what: string): string {
  if (typeof value !== 'string') throw raise('TypeError', `${what}, not ${V.typeName(value ?? null)}`)
  return value
}
