import type { ModeChange } from '../../gnu/file-mode.ts'
import type { ListPrinter } from './list-line.ts'

/** What one run of tar was asked to do. */
export interface Settings {
  readonly operation: 'create' | 'append' | 'update' | 'extract' | 'list' | 'compare' | 'delete' | 'concatenate'
  /** `-` is standard input or output. */
  readonly archive: string
  readonly compression: 'none' | 'gzip' | 'detect'
  readonly verbose: number
  readonly operands: readonly Operand[]
  readonly exclude: readonly string[]
  readonly stripComponents: number
  readonly toStdout: boolean
  readonly keepOld: boolean
  readonly skipOld: boolean
  readonly samePermissions: boolean
  readonly sameOwner: boolean
  readonly numericOwner: boolean
  readonly touch: boolean
  readonly absoluteNames: boolean
  readonly dereference: boolean
  readonly recurse: boolean
  readonly wildcards: boolean
  readonly removeFiles: boolean
  readonly sortNames: boolean
  readonly owner: { readonly name: string; readonly id: number } | undefined
  readonly group: { readonly name: string; readonly id: number } | undefined
  readonly mtimeMs: number | undefined
  readonly mode: ModeChange | undefined
  readonly totals: boolean
  readonly oneFileSystem: boolean
  readonly transform: ((name: string) => string) | undefined
  readonly printer: ListPrinter
}

/** A file or member name, or a change of directory (-C) before the next ones. */
export type Operand = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'directory'; readonly path: string }
