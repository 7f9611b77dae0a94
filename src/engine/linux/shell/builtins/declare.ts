import type { Sys } from '../../kernel/calls.ts'
import type { Builtin, ListArgument } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { ExitJump, ShellError } from '../errors.ts'
import { expandSubscript, keptWord } from '../expand/expand.ts'
import { partsOf } from '../parse/parts.ts'
import { functionText } from '../print/print.ts'
import { assignList } from '../state/assign.ts'
import { attributeLetters, declarationOf } from '../state/declaration.ts'
import type { Shell } from '../state/shell.ts'
import { Variable } from '../state/variable.ts'
import { isName } from '../state/variables.ts'
import type { BuiltinOptions } from './options.ts'
import { parseOptions } from './options.ts'

/** declare, typeset, local, export, readonly: one machinery (declare.def, setattr.def). */
const LETTERS = 'aAfFgiIlnrtuxpc'

export const declare: Builtin = function* (shell, args, lists, name) {
  const options = yield* parseOptions(shell, name, args, LETTERS, true)
  if (!options) return 2
  if (name === 'local' && !shell.variables.inFunction) {
    yield* complainOf(shell, name, shell.isBash ? 'can only be used in a function' : 'not in a function')
    if (!shell.isBash && !shell.interactive) throw new ExitJump(2)
    return 1
  }
  if (options.has('f') || options.has('F')) return yield* declareFunctions(shell, name, options)
  const shift = args.length - options.operands.length
  if (options.operands.length === 0) {
    yield* listVariables(shell, name, options)
    return 0
  }
  if (options.has('p')) return yield* showVariables(shell, name, options.operands)
  return yield* declareEach(shell, name, options, lists, shift, (target) => scopeOf(shell, name, options, target))
}

/** The variable to declare: local in a function unless -g. */
function scopeOf(shell: Shell, builtin: string, options: BuiltinOptions, name: string): Variable {
  if (builtin === 'local' || (shell.variables.inFunction && !options.has('g') && builtin !== 'export' && builtin !== 'readonly')) {
    return shell.variables.local(name, options.has('I') || (builtin === 'local' && shell.dialect.name === 'ash'))
  }
  const scope = options.has('g') ? shell.variables.global : undefined
  const target = options.has('n') || options.has('+n') ? name : (shell.variables.target(name) ?? name)
  let variable = scope ? scope.get(target) : shell.variables.own(target)
  if (variable && !scope && shell.variables.scopes.at(-1)?.kind === 'command' && shell.variables.scopes.at(-1)?.variables.get(target) === variable) {
    const { value } = variable
    variable = shell.variables.global.get(target) ?? new Variable()
    if (!variable.isArray) variable.value = value
    shell.variables.global.set(target, variable)
  }
  if (!variable) {
    variable = new Variable()
    ;(scope ?? shell.variables.global).set(target, variable)
  }
  return variable
}

export function* declareEach(
  shell: Shell,
  builtin: string,
  options: BuiltinOptions,
  lists: ReadonlyMap<number, ListArgument>,
  shift: number,
  variableOf: (name: string) => Variable,
): Sys<number> {
  let status = 0
  for (const [i, operand] of options.operands.entries()) {
    if (operand === '-' && builtin === 'local') {
      keepOptions(shell)
      continue
    }
    const list = lists.get(i + shift)
    const match = /^([A-Za-z_]\w*)(?:\[([\s\S]*?)\])?(?:(\+?)=([\s\S]*))?$/.exec(operand)
    if (!list && !match) {
      const shown = operand
      yield* complainOf(shell, builtin, shell.isBash ? `\`${shown}': not a valid identifier` : `${shown.replace(/=.*/, '')}: bad variable name`)
      status = 1
      continue
    }
    const name = list?.name ?? (match?.[1] as string)
    const problem = yield* declareOne(shell, options, name, variableOf(name), list, match)
    if (problem === undefined) continue
    yield* complainOf(shell, builtin, problem)
    status = 1
  }
  if (status !== 0 && !shell.isBash && !shell.interactive) throw new ExitJump(2)
  return status
}

/** `local -`: options go back to what they are now when the function returns. */
function keepOptions(shell: Shell): void {
  const frame = shell.frames.at(-1)
  if (frame) frame.options ??= new Set(shell.options.names())
}

