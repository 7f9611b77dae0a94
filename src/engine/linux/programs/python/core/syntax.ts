/** The syntax tree of Python 3.12, as much as the interpreter knows. Positions are 1-based lines and 0-based columns. */
export interface Range {
  readonly line: number
  readonly col: number
  readonly endLine: number
  readonly endCol: number
}

export type Constant = null | boolean | bigint | number | string | { readonly bytes: Uint8Array } | { readonly ellipsis: true }

export interface Comprehension {
  readonly target: Expr
  readonly iter: Expr
  readonly conditions: readonly Expr[]
}

export interface Argument {
  /** `*` and `**` unpack. */
  readonly star: '' | '*' | '**'
  readonly name: string | undefined
  readonly value: Expr
}

export interface Parameter {
  readonly name: string
  readonly kind: 'positional' | 'normal' | 'star' | 'keyword' | 'doubleStar'
  readonly defaultValue: Expr | undefined
  readonly annotation: Expr | undefined
}

export type FormattedPart =
  | { readonly text: string }
  | { readonly value: Expr; readonly conversion: string; readonly spec: readonly FormattedPart[] | undefined }

export type ExprShape =
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'formatted'; readonly parts: readonly FormattedPart[] }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Expr[] }
  | { readonly kind: 'dict'; readonly entries: readonly { readonly key: Expr | undefined; readonly value: Expr }[] }
  | { readonly kind: 'star'; readonly value: Expr }
  | { readonly kind: 'unary'; readonly op: string; readonly value: Expr }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr; readonly opCol: number }
  | { readonly kind: 'bool'; readonly op: 'and' | 'or'; readonly values: readonly Expr[] }
  | { readonly kind: 'compare'; readonly left: Expr; readonly rest: readonly { readonly op: string; readonly right: Expr }[] }
  | { readonly kind: 'conditional'; readonly test: Expr; readonly body: Expr; readonly orelse: Expr }
  | { readonly kind: 'attribute'; readonly value: Expr; readonly name: string }
  | { readonly kind: 'subscript'; readonly value: Expr; readonly index: Expr; readonly openCol: number }
  | { readonly kind: 'slice'; readonly lower: Expr | undefined; readonly upper: Expr | undefined; readonly step: Expr | undefined }
  | { readonly kind: 'call'; readonly callee: Expr; readonly args: readonly Argument[] }
  | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expr }
  | { readonly kind: 'comprehension'; readonly of: 'list' | 'set' | 'generator'; readonly item: Expr; readonly clauses: readonly Comprehension[] }
  | { readonly kind: 'dictComprehension'; readonly key: Expr; readonly value: Expr; readonly clauses: readonly Comprehension[] }
  | { readonly kind: 'walrus'; readonly name: string; readonly value: Expr }
  | { readonly kind: 'yield'; readonly value: Expr | undefined }
  | { readonly kind: 'yieldFrom'; readonly value: Expr }

export type Expr = ExprShape & Range

export type Pattern =
  | { readonly kind: 'value'; readonly value: Expr }
  | { readonly kind: 'capture'; readonly name: string | undefined }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'starred'; readonly name: string | undefined }
  | { readonly kind: 'mapping'; readonly entries: readonly { readonly key: Expr; readonly pattern: Pattern }[]; readonly rest: string | undefined }
  | {
      readonly kind: 'class'
      readonly cls: Expr
      readonly positional: readonly Pattern[]
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[]
    }
  | { readonly kind: 'or'; readonly options: readonly Pattern[] }
  | { readonly kind: 'as'; readonly pattern: Pattern; readonly name: string }

export interface Handler {
  readonly type: Expr | undefined
  readonly name: string | undefined
  readonly body: readonly Stmt[]
}

export interface FunctionDef {
  readonly kind: 'function'
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Stmt[]
  readonly decorators: readonly Expr[]
  readonly returns: Expr | undefined
}

export type StmtShape =
  | { readonly kind: 'expression'; readonly value: Expr }
  | { readonly kind: 'assign'; readonly targets: readonly Expr[]; readonly value: Expr }
  | { readonly kind: 'augmented'; readonly target: Expr; readonly op: string; readonly value: Expr }
  | { readonly kind: 'annotated'; readonly target: Expr; readonly annotation: Expr; readonly value: Expr | undefined }
  | { readonly kind: 'return'; readonly value: Expr | undefined }
  | { readonly kind: 'pass' | 'break' | 'continue' }
  | { readonly kind: 'delete'; readonly targets: readonly Expr[] }
  | { readonly kind: 'global' | 'nonlocal'; readonly names: readonly string[] }
  | { readonly kind: 'raise'; readonly value: Expr | undefined; readonly cause: Expr | undefined }
  | { readonly kind: 'assert'; readonly test: Expr; readonly message: Expr | undefined }
  | { readonly kind: 'import'; readonly names: readonly { readonly name: string; readonly as: string | undefined }[] }
  | {
      readonly kind: 'from'
      readonly module: string
      readonly level: number
      readonly names: readonly { readonly name: string; readonly as: string | undefined }[]
    }
  | { readonly kind: 'if'; readonly test: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[] }
  | { readonly kind: 'while'; readonly test: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[] }
  | { readonly kind: 'for'; readonly target: Expr; readonly iter: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[] }
  | {
      readonly kind: 'try'
      readonly body: readonly Stmt[]
      readonly handlers: readonly Handler[]
      readonly orelse: readonly Stmt[]
      readonly final: readonly Stmt[]
    }
  | {
      readonly kind: 'with'
      readonly items: readonly { readonly context: Expr; readonly target: Expr | undefined }[]
      readonly body: readonly Stmt[]
    }
  | FunctionDef
  | {
      readonly kind: 'class'
      readonly name: string
      readonly args: readonly Argument[]
      readonly body: readonly Stmt[]
      readonly decorators: readonly Expr[]
    }
  | {
      readonly kind: 'match'
      readonly subject: Expr
      readonly cases: readonly { readonly pattern: Pattern; readonly guard: Expr | undefined; readonly body: readonly Stmt[] }[]
    }

export type Stmt = StmtShape & Range

/** What the compiler refuses: SyntaxError, IndentationError or TabError, with the place it is shown at. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly range: Range,
    readonly type: 'SyntaxError' | 'IndentationError' | 'TabError' = 'SyntaxError',
    /** Text that only lacks its end: a REPL asks for more. */
    readonly incomplete = false,
  ) {
    super(message)
  }
}
