import type { Sys } from '../../kernel/calls.ts'
import { unescapeAnsi } from '../parse/ansi.ts'
import { attributeLetters, declarationOf } from '../state/declaration.ts'
import type { Shell } from '../state/shell.ts'
import type { OperationSubject } from './operations.ts'
import type { ParameterValue } from './parameter.ts'
import { prompt } from './prompt.ts'
import { doubleQuote, reusableQuote } from './quote.ts'

/** `${x@Q}` and the other letters. */
export function* transform(shell: Shell, letter: string, value: ParameterValue, subject: OperationSubject): Sys<ParameterValue> {
  const variable = shell.variables.find(subject.name)
  if (letter === 'a') {
    const letters = variable ? attributeLetters(variable) : ''
    return value.kind === 'list' ? { ...value, items: value.items.map(() => letters) } : { kind: 'text', text: variable ? letters : undefined }
  }
  if (letter === 'A' && variable && (value.kind === 'list' || subject.subscript === undefined)) {
    const letters = attributeLetters(variable)
    if (variable.isArray) return { kind: 'text', text: declarationOf(subject.name, variable) }
    return { kind: 'text', text: `${letters === '' ? '' : `declare -${letters} `}${subject.name}=${reusableQuote(variable.text ?? '')}` }
  }
  if ((letter === 'K' || letter === 'k') && value.kind === 'list') {
    const keys = value.keys ?? []
    if (letter === 'k') return { ...value, items: value.items.flatMap((item, i) => [keys[i] ?? '', item]) }
    return { kind: 'text', text: value.items.map((item, i) => `${keys[i]} ${doubleQuote(item)}`).join(' ') + (variable?.associative ? ' ' : '') }
  }
  const change = (text: string) => changeText(letter, text)
  if (letter === 'P') {
    if (value.kind === 'list') {
      const items: string[] = []
      for (const item of value.items) items.push(yield* prompt(shell, item))
      return { ...value, items }
    }
    return { kind: 'text', text: value.text === undefined ? undefined : yield* prompt(shell, value.text) }
  }
  if (value.kind === 'list') return { ...value, items: value.items.map(change) }
  return { kind: 'text', text: value.text === undefined ? undefined : change(value.text) }
}

function changeText(letter: string, text: string): string {
  switch (letter) {
    case 'Q':
    case 'K':
    case 'k':
      return reusableQuote(text)
    case 'U':
      return text.toUpperCase()
    case 'u':
      return text.charAt(0).toUpperCase() + text.slice(1)
    case 'L':
      return text.toLowerCase()
    case 'E':
      return unescapeAnsi(text)
    default:
      return text
  }
}
