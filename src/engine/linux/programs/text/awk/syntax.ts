/** The syntax tree of an awk program. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'index'; readonly array: string; readonly subscripts: readonly Expression[] }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Place; readonly value: Expression }
  | { readonly kind: 'increment'; readonly by: 1 | -1; readonly prefix: boolean; readonly target: Place }
  | { readonly kind: 'unary'; readonly operator: '+' | '-' | '!'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'match'; readonly negated: boolean; readonly text: Expression; readonly pattern: Expression }
  | { readonly kind: 'in'; readonly subscripts: readonly Expression[]; readonly array: string }
  | { readonly kind: 'conditional'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly line: number }
  | { readonly kind: 'builtin'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'getline'; readonly from: 'main' | 'file' | 'command'; readonly source?: Expression; readonly target?: Place }
  | { readonly kind: 'group'; readonly inner: Expression }

/** What can be assigned. */
export type Place = Extract<Expression, { kind: 'variable' | 'field' | 'index' }>

export interface Redirect {
  readonly kind: '>' | '>>' | '|'
  readonly target: Expression
}

export type Statement =
  | { readonly kind: 'expression'; readonly value: Expression }
  | { readonly kind: 'print'; readonly args: readonly Expression[]; readonly redirect: Redirect | undefined }
  | { readonly kind: 'printf'; readonly args: readonly Expression[]; readonly redirect: Redirect | undefined }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: Statement; readonly no: Statement | undefined }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: Statement }
  | { readonly kind: 'do'; readonly test: Expression; readonly body: Statement }
  | {
      readonly kind: 'for'
      readonly first: Statement | undefined
      readonly test: Expression | undefined
      readonly step: Statement | undefined
      readonly body: Statement
    }
  | { readonly kind: 'for in'; readonly variable: string; readonly array: string; readonly body: Statement }
  | {
      readonly kind: 'switch'
      readonly value: Expression
      readonly cases: readonly { readonly match: Expression | undefined; readonly body: readonly Statement[] }[]
    }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly kind: 'exit' | 'return'; readonly value: Expression | undefined }
  | { readonly kind: 'delete'; readonly array: string; readonly subscripts: readonly Expression[] | undefined }

export interface Rule {
  readonly pattern:
    | { readonly kind: 'always' | 'BEGIN' | 'END' }
    | { readonly kind: 'when'; readonly test: Expression }
    | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  /** Undefined prints the record. */
  readonly body: Statement | undefined
}

export interface FunctionDefinition {
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: Statement
}

export interface Program {
  readonly rules: readonly Rule[]
  readonly functions: ReadonlyMap<string, FunctionDefinition>
}

/** What is wrong with a program and where. */
export class SyntaxProblem extends Error {
  constructor(
    readonly line: number,
    /** What was found: a token as written, or the end. */
    readonly near: string,
    message = '',
  ) {
    super(message)
  }
}
