import type { Sys } from '../../kernel/calls.ts'
import { globRegex, globSource } from '../../libc/glob.ts'
import { ShellError } from '../errors.ts'
import { partsOf } from '../parse/parts.ts'
import type { Shell } from '../state/shell.ts'
import type { ParameterOperation } from '../word.ts'
import { arithmeticText, expandParts, expandPattern } from './expand.ts'
import type { ParameterValue } from './parameter.ts'
import type { Item } from './pieces.ts'
import { fieldBreak } from './pieces.ts'
import { transform } from './transform.ts'

/** What an operation is applied to, for those that look at more than the value. */
export interface OperationSubject {
  readonly name: string
  readonly subscript: string | undefined
  readonly text: string
}

/** Removal, replacement, slices, letter case, transformation: on every element of a list. */
export function* applyOperation(shell: Shell, operation: ParameterOperation, value: ParameterValue, subject: OperationSubject): Sys<ParameterValue> {
  if (operation.kind === 'slice') return yield* slice(shell, operation, value, subject)
  if (operation.kind === 'transform') return yield* transform(shell, operation.letter, value, subject)
  const change = yield* changeOf(shell, operation)
  if (value.kind === 'list') return { ...value, items: value.items.map(change) }
  return value.text === undefined ? value : { kind: 'text', text: change(value.text) }
}

function* changeOf(shell: Shell, operation: ParameterOperation): Sys<(text: string) => string> {
  const extended = shell.options.has('extglob')
  switch (operation.kind) {
    case 'remove': {
      const regex = globRegex(yield* expandPattern(shell, operation.pattern), { extended })
      return (text) => removePart(text, regex, operation.symbol)
    }
    case 'replace': {
      const source = globSource(yield* expandPattern(shell, operation.pattern), { extended })
      const pieces = yield* replacementPieces(shell, operation)
      const nocase = shell.options.has('nocasematch')
      return (text) => replacePart(text, source, operation, pieces, nocase)
    }
    case 'case': {
      const pattern = operation.pattern ? yield* expandPattern(shell, operation.pattern) : ''
      const regex = globRegex(pattern === '' ? '?' : pattern, { extended })
      return (text) => changeCase(text, regex, operation.symbol)
    }
    default:
      return (text) => text
  }
}

/** `#` and `%` remove the shortest, `##` and `%%` the longest matching part. */
function removePart(text: string, regex: RegExp, symbol: '#' | '##' | '%' | '%%'): string {
  const { length } = text
  switch (symbol) {
    case '#':
      for (let i = 0; i <= length; i++) if (regex.test(text.slice(0, i))) return text.slice(i)
      return text
    case '##':
      for (let i = length; i >= 0; i--) if (regex.test(text.slice(0, i))) return text.slice(i)
      return text
    case '%':
      for (let i = length; i >= 0; i--) if (regex.test(text.slice(i))) return text.slice(0, i)
      return text
    case '%%':
      for (let i = 0; i <= length; i++) if (regex.test(text.slice(i))) return text.slice(0, i)
      return text
  }
}

type Replace = Extract<ParameterOperation, { kind: 'replace' }>

/** Text of the replacement; undefined stands for the match (`&`, with patsub_replacement). */
function* replacementPieces(shell: Shell, operation: Replace): Sys<readonly (string | undefined)[]> {
  const items: Item[] = []
  yield* expandParts(shell, partsOf(operation.replacement), { quoted: operation.replacement.mode !== 'word', splits: false }, items)
  const ampersands = shell.options.has('patsub_replacement')
  const pieces: (string | undefined)[] = []
  for (const item of items) {
    if (item === fieldBreak) pieces.push(' ')
    else if ((item.quoted && operation.replacement.mode === 'word') || !ampersands || !item.text.includes('&')) pieces.push(item.text)
    else {
      for (const token of item.text.match(/\\&|&|[^&\\]+|\\/g) ?? []) pieces.push(token === '&' ? undefined : token === '\\&' ? '&' : token)
    }
  }
  return pieces
}

function replacePart(text: string, source: string, operation: Replace, pieces: readonly (string | undefined)[], nocase: boolean): string {
  if (source === '') return operation.anchor === '#' ? pieces.join('') + text : operation.anchor === '%' ? text + pieces.join('') : text
  const anchored = operation.anchor === '#' ? `^(?:${source})` : operation.anchor === '%' ? `(?:${source})$` : `(?:${source})`
  const regex = new RegExp(anchored, `su${operation.all ? 'g' : ''}${nocase ? 'i' : ''}`)
  return text.replace(regex, (match) => (match === '' && operation.all ? '' : pieces.map((piece) => piece ?? match).join('')))
}

function changeCase(text: string, regex: RegExp, symbol: string): string {
  const change = (c: string): string => {
    if (!regex.test(c)) return c
    if (symbol[0] === '^') return c.toUpperCase()
    if (symbol[0] === ',') return c.toLowerCase()
    return c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()
  }
  const letters = [...text]
  return letters.map((c, i) => (i === 0 || symbol.length === 2 ? change(c) : c)).join('')
}

type Slice = Extract<ParameterOperation, { kind: 'slice' }>

function* slice(shell: Shell, operation: Slice, value: ParameterValue, subject: OperationSubject): Sys<ParameterValue> {
  if (value.kind === 'text' ? value.text === undefined : value.items.length === 0 && subject.name !== '@' && subject.name !== '*') return value
  const offset = Number(shell.variables.arithmetic(yield* arithmeticText(shell, operation.offset)))
  const lengthText = operation.length
  const length = lengthText === undefined ? undefined : Number(shell.variables.arithmetic(yield* arithmeticText(shell, lengthText)))
  if (value.kind === 'list') return { ...value, items: sliceList(shell, value, subject, offset, length, lengthText ?? '') }
  if (value.text === undefined) return value
  const letters = /[\ud800-\udbff]/.test(value.text) ? [...value.text] : value.text
  const from = offset < 0 ? offset + letters.length : offset
  if (from < 0 || from > letters.length) return { kind: 'text', text: '' }
  const to = length === undefined ? letters.length : length < 0 ? letters.length + length : from + length
  if (to < from) throw new ShellError(`${lengthText}: substring expression < 0`)
  const part = letters.slice(from, to)
  return { kind: 'text', text: typeof part === 'string' ? part : part.join('') }
}

function sliceList(
  shell: Shell,
  value: Extract<ParameterValue, { kind: 'list' }>,
  subject: OperationSubject,
  offset: number,
  length: number | undefined,
  lengthText: string,
): readonly string[] {
  if (length !== undefined && length < 0) throw new ShellError(`${lengthText.trim()}: substring expression < 0`)
  const positional = subject.name === '@' || subject.name === '*'
  const items = positional ? [shell.name, ...value.items] : value.items
  const indexes = positional || !shell.variables.find(subject.name)?.indexed ? items.map((_, i) => i) : (value.keys ?? []).map(Number)
  const end = (indexes.at(-1) ?? -1) + 1
  const from = offset < 0 ? offset + end : offset
  if (from < 0) return []
  const first = indexes.findIndex((index) => index >= from)
  return first < 0 ? [] : items.slice(first, length === undefined ? undefined : first + length)
}
