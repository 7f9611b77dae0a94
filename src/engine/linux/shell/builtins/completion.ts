import type { Sys } from '../../kernel/calls.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { sources } from '../completion/candidates.ts'
import { generate } from '../completion/generate.ts'
import { singleQuote } from '../expand/quote.ts'
import type { CompletionSpec, Shell } from '../state/shell.ts'
import { bucketOrder } from '../state/variable.ts'
import type { BuiltinOptions } from './options.ts'
import { parseOptions } from './options.ts'

/** complete, compgen, compopt. */
const LETTER_ACTIONS: Readonly<Record<string, string>> = {
  a: 'alias',
  b: 'builtin',
  c: 'command',
  d: 'directory',
  e: 'export',
  f: 'file',
  g: 'group',
  j: 'job',
  k: 'keyword',
  s: 'service',
  u: 'user',
  v: 'variable',
}
const OPTIONS = new Set(['bashdefault', 'default', 'dirnames', 'filenames', 'noquote', 'nosort', 'nospace', 'plusdirs'])
const SPEC = 'abcdefgjksuvo:A:G:W:F:C:X:P:S:'

/** Letters repeat (-A -A, -o -o), so the arguments are read again in order. */
function* specOf(shell: Shell, name: string, args: readonly string[], options: BuiltinOptions): Sys<CompletionSpec | undefined> {
  const actions = options.given.map((letter) => LETTER_ACTIONS[letter]).filter((action) => action !== undefined)
  const chosen = new Set<string>()
  for (let i = 0; i < args.length - options.operands.length; i++) {
    const match = /^-[a-z]*([oA])(.*)$/.exec(args[i] as string)
    if (!match) continue
    const value = match[2] === '' ? (args[++i] ?? '') : (match[2] as string)
    if (match[1] === 'A') {
      if (!sources[value]) {
        yield* complainOf(shell, name, `${value}: invalid action name`)
        return undefined
      }
      actions.push(value)
    } else if (OPTIONS.has(value)) chosen.add(value)
    else {
      yield* complainOf(shell, name, `${value}: invalid option name`)
      return undefined
    }
  }
  const value = (letter: string) => options.letters.get(letter)
  return {
    actions,
    options: chosen,
    globPattern: value('G'),
    words: value('W'),
    functionName: value('F'),
    command: value('C'),
    filter: value('X'),
    prefix: value('P'),
    suffix: value('S'),
  }
}

export const complete: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, `prDEI${SPEC}`)
  if (!options) return 2
  const special = ['D', 'E', 'I'].filter((letter) => options.has(letter)).map((letter) => `-${letter}`)
  const names = [...special, ...options.operands]
  if (options.has('r')) {
    if (names.length === 0) shell.completions.clear()
    return yield* eachKnown(shell, name, names, (each) => shell.completions.delete(each))
  }
  if (options.has('p') || args.length === 0) {
    let status = 0
    for (const each of names.length > 0 ? names : bucketOrder([...shell.completions.keys()], 512)) {
      const spec = shell.completions.get(each)
      if (spec) yield* print(`${specText(spec)} ${each}\n`)
      else {
        yield* complainOf(shell, name, `${each}: no completion specification`)
        status = 1
      }
    }
    return status
  }
  const spec = yield* specOf(shell, name, args, options)
  if (!spec) return 2
  if (names.length === 0) {
    yield* complainOf(
      shell,
      name,
      'usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]',
    )
    return 2
  }
  for (const each of names) shell.completions.set(each, spec)
  return 0
}

function* eachKnown(shell: Shell, builtin: string, names: readonly string[], act: (name: string) => boolean): Sys<number> {
  let status = 0
  for (const each of names) {
    if (act(each)) continue
    yield* complainOf(shell, builtin, `${each}: no completion specification`)
    status = 1
  }
  return status
}

function specText(spec: CompletionSpec): string {
  const letters = new Map(Object.entries(LETTER_ACTIONS).map(([letter, action]) => [action, `-${letter}`]))
  const parts = [
    'complete',
    ...[...spec.options].map((option) => `-o ${option}`),
    ...spec.actions.map((action) => letters.get(action) ?? `-A ${action}`),
  ]
  const add = (letter: string, value: string | undefined, quoted = true) => {
    if (value !== undefined) parts.push(`-${letter} ${quoted ? singleQuote(value) : value}`)
  }
  add('G', spec.globPattern)
  add('W', spec.words)
  add('P', spec.prefix)
  add('S', spec.suffix)
  add('X', spec.filter)
  add('F', spec.functionName, false)
  add('C', spec.command)
  return parts.join(' ')
}

export const compgen: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, SPEC)
  if (!options) return 2
  const spec = yield* specOf(shell, name, args, options)
  if (!spec) return 2
  const [word = ''] = options.operands
  const made = yield* generate(shell, spec, word, undefined)
  for (const each of made.words) yield* print(`${each}\n`)
  return made.words.length > 0 ? 0 : 1
}

export const compopt: Builtin = function* (shell, args, _lists, name) {
  const names: string[] = []
  const on: string[] = []
  const off: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '-o' || arg === '+o') {
      const option = args[++i] ?? ''
      if (!OPTIONS.has(option)) {
        yield* complainOf(shell, name, `${option}: invalid option name`)
        return 2
      }
      ;(arg === '-o' ? on : off).push(option)
    } else names.push(arg)
  }
  if (names.length === 0) {
    yield* complainOf(shell, name, 'not currently executing completion function')
    return 1
  }
  return yield* eachKnown(shell, name, names, (each) => {
    const spec = shell.completions.get(each)
    if (!spec) return false
    const options = new Set([...spec.options, ...on].filter((option) => !off.includes(option)))
    shell.completions.set(each, { ...spec, options })
    return true
  })
}
