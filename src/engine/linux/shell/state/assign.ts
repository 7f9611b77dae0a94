import type { Sys } from '../../kernel/calls.ts'
import { ShellError } from '../errors.ts'
import { expandSubscript, expandText } from '../expand/expand.ts'
import { expandWord } from '../expand/words.ts'
import { lexical } from '../parse/nested.ts'
import type { Assignment } from '../syntax.ts'
import { Word } from '../word.ts'
import type { Shell } from './shell.ts'
import type { Variable } from './variable.ts'
import { IndexedArray } from './variable.ts'

/** Performs `name=value`, `name[i]=value`, `name=( … )`; returns the text assigned, for tracing. */
export function* assign(shell: Shell, node: Assignment): Sys<string> {
  if (isList(node.value)) {
    const variable = arrayTarget(shell, node.name)
    if (node.subscript !== undefined) throw new ShellError(`${node.name}[${node.subscript}]: cannot assign list to array member`)
    yield* assignList(shell, variable, node.name, node.value, node.append)
    return node.text.slice(node.text.indexOf('=') + 1)
  }
  const value = yield* expandText(shell, node.value, true)
  const subscript = node.subscript === undefined ? undefined : yield* checkedSubscript(shell, node.name, node.subscript)
  shell.variables.assign(node.name, value, { subscript, append: node.append })
  return value
}

export const isList = (value: Assignment['value']): value is readonly Word[] => Array.isArray(value)

function* checkedSubscript(shell: Shell, name: string, text: string): Sys<string> {
  if (text.trim() === '' || text === '@' || text === '*') {
    const associative = shell.variables.find(name)?.associative !== undefined
    if (!associative || text === '') throw new ShellError(`${name}[${text}]: bad array subscript`)
    return text
  }
  return yield* expandSubscript(shell, name, text)
}

function arrayTarget(shell: Shell, name: string): Variable {
  const variable = shell.variables.find(name) ?? shell.put(shell.variables.target(name) ?? name, '')
  if (variable.readonly) throw new ShellError(`${name}: readonly variable`)
  return variable
}

/** Assigns the elements of a parenthesised list. They are expanded before the old value goes. */
export function* assignList(shell: Shell, variable: Variable, name: string, words: readonly Word[], append: boolean): Sys<void> {
  const elements = yield* listElements(shell, variable, name, words)
  if (!append) {
    if (variable.associative) {
      const fresh = variable.copy()
      fresh.associative = undefined
      shell.variables.makeAssociative(fresh)
      variable.associative = fresh.associative
    } else {
      variable.indexed = new IndexedArray()
      variable.dynamic = undefined
    }
    variable.value = undefined
  } else if (!variable.isArray) {
    if (variable.value === '') variable.value = undefined
    shell.variables.makeIndexed(variable)
  }
  variable.declaredOnly = false
  let next = variable.indexed?.end ?? 0
  for (const element of elements) {
    const subscript = element.subscript ?? String(next)
    shell.variables.store(variable, name, element.value, subscript, element.append)
    if (variable.indexed) next = shell.variables.index(subscript, variable.indexed.end) + 1
  }
}

interface Element {
  readonly subscript: string | undefined
  readonly value: string
  readonly append: boolean
}

function* listElements(shell: Shell, variable: Variable, name: string, words: readonly Word[]): Sys<Element[]> {
  const elements: Element[] = []
  const plain: string[] = []
  for (const word of words) {
    const close = word.text.startsWith('[') ? lexical.balanced(word.text, 0, '[', ']') : 0
    const operator = close > 0 ? /^\+?=/.exec(word.text.slice(close))?.[0] : undefined
    if (operator !== undefined) {
      const raw = word.text.slice(1, close - 1)
      const subscript = variable.associative ? yield* expandText(shell, new Word(raw)) : yield* expandSubscript(shell, name, raw)
      const value = yield* expandText(shell, new Word(word.text.slice(close + operator.length)), true)
      elements.push({ subscript, value, append: operator === '+=' })
      continue
    }
    const expanded: string[] = []
    yield* expandWord(shell, word, expanded)
    if (variable.associative) plain.push(...expanded)
    else elements.push(...expanded.map((value) => ({ subscript: undefined, value, append: false })))
  }
  if (plain.length > 0 && (shell.dialect.major < 5 || elements.length > 0))
    throw new ShellError(`${name}: ${plain[0]}: must use subscript when assigning associative array`)
  for (let i = 0; i < plain.length; i += 2) elements.push({ subscript: plain[i], value: plain[i + 1] ?? '', append: false })
  return elements
}
