/**
 * How a text is read: as a word of a command; as the inside of double quotes; as a here-document (where `"` is ordinary); as the operand
 * of a `${…}` within double quotes (where `"…"` may nest and single quotes are ordinary).
 */
export type WordMode = 'word' | 'double' | 'here-document' | 'double-operand'

/** A piece of a word. */
export type Part = LiteralPart | QuotedPart | DoublePart | ParameterPart | CommandPart | ArithmeticPart | ProcessPart

/** Unquoted text: globs and tildes in it are active. */
export interface LiteralPart {
  readonly kind: 'literal'
  readonly text: string
}

/** Text protected by a backslash, single quotes or `$'…'`. */
export interface QuotedPart {
  readonly kind: 'quoted'
  readonly text: string
}

export interface DoublePart {
  readonly kind: 'double'
  readonly parts: readonly Part[]
}

export interface CommandPart {
  readonly kind: 'command'
  readonly script: string
  readonly backquoted: boolean
}

export interface ArithmeticPart {
  readonly kind: 'arithmetic'
  readonly expression: string
}

export interface ProcessPart {
  readonly kind: 'process'
  readonly operator: '<' | '>'
  readonly script: string
}

export interface ParameterPart {
  readonly kind: 'parameter'
  /** As written, for messages. */
  readonly text: string
  readonly name: string
  /** Text between brackets: `@`, `*` or a subscript. */
  readonly subscript: string | undefined
  /** `${!name}`. */
  readonly indirect: boolean
  /** `${#name}`. */
  readonly length: boolean
  readonly operation: ParameterOperation | undefined
  /** Not a valid expansion: an error when it is reached. */
  readonly bad: boolean
}

export type ParameterOperation =
  | { readonly kind: 'default'; readonly symbol: '-' | '=' | '?' | '+'; readonly colon: boolean; readonly word: Word }
  | { readonly kind: 'remove'; readonly symbol: '#' | '##' | '%' | '%%'; readonly pattern: Word }
  | { readonly kind: 'replace'; readonly anchor: '' | '#' | '%'; readonly all: boolean; readonly pattern: Word; readonly replacement: Word }
  | { readonly kind: 'slice'; readonly offset: string; readonly length: string | undefined }
  | { readonly kind: 'case'; readonly symbol: '^' | '^^' | ',' | ',,' | '~' | '~~'; readonly pattern: Word | undefined }
  | { readonly kind: 'transform'; readonly letter: string }
  /** `${!prefix*}`. */
  | { readonly kind: 'names'; readonly quotedAsFields: boolean }

/** A word as written; what is found out about it is kept (`partsOf`, `braceWords`). */
export class Word {
  /** Filled in by `partsOf`. */
  parts: readonly Part[] | undefined
  /** What braces make of it: filled in by `braceWords`. */
  braces: readonly Word[] | undefined
  /** Its value where nothing in it expands or needs quote removal. */
  readonly plain: string | undefined

  constructor(
    readonly text: string,
    readonly mode: WordMode = 'word',
  ) {
    this.plain = mode === 'word' && !/[\\'"$`*?[\]{}~<>()!+@=]/.test(text) ? text : undefined
  }
}
