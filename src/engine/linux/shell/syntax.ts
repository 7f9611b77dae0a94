import type { Word } from './word.ts'

/**
 * The syntax tree that the interpreter runs: the adapter's output, free of the parser's own types. Lines count from the start of the
 * source (script file, `-c` string, line typed).
 */
export type Command = SimpleCommand | Pipeline | AndOr | CompoundCommand | FunctionDefinition | Coprocess

export interface Statement {
  readonly command: Command
  readonly background: boolean
}

export type List = readonly Statement[]

export interface SimpleCommand {
  readonly kind: 'simple'
  readonly line: number
  readonly assignments: readonly Assignment[]
  /** The command's words; an assignment where a declaration builtin takes one. */
  readonly words: readonly (Word | Assignment)[]
  /** The words' values when none of them expands. */
  readonly plain: readonly string[] | undefined
  readonly redirections: readonly Redirection[]
}

export interface Assignment {
  readonly kind: 'assignment'
  readonly text: string
  readonly name: string
  /** Text between the brackets, before expansion. */
  readonly subscript: string | undefined
  readonly append: boolean
  readonly value: Word | readonly Word[]
}

export interface Redirection {
  readonly operator: '<' | '>' | '>>' | '<>' | '>|' | '<&' | '>&' | '&>' | '&>>' | '<<<' | '<<' | '<<-'
  /** Descriptor number, or the name in `{name}>`. */
  readonly descriptor: number | string | undefined
  /** File, descriptor, here-string, or the body of a here-document. */
  readonly target: Word
  /** Delimiter as it was written, for printing. */
  readonly delimiter?: string
}

export interface Pipeline {
  readonly kind: 'pipeline'
  readonly negated: boolean
  readonly timed: 'no' | 'bash' | 'posix'
  readonly commands: readonly Command[]
  /** Whether the nth command's standard error goes into the pipe too (`|&`). */
  readonly joinError: readonly boolean[]
}

export interface AndOr {
  readonly kind: 'and-or'
  readonly first: Command
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly command: Command }[]
}

export type CompoundCommand = If | For | ArithmeticFor | Select | While | Subshell | Group | Case | Conditional | ArithmeticCommand

interface Compound {
  readonly line: number
  readonly redirections: readonly Redirection[]
}

export interface If extends Compound {
  readonly kind: 'if'
  readonly branches: readonly { readonly condition: List; readonly body: List }[]
  readonly otherwise: List | undefined
}

export interface For extends Compound {
  readonly kind: 'for'
  readonly name: string
  /** Undefined without `in`: the positional parameters. */
  readonly words: readonly Word[] | undefined
  readonly body: List
}

export interface Select extends Compound {
  readonly kind: 'select'
  readonly name: string
  readonly words: readonly Word[] | undefined
  readonly body: List
}

export interface ArithmeticFor extends Compound {
  readonly kind: 'arithmetic-for'
  readonly initialise: string
  readonly test: string
  readonly update: string
  readonly body: List
}

export interface While extends Compound {
  readonly kind: 'while'
  readonly until: boolean
  readonly condition: List
  readonly body: List
}

export interface Subshell extends Compound {
  readonly kind: 'subshell'
  readonly body: List
}

export interface Group extends Compound {
  readonly kind: 'group'
  readonly body: List
}

export interface Case extends Compound {
  readonly kind: 'case'
  readonly word: Word
  readonly clauses: readonly { readonly patterns: readonly Word[]; readonly body: List; readonly terminator: ';;' | ';&' | ';;&' }[]
}

export interface Conditional extends Compound {
  readonly kind: 'conditional'
  readonly test: Test
}

export interface ArithmeticCommand extends Compound {
  readonly kind: 'arithmetic'
  readonly expression: string
}

/** Expressions of `[[ … ]]`. */
export type Test =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Word }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Test[] }
  | { readonly kind: 'not'; readonly operand: Test }
  | { readonly kind: 'group'; readonly test: Test }

export interface FunctionDefinition {
  readonly kind: 'function'
  readonly line: number
  readonly name: string
  readonly body: Command
}

export interface Coprocess {
  readonly kind: 'coprocess'
  readonly line: number
}