function* declareOne(
  shell: Shell,
  options: BuiltinOptions,
  name: string,
  variable: Variable,
  list: ListArgument | undefined,
  match: RegExpExecArray | null,
): Sys<string | undefined> {
  const assigns = list !== undefined || match?.[4] !== undefined
  if (variable.readonly && (assigns || options.has('+r'))) return `${name}: ${shell.isBash ? 'readonly variable' : 'is read only'}`
  if (options.has('A') && variable.indexed) return `${name}: cannot convert indexed to associative array`
  if (options.has('a') && variable.associative) return `${name}: cannot convert associative to indexed array`
  if ((options.has('+a') || options.has('+A')) && variable.isArray) return `${name}: cannot destroy array variables in this way`
  const readonly = options.has('r')
  if (options.has('A')) shell.variables.makeAssociative(variable)
  else if (options.has('a') || (match?.[2] !== undefined && !variable.isArray)) shell.variables.makeIndexed(variable)
  if (options.has('n') && match?.[4] !== undefined) {
    if (match[4] === name) return `${name}: nameref variable self references not allowed`
    if (!isName(match[4].replace(/\[.*\]$/, ''))) return `\`${match[4]}': invalid variable name for name reference`
  }
  setAttributes(variable, options)
  try {
    if (list) {
      if (!variable.isArray) variable.value = undefined
      if (!variable.associative) shell.variables.makeIndexed(variable)
      yield* assignList(shell, variable, name, list.words, list.append)
    } else if (match?.[4] !== undefined) yield* assignDeclared(shell, name, variable, match)
  } catch (problem) {
    if (problem instanceof ShellError && !problem.fatal) return problem.message
    throw problem
  }
  if (readonly) variable.readonly = true
  if (shell.options.has('allexport') && assigns) variable.exported = true
  return undefined
}

function* assignDeclared(shell: Shell, name: string, variable: Variable, match: RegExpExecArray): Sys<void> {
  const value = match[4] as string
  const append = match[3] === '+'
  if (match[2] === undefined && variable.isArray && /^\([\s\S]*\)$/.test(value) && shell.isBash) {
    // A list that came as a text: `declare -a "x=(1 2)"`.
    const words = listWords(value.slice(1, -1))
    yield* assignList(shell, variable, name, words, append)
    return
  }
  const subscript = match[2] === undefined ? undefined : yield* expandSubscript(shell, name, match[2])
  shell.variables.store(variable, name, value, subscript, append)
}

/** Splits the inside of a list given as text at unquoted blanks. */
function listWords(text: string): ReturnType<typeof keptWord>[] {
  const words: string[] = []
  let word = ''
  for (const part of text.match(/\\.|'[^']*'|"(?:\\.|[^"])*"|\s+|[^\s'"\\]+/g) ?? []) {
    if (!/^\s/.test(part)) word += part
    else if (word !== '') {
      words.push(word)
      word = ''
    }
  }
  if (word !== '') words.push(word)
  return words.map((each) => {
    const kept = keptWord(each, 'word')
    partsOf(kept)
    return kept
  })
}

function setAttributes(variable: Variable, options: BuiltinOptions): void {
  const set = (letter: string, apply: (value: boolean) => void) => {
    if (options.has(letter)) apply(true)
    if (options.has(`+${letter}`)) apply(false)
  }
  set('x', (value) => {
    variable.exported = value
  })
  set('i', (value) => {
    variable.integer = value
  })
  set('t', (value) => {
    variable.traced = value
  })
  set('n', (value) => {
    variable.nameref = value
  })
  set('l', (value) => {
    variable.lowercase = value
    if (value) variable.uppercase = false
  })
  set('u', (value) => {
    variable.uppercase = value
    if (value) variable.lowercase = false
  })
  set('c', (value) => {
    variable.capitalised = value
  })
}

