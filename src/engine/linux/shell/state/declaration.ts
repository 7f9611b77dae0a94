import { doubleQuote } from '../expand/quote.ts'
import type { Variable } from './variable.ts'

/** Attributes as `declare` takes them, without the dash, in the order bash prints them. */
export function attributeLetters(variable: Variable): string {
  return [
    variable.indexed || Array.isArray(variable.dynamic?.read()) ? 'a' : '',
    variable.associative ? 'A' : '',
    variable.integer ? 'i' : '',
    variable.nameref ? 'n' : '',
    variable.readonly ? 'r' : '',
    variable.traced ? 't' : '',
    variable.exported ? 'x' : '',
    variable.capitalised ? 'c' : '',
    variable.lowercase ? 'l' : '',
    variable.uppercase ? 'u' : '',
  ].join('')
}

/** What `declare -p` prints, without the newline: `declare -a x=([0]="1")`. */
export function declarationOf(name: string, variable: Variable): string {
  const letters = attributeLetters(variable)
  const value = valueText(variable)
  return `declare -${letters === '' ? '-' : letters} ${name}${value === undefined ? '' : `=${value}`}`
}

function valueText(variable: Variable): string | undefined {
  const { indexed, associative, dynamic } = variable
  if (variable.declaredOnly) return undefined
  if (indexed) {
    const keys = indexed.keys()
    return `(${keys.map((key) => `[${key}]=${doubleQuote(indexed.get(key) as string)}`).join(' ')})`
  }
  if (associative) {
    const pairs = associative.keys().map((key) => `[${quoteKey(key)}]=${doubleQuote(associative.get(key) as string)} `)
    return `(${pairs.join('')})`
  }
  const read = dynamic?.read()
  if (typeof read === 'object') return `(${read.map((item, i) => `[${i}]=${doubleQuote(item)}`).join(' ')})`
  const text = variable.text
  return text === undefined ? undefined : doubleQuote(text)
}

/** Keys with special characters are quoted. */
export const quoteKey = (key: string): string => (/^[\w.@%+:/-]+$/.test(key) && key !== '@' ? key : doubleQuote(key))

/** An array's value as `set` prints it. */
export const arrayText = (variable: Variable): string | undefined => (variable.isArray ? valueText(variable) : undefined)
