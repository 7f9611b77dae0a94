import type { Sys } from '../../kernel/calls.ts'
import type { Tool } from './tool.ts'

/**
 * Models gnulib's argmatch: a value out of a list, abbreviations allowed. Each entry names synonyms; the first is the answer. Anything else
 * ends the program with the list of valid arguments.
 */
export function* choose(tool: Tool, option: string, value: string, choices: readonly (readonly string[])[]): Sys<string> {
  const exact = choices.find((names) => names.includes(value))
  if (exact) return exact[0] as string
  const near = choices.filter((names) => names.some((name) => name.startsWith(value)))
  if (near.length === 1 && value !== '') return (near[0] as readonly string[])[0] as string
  const what = near.length > 1 ? 'ambiguous' : 'invalid'
  const lines = choices.map((names) => `  - ${names.map((name) => tool.quote(name)).join(', ')}\n`).join('')
  yield* tool.warn(`${what} argument ${tool.quote(value)} for ${tool.quote(option)}\nValid arguments are:\n${lines.trimEnd()}`)
  return yield* tool.usageError(undefined, 1)
}