function* listVariables(shell: Shell, builtin: string, options: BuiltinOptions): Sys<void> {
  const wanted = [...'aAilnrtux'].filter((letter) => options.has(letter))
  const local = builtin === 'local' ? shell.variables.functionScope().variables : undefined
  for (const name of shell.variables.names()) {
    const variable = shell.variables.own(name)
    if (!variable || (local && local.get(name) !== variable)) continue
    const letters = attributeLetters(variable)
    if (!wanted.every((letter) => letters.includes(letter))) continue
    if (wanted.length > 0 || options.has('p') || (local && shell.dialect.major >= 5)) yield* print(`${declarationOf(name, variable)}\n`)
    else yield* printPlain(name, variable)
  }
  if (wanted.length === 0 && !options.has('p') && builtin !== 'local') {
    for (const name of [...shell.functions.keys()].sort())
      yield* print(
        `${functionText(name, (shell.functions.get(name) as { definition: { body: Parameters<typeof functionText>[1] } }).definition.body)}\n`,
      )
  }
}

function* printPlain(name: string, variable: Variable): Sys<void> {
  const text = declarationOf(name, variable).replace(/^declare -\S+ /, '')
  if (variable.isArray || variable.text !== undefined) yield* print(`${variable.isArray ? text : `${name}=${listing(variable.text as string)}`}\n`)
}

function listing(text: string): string {
  return /^[\w./:=@%+,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

export function* showVariables(shell: Shell, builtin: string, names: readonly string[]): Sys<number> {
  let status = 0
  for (const name of names) {
    const variable = shell.variables.own(name)
    if (variable) yield* print(`${declarationOf(name, variable)}\n`)
    else {
      yield* complainOf(shell, builtin, `${name}: not found`)
      status = 1
    }
  }
  return status
}

function* declareFunctions(shell: Shell, builtin: string, options: BuiltinOptions): Sys<number> {
  const named = options.operands.length > 0
  let status = 0
  for (const name of named ? options.operands : [...shell.functions.keys()].sort()) {
    const known = shell.functions.get(name)
    if (!known) {
      status = 1
      continue
    }
    if (options.has('r') && named) shell.readonlyFunctions.add(name)
    else if ((options.has('x') || options.has('+x')) && named) known.exported = options.has('x')
    else if (options.has('F'))
      yield* print(named ? `${name}\n` : `declare -f${known.exported ? 'x' : ''}${shell.readonlyFunctions.has(name) ? 'r' : ''} ${name}\n`)
    else yield* print(`${functionText(name, known.definition.body)}\n`)
  }
  if (status !== 0 && options.has('r')) yield* complainOf(shell, builtin, 'not a function')
  return status
}

/** export and readonly. */
const marking = (letter: 'x' | 'r'): Builtin =>
  function* (shell, args, lists, name) {
    const options = yield* parseOptions(shell, name, args, shell.isBash ? 'aAfnp' : 'p')
    if (!options) return 2
    if (options.has('f')) return yield* markFunctions(shell, name, letter, options)
    if (options.operands.length === 0 || options.has('p')) {
      yield* listMarked(shell, name, letter, options)
      return 0
    }
    const with_ = new Map(options.letters)
    with_.set(options.has('n') ? `+${letter}` : letter, '')
    with_.delete('n')
    const marked: BuiltinOptions = { ...options, letters: with_, has: (each) => with_.has(each) }
    const shift = args.length - options.operands.length
    return yield* declareEach(shell, name, marked, lists, shift, (target) => scopeOf(shell, name, marked, target))
  }

function* markFunctions(shell: Shell, builtin: string, letter: 'x' | 'r', options: BuiltinOptions): Sys<number> {
  let status = 0
  for (const name of options.operands) {
    const known = shell.functions.get(name)
    if (!known) {
      yield* complainOf(shell, builtin, `${name}: not a function`)
      status = 1
    } else if (letter === 'r') shell.readonlyFunctions.add(name)
    else known.exported = !options.has('n')
  }
  return status
}

function* listMarked(shell: Shell, builtin: string, letter: 'x' | 'r', options: BuiltinOptions): Sys<void> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.own(name)
    if (!variable || !(letter === 'x' ? variable.exported : variable.readonly)) continue
    if ((options.has('a') && !variable.indexed) || (options.has('A') && !variable.associative)) continue
    if (shell.isBash) yield* print(`${declarationOf(name, variable)}\n`)
    else yield* print(`${builtin} ${name}${variable.text === undefined ? '' : `='${variable.text.replaceAll("'", "'\"'\"'")}'`}\n`)
  }
}

export const exportBuiltin = marking('x')
export const readonlyBuiltin = marking('r')
