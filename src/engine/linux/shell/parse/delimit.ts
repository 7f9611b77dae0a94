import { ConditionalProblem } from './conditional.ts'
import type { GrammarSettings } from './grammar.ts'
import { forName, Grammar } from './grammar.ts'
import { Unterminated } from './lexical.ts'
import type { OpenHereDocument } from './tokens.ts'
import { UnexpectedToken } from './tokens.ts'

/** What the text holds from an offset on, read as bash reads: one line's complete commands at a time. */
export type Delimited =
  | { readonly kind: 'end' }
  | { readonly kind: 'empty'; readonly end: number }
  | {
      readonly kind: 'complete'
      /** The commands' text with aliases put in. */
      readonly text: string
      /** Offset in the given text after them. */
      readonly end: number
      /** Here-documents that the end of the text cut. */
      readonly openHereDocuments: readonly OpenHereDocument[]
    }
  | { readonly kind: 'error'; readonly problem: SyntaxProblem }

/** A syntax error before it is worded. */
export interface SyntaxProblem {
  readonly kind: 'token' | 'end' | 'unterminated' | 'conditional'
  /** The unexpected token as bash shows it, or the missing delimiter. */
  readonly token: string
  readonly message?: string | undefined
  /** A loop's name was expected. */
  readonly badName?: boolean
  /** The one token that could stand there. */
  readonly expected?: string | undefined
  /** Where, as an offset in the given text. */
  readonly at: number
  /** More input could still complete the command. */
  readonly incomplete: boolean
  /** Exit status of a shell that it ends, where it is not 2. */
  readonly status?: number
}

/** `text` ends in a newline. */
export function delimit(text: string, from: number, settings: GrammarSettings): Delimited {
  const grammar = new Grammar(text, from, settings)
  // Aliases change the text before the position; what follows stays as far from the end as it was.
  const original = (at: number) => Math.max(from, text.length - (grammar.tokens.text.length - at))
  try {
    const outcome = grammar.line()
    const end = original(grammar.tokens.position)
    if (outcome === 'end') return grammar.tokens.continued ? { kind: 'error', problem: endOfInput(end) } : { kind: 'end' }
    if (outcome === 'empty') return { kind: 'empty', end }
    return {
      kind: 'complete',
      text: grammar.tokens.text.slice(from, grammar.tokens.position),
      end,
      openHereDocuments: grammar.tokens.openHereDocuments,
    }
  } catch (problem) {
    return { kind: 'error', problem: explain(problem, original) }
  }
}

const endOfInput = (at: number): SyntaxProblem => ({ kind: 'end', token: '', at, incomplete: true })

function explain(problem: unknown, original: (at: number) => number): SyntaxProblem {
  if (problem instanceof Unterminated)
    return { kind: 'unterminated', token: problem.delimiter, at: original(problem.at), incomplete: true, status: problem.status }
  if (problem instanceof ConditionalProblem) {
    return {
      kind: 'conditional',
      token: problem.token.kind === 'newline' ? 'newline' : problem.token.text,
      message: problem.message,
      at: original(problem.token.start),
      incomplete: false,
    }
  }
  if (problem instanceof UnexpectedToken) {
    const { token } = problem
    if (token.kind === 'end') return { ...endOfInput(original(token.start)), expected: problem.expected }
    return {
      kind: 'token',
      ...(problem.expected === forName ? { badName: true } : { expected: problem.expected }),
      token: token.kind === 'newline' ? 'newline' : token.text,
      at: original(token.start),
      incomplete: false,
    }
  }
  throw problem
}
