import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { bindings } from '../readline/commands.ts'
import { parseOptions } from './options.ts'

/** bind: lists the editor's commands and keys; changing them is not simulated. */
export const bind: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'lvpVPsSXf:q:u:m:r:x:')
  if (!options) return 2
  const byCommand = new Map<string, string[]>()
  for (const [key, command] of Object.entries(bindings)) byCommand.set(command, [...(byCommand.get(command) ?? []), `"${keyText(key)}"`])
  const names = [...byCommand.keys()].sort()
  if (options.has('l')) {
    yield* print(names.map((each) => `${each}\n`).join(''))
    return 0
  }
  if (options.has('p')) {
    yield* print(names.flatMap((each) => (byCommand.get(each) ?? []).map((key) => `${key}: ${each}\n`)).join(''))
    return 0
  }
  if (options.has('P')) {
    yield* print(names.map((each) => `${each} can be found on ${(byCommand.get(each) ?? []).join(', ')}.\n`).join(''))
    return 0
  }
  const query = options.letters.get('q')
  if (query !== undefined) {
    const keys = byCommand.get(query)
    yield* print(keys ? `${query} can be invoked via ${keys.join(', ')}.\n` : `${query} is not bound to any keys.\n`)
    return keys ? 0 : 1
  }
  if (args.length === 0) return 0
  yield* complainOf(shell, name, `cais: ${options.operands[0] ?? args[0]} is not simulated`)
  return 1
}

const keyText = (key: string): string =>
  key
    .replace(/^M-/, '\\e')
    .replace(/C-/g, '\\C-')
    .replace(' ', '')
    .replace('Backspace', '\\C-?')
    .replace('Up', '\\e[A')
    .replace('Down', '\\e[B')
    .replace('Right', '\\e[C')
    .replace('Left', '\\e[D')
    .replace('Home', '\\e[H')
    .replace('End', '\\e[F')
    .replace('Delete', '\\e[3~')
    .replace('Insert', '\\e[2~')
