import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { singleQuote } from '../expand/quote.ts'
import type { Shell } from '../state/shell.ts'
import { parseOptions, showUsage } from './options.ts'

export const alias: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'p')
  if (!options) return 2
  if (options.operands.length === 0 || options.has('p')) {
    for (const each of [...shell.aliases.keys()].sort()) yield* show(shell, each)
  }
  let status = 0
  for (const operand of options.operands) {
    const equals = operand.indexOf('=', 1)
    const word = equals > 0 ? operand.slice(0, equals) : operand
    if (equals > 0) {
      if (/[\s$`'"\\/&|;<>()]/.test(word)) {
        yield* complainOf(shell, name, `\`${word}': invalid alias name`)
        status = 1
      } else shell.aliases.set(word, operand.slice(equals + 1))
    } else if (shell.aliases.has(word)) yield* show(shell, word)
    else {
      if (shell.isBash) yield* complainOf(shell, name, `${word}: not found`)
      else yield* write(2, `${name}: ${word} not found\n`)
      status = 1
    }
  }
  return status
}

function* show(shell: Shell, name: string): Sys<void> {
  const value = singleQuote(shell.aliases.get(name) ?? '')
  yield* print(shell.isBash ? `alias ${name}=${value}\n` : `${name}=${value}\n`)
}

export const unalias: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'a')
  if (!options) return 2
  if (options.has('a')) shell.aliases.clear()
  else if (options.operands.length === 0) {
    yield* showUsage(shell, name)
    return 2
  }
  let status = 0
  for (const each of options.operands) {
    if (shell.aliases.delete(each)) continue
    yield* complainOf(shell, name, `${each}: not found`)
    status = 1
  }
  return status
}
