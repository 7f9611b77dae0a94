import type { Settings } from './settings.ts'

/** What the rewrite module does, in order: `set`, `if`, `rewrite`, `return`, `break` of a server or location. */
export type RewriteStep =
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'return'; readonly status: number; readonly text: string | undefined }
  | {
      readonly kind: 'rewrite'
      readonly regex: RegExp
      readonly target: string
      readonly flag: 'last' | 'break' | 'redirect' | 'permanent' | undefined
    }
  | { readonly kind: 'break' }
  | { readonly kind: 'if'; readonly condition: Condition; readonly steps: readonly RewriteStep[]; readonly inside: InsideIf | undefined }

/** What an `if` of a location changes when it is true beside running its steps. */
export interface InsideIf {
  readonly settings: Settings
  readonly proxyPass: { readonly scheme: 'http' | 'https'; readonly host: string; readonly uri: string | undefined } | undefined
}

export type Condition =
  | { readonly kind: 'set'; readonly variable: string }
  | { readonly kind: 'equal'; readonly variable: string; readonly value: string; readonly negate: boolean }
  | { readonly kind: 'match'; readonly variable: string; readonly regex: RegExp; readonly negate: boolean }
  | { readonly kind: 'file'; readonly test: 'f' | 'd' | 'e' | 'x'; readonly path: string; readonly negate: boolean }
