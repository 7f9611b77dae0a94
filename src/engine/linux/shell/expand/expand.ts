import type { Sys } from '../../kernel/calls.ts'
import { escapeRegex } from '../../libc/regex.ts'
import { partsOf } from '../parse/parts.ts'
import { runtime } from '../runtime.ts'
import type { Shell } from '../state/shell.ts'
import type { ArithmeticPart, Part } from '../word.ts'
import { Word } from '../word.ts'
import type { Item } from './pieces.ts'
import { fieldBreak, joinItems, patternOf } from './pieces.ts'
import { expandTilde } from './tilde.ts'
import { refreshClock } from './time-variables.ts'

/**
 * Expansion of words, in bash's order: tilde, parameters, commands and arithmetic from left to right (here); braces before, splitting and
 * pathnames after (words.ts).
 */
export interface ExpandContext {
  /** Inside double quotes. */
  readonly quoted: boolean
  /** Results of unquoted expansions are to be split; `$*` and `$@` may make several words. */
  readonly splits: boolean
  /** The value of an assignment: tildes after colons too. */
  readonly assignment?: boolean
}

export function* expandParts(shell: Shell, parts: readonly Part[], context: ExpandContext, out: Item[]): Sys<void> {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part
    switch (part.kind) {
      case 'literal': {
        const tilde =
          part.text.includes('~') && !context.quoted
            ? yield* expandTilde(shell, part.text, i, parts.length, context.assignment === true, out)
            : part.text
        if (tilde !== '') out.push({ text: tilde, quoted: context.quoted, splits: false })
        break
      }
      case 'quoted':
        out.push({ text: part.text, quoted: true, splits: false })
        break
      case 'double':
        yield* expandDouble(shell, part.parts, context, out)
        break
      case 'parameter':
        yield* runtime().expandParameter(shell, part, context, out)
        break
      case 'command':
        out.push(result(yield* runtime().substitute(shell, part), context))
        break
      case 'arithmetic':
        out.push(result(yield* expandArithmetic(shell, part), context))
        break
      case 'process':
        out.push({ text: yield* runtime().processSubstitution(shell, part), quoted: true, splits: false })
        break
    }
  }
}

const result = (text: string, context: ExpandContext): Item => ({ text, quoted: context.quoted, splits: context.splits && !context.quoted })

function* expandDouble(shell: Shell, parts: readonly Part[], context: ExpandContext, out: Item[]): Sys<void> {
  const inner: Item[] = []
  yield* expandParts(shell, parts, { quoted: true, splits: context.splits }, inner)
  if (inner.length > 0) out.push(...inner)
  else if (!parts.some(isEveryArgument)) out.push({ text: '', quoted: true, splits: false })
}

/** `$@` and `${a[@]}` make no word at all when there is nothing in them. */
const isEveryArgument = (part: Part): boolean => part.kind === 'parameter' && (part.name === '@' || part.subscript === '@')

function* expandArithmetic(shell: Shell, part: ArithmeticPart): Sys<string> {
  return String(shell.variables.arithmetic(yield* arithmeticText(shell, part.expression)))
}

const words = new Map<string, Word>()

/** A word kept for a text met at run time. */
export function keptWord(text: string, mode: Word['mode']): Word {
  const key = `${mode} ${text}`
  let word = words.get(key)
  if (!word) {
    word = new Word(text, mode)
    if (words.size > 1000) words.clear()
    words.set(key, word)
  }
  return word
}

/** Nothing in the arithmetic expression expands or shows the time. */
export const isExpanded = (expression: string): boolean => !/[$`"\\]|SECONDS|EPOCH/.test(expression)

/** The text of an arithmetic expression after expansion. */
export function* arithmeticText(shell: Shell, expression: string): Sys<string> {
  yield* refreshClock(shell, expression)
  if (!/[$`"\\]/.test(expression)) return expression
  return yield* expandText(shell, keptWord(expression, 'double-operand'))
}

/** One text: no splitting, no pathnames. */
export function* expandText(shell: Shell, word: Word, assignment = false): Sys<string> {
  if (word.plain !== undefined) return word.plain
  const out: Item[] = []
  yield* expandParts(shell, partsOf(word), { quoted: word.mode !== 'word', splits: false, assignment }, out)
  return joinItems(out)
}

/** A glob pattern in which quoted text stands for itself. */
export function* expandPattern(shell: Shell, word: Word): Sys<string> {
  if (word.plain !== undefined) return word.plain
  const out: Item[] = []
  yield* expandParts(shell, partsOf(word), { quoted: word.mode !== 'word', splits: false }, out)
  return patternOf(out)
}

/** A regular expression in which quoted text stands for itself. */
export function* expandRegex(shell: Shell, word: Word): Sys<string> {
  const out: Item[] = []
  yield* expandParts(shell, partsOf(word), { quoted: false, splits: false }, out)
  return out.map((item) => (item === fieldBreak ? ' ' : item.quoted ? escapeRegex(item.text) : item.text)).join('')
}

/** A subscript: the key of an associative array, else an expression's text. */
export function* expandSubscript(shell: Shell, name: string, subscript: string): Sys<string> {
  if (subscript === '@' || subscript === '*') return subscript
  if (shell.variables.find(name)?.associative) return yield* expandText(shell, keptWord(subscript, 'word'))
  return yield* arithmeticText(shell, subscript)
}
