import type { Regex } from '../../../libc/regex.ts'

/** A parsed sed script. */
export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  /** Undefined: the last regular expression used. */
  | { readonly kind: 'regex'; readonly regex: Regex | undefined }

export type RangeEnd = Address | { readonly kind: 'count'; readonly lines: number } | { readonly kind: 'multiple'; readonly of: number }

export interface Substitution {
  readonly regex: Regex | undefined
  readonly replacement: readonly ReplacementPart[]
  /** Every match from the numbered one on, or just that one. */
  readonly global: boolean
  readonly occurrence: number
  readonly print: boolean
  readonly evaluate: boolean
  readonly file: string | undefined
}

export type ReplacementPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'case'; readonly how: 'U' | 'L' | 'u' | 'l' | 'E' }

export interface Command {
  readonly from: Address | undefined
  readonly to: RangeEnd | undefined
  readonly negated: boolean
  readonly name: string
  /** Text of a, i, c; label of b, t, T; file of r, R, w, W; program of e. */
  readonly text?: string
  /** Exit code of q and Q, width of l. */
  readonly number?: number
  readonly substitution?: Substitution
  readonly transliteration?: ReadonlyMap<string, string>
  /** Where `{` ends and where labels lead: index of the next command. */
  target: number
  /** State of the range. */
  active: boolean
  endLine: number
}

/** What is wrong with a script: sed's message without position. */
export class ScriptError extends Error {
  constructor(
    message: string,
    /** Messages about the whole script have no character position. */
    readonly positioned = true,
  ) {
    super(message)
  }
}
