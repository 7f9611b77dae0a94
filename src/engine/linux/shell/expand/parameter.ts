import type { Sys } from '../../kernel/calls.ts'
import { complain, fatalStatus } from '../complain.ts'
import { ExitJump, ShellError } from '../errors.ts'
import { partsOf } from '../parse/parts.ts'
import type { Shell } from '../state/shell.ts'
import { isName, splitSubscript } from '../state/variables.ts'
import type { ParameterPart } from '../word.ts'
import type { ExpandContext } from './expand.ts'
import { expandParts, expandSubscript, expandText } from './expand.ts'
import { applyOperation } from './operations.ts'
import type { Item } from './pieces.ts'
import { fieldBreak } from './pieces.ts'
import { refreshClock } from './time-variables.ts'

/** What a parameter is: one text, or a list (`$@`, `${a[*]}`). */
export type ParameterValue =
  | { readonly kind: 'text'; readonly text: string | undefined }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly star: boolean; readonly keys?: readonly string[] }

export function* expandParameter(shell: Shell, part: ParameterPart, context: ExpandContext, out: Item[]): Sys<void> {
  if (!shell.isBash && isBashOnly(shell, part))
    throw new ShellError(shell.dialect.name === 'dash' ? 'Bad substitution' : `syntax error: bad substitution`, 2, true)
  if (part.bad) throw new ShellError(`${part.text}: bad substitution`)
  yield* refreshClock(shell, part.name)
  const { operation } = part
  if (operation?.kind === 'names') {
    const names = shell.variables.names().filter((name) => name.startsWith(part.name) && shell.variables.value(name) !== undefined)
    emit(shell, { kind: 'list', items: names, star: !operation.quotedAsFields }, context, out)
    return
  }
  const own = part.indirect && part.subscript === undefined ? shell.variables.own(part.name) : undefined
  if (own?.nameref && operation === undefined) {
    emit(shell, { kind: 'text', text: own.value }, context, out)
    return
  }
  const { name, subscript } = yield* resolveName(shell, part)
  const list = subscript === '@' || subscript === '*'
  if (part.indirect && part.subscript !== undefined && list) {
    emit(shell, { kind: 'list', items: arrayKeys(shell, part.name), star: subscript === '*' }, context, out)
    return
  }
  const value = parameterValue(shell, name, subscript)
  const shown = part.indirect ? part.name : subscript === undefined ? part.name : `${part.name}[${part.subscript}]`
  if (part.length) {
    if (value.kind === 'text') requireSet(shell, value.text, shown)
    else if (value.items.length === 0 && name !== '@' && name !== '*' && shell.options.has('nounset') && shell.variables.find(name) === undefined)
      throw new ShellError(`${name}: unbound variable`)
    out.push(plain(String(value.kind === 'list' ? value.items.length : characters(value.text ?? '')), context))
    return
  }
  if (operation?.kind === 'default') {
    yield* expandDefault(shell, part, { name, subscript, value, shown }, context, out)
    return
  }
  if (value.kind === 'text' && operation?.kind !== 'transform') requireSet(shell, value.text, shown)
  if (operation === undefined) emit(shell, value, context, out)
  else emit(shell, yield* applyOperation(shell, operation, value, { name, subscript, text: part.text }), context, out)
}

/** Expansions dash and ash do not know; ash knows slices and replacements. */
function isBashOnly(shell: Shell, part: ParameterPart): boolean {
  const kind = part.operation?.kind
  if (part.indirect || part.subscript !== undefined || kind === 'case' || kind === 'transform' || kind === 'names' || part.bad) return true
  return shell.dialect.name === 'dash' && (kind === 'slice' || kind === 'replace')
}

/** Length in characters. */
const characters = (text: string): number => (/[\ud800-\udbff]/.test(text) ? [...text].length : text.length)

const plain = (text: string, context: ExpandContext): Item => ({ text, quoted: context.quoted, splits: context.splits && !context.quoted })

function requireSet(shell: Shell, text: string | undefined, shown: string): void {
  if (text !== undefined || !shell.options.has('nounset')) return
  const name = /^\d/.test(shown) && shell.isBash ? `$${shown}` : shown
  throw new ShellError(shell.isBash ? `${name}: unbound variable` : `${name}: parameter not set`, shell.isBash ? 127 : 2, true)
}

/** The name that is meant, `${!x}` followed. */
function* resolveName(shell: Shell, part: ParameterPart): Sys<{ name: string; subscript: string | undefined }> {
  const subscript = part.subscript === undefined ? undefined : yield* expandSubscript(shell, part.name, part.subscript)
  if (!part.indirect || subscript === '@' || subscript === '*') return { name: part.name, subscript }
  const held = parameterValue(shell, part.name, subscript)
  const text = held.kind === 'text' ? held.text : held.items.join(' ')
  if (text === undefined) {
    if (part.operation?.kind === 'default') return { name: '', subscript: undefined }
    throw new ShellError(`${part.name}: invalid indirect expansion`)
  }
  const target = splitSubscript(text)
  if (!isName(target.name) && !/^(?:\d+|[@*#?$!-])$/.test(target.name)) throw new ShellError(`${text}: invalid variable name`)
  return { name: target.name, subscript: target.subscript === undefined ? undefined : yield* expandSubscript(shell, target.name, target.subscript) }
}

export function parameterValue(shell: Shell, name: string, subscript: string | undefined): ParameterValue {
  if (name === '') return { kind: 'text', text: undefined }
  if (name === '@' || name === '*') return { kind: 'list', items: shell.positional, star: name === '*' }
  if (subscript === '@' || subscript === '*')
    return { kind: 'list', items: arrayValues(shell, name), star: subscript === '*', keys: arrayKeys(shell, name) }
  return { kind: 'text', text: scalar(shell, name, subscript) }
}

function scalar(shell: Shell, name: string, subscript: string | undefined): string | undefined {
  if (/^[A-Za-z_]/.test(name)) return shell.variables.value(name, subscript)
  switch (name) {
    case '#':
      return String(shell.positional.length)
    case '?':
      return String(shell.status)
    case '$':
      return String(shell.pid)
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground)
    case '-':
      return optionLetters(shell)
    case '0':
      return shell.name
    default:
      return shell.positional[Number(name) - 1]
  }
}

const LETTERS: readonly (readonly [option: string, letter: string])[] = [
  ['allexport', 'a'],
  ['notify', 'b'],
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['hashall', 'h'],
  ['keyword', 'k'],
  ['monitor', 'm'],
  ['noexec', 'n'],
  ['privileged', 'p'],
  ['onecmd', 't'],
  ['nounset', 'u'],
  ['verbose', 'v'],
  ['xtrace', 'x'],
  ['braceexpand', 'B'],
  ['noclobber', 'C'],
  ['errtrace', 'E'],
  ['histexpand', 'H'],
  ['physical', 'P'],
  ['functrace', 'T'],
]

/** `$-`. */
export function optionLetters(shell: Shell): string {
  let out = ''
  for (const [option, letter] of LETTERS) {
    if (shell.options.has(option) && (shell.isBash || !'hBH'.includes(letter))) out += letter
    if (option === 'hashall' && shell.interactive) out += 'i'
  }
  return (
    out +
    (shell.input === 'command' && shell.isBash
      ? 'c'
      : shell.input === 'stdin' || (shell.input === 'interactive' && !shell.isBash)
        ? 's'
        : shell.input === 'interactive'
          ? 's'
          : '')
  )
}

export function arrayValues(shell: Shell, name: string): readonly string[] {
  const variable = shell.variables.find(name)
  if (variable?.indexed) return variable.indexed.values()
  if (variable?.associative) return variable.associative.values()
  const dynamic = variable?.dynamic?.read()
  if (typeof dynamic === 'object') return dynamic
  const text = variable?.text
  return text === undefined ? [] : [text]
}

export function arrayKeys(shell: Shell, name: string): readonly string[] {
  const variable = shell.variables.find(name)
  if (variable?.indexed) return variable.indexed.keys().map(String)
  if (variable?.associative) return variable.associative.keys()
  return arrayValues(shell, name).map((_, i) => String(i))
}

/** What `"$*"` puts between: the first character of IFS. */
export const listSeparator = (shell: Shell): string => {
  const ifs = shell.get('IFS')
  return ifs === undefined ? ' ' : ifs.slice(0, 1)
}

function emit(shell: Shell, value: ParameterValue, context: ExpandContext, out: Item[]): void {
  if (value.kind === 'text') {
    if (value.text !== undefined) out.push(plain(value.text, context))
    else if (context.quoted) out.push({ text: '', quoted: true, splits: false })
    return
  }
  if (value.star && (context.quoted || !context.splits)) {
    out.push(plain(value.items.join(listSeparator(shell)), context))
    return
  }
  value.items.forEach((text, i) => {
    if (i > 0) out.push(fieldBreak)
    out.push(plain(text, context))
  })
}

interface Subject {
  readonly name: string
  readonly subscript: string | undefined
  readonly value: ParameterValue
  readonly shown: string
}

/** `${x:-word}` and its kin. */
function* expandDefault(shell: Shell, part: ParameterPart, subject: Subject, context: ExpandContext, out: Item[]): Sys<void> {
  const { operation } = part
  if (operation?.kind !== 'default') return
  const { value } = subject
  const text = value.kind === 'list' ? (value.items.length > 0 ? value.items.join(' ') : undefined) : value.text
  const missing = text === undefined || (operation.colon && text === '')
  if (operation.symbol === '+' ? missing : !missing) {
    if (operation.symbol !== '+') emit(shell, value, context, out)
    else if (context.quoted) out.push({ text: '', quoted: true, splits: false })
    return
  }
  switch (operation.symbol) {
    case '+':
    case '-':
      yield* expandOperand(shell, operation.word, context, out)
      return
    case '=': {
      if (!isName(subject.name)) throw new ShellError(`$${part.name}: cannot assign in this way`)
      const assigned = yield* expandText(shell, operation.word)
      shell.variables.assign(subject.name, assigned, { subscript: subject.subscript })
      out.push(plain(shell.variables.value(subject.name, subject.subscript) ?? assigned, context))
      return
    }
    case '?': {
      const given = yield* expandText(shell, operation.word)
      const message =
        given ||
        (shell.isBash
          ? operation.colon
            ? 'parameter null or not set'
            : 'parameter not set'
          : `parameter not set${operation.colon ? ' or null' : ''}`)
      const status = shell.isBash ? fatalStatus(shell) : 2
      if (shell.interactive) throw new ShellError(`${subject.shown}: ${message}`)
      yield* complain(shell, `${subject.shown}: ${message}`)
      throw new ExitJump(status)
    }
  }
}

/** The word of `${x-word}`: its own quoting counts; unquoted, its literal text is split too. */
function* expandOperand(shell: Shell, word: Parameters<typeof partsOf>[0], context: ExpandContext, out: Item[]): Sys<void> {
  const inner: Item[] = []
  yield* expandParts(shell, partsOf(word), { quoted: context.quoted, splits: context.splits }, inner)
  for (const item of inner) out.push(item === fieldBreak || item.quoted || !context.splits ? item : { ...item, splits: true })
  if (inner.length === 0 && context.quoted) out.push({ text: '', quoted: true, splits: false })
}
