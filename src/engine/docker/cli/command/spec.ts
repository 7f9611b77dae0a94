import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Cli } from '../cli.ts'
import type { FlagValues } from './flag-values.ts'

/** How many operands a command takes. */
export type Arity =
  | { readonly kind: 'none' | 'any' }
  | { readonly kind: 'exact' | 'least' | 'most'; readonly count: number }
  | { readonly kind: 'range'; readonly least: number; readonly most: number }

export const noArgs: Arity = { kind: 'none' }
export const anyArgs: Arity = { kind: 'any' }
export const exactly = (count: number): Arity => ({ kind: 'exact', count })
export const atLeast = (count: number): Arity => ({ kind: 'least', count })
export const atMost = (count: number): Arity => ({ kind: 'most', count })
export const between = (least: number, most: number): Arity => ({ kind: 'range', least, most })

/** One run of a command: its operands and flags. Returns an exit code (nothing is 0) or throws `Failure`. */
export type Verb = (call: Invocation) => Sys<number | undefined>

export interface Invocation {
  readonly cli: Cli
  readonly args: readonly string[]
  readonly flags: FlagValues
  /** As typed: `docker container run`, `docker run`. */
  readonly commandPath: string
}

/** A command of the tree; `path` names it among the management commands and is the key of its flags and texts. */
export interface CommandSpec {
  /** `container run`. */
  readonly path: string
  /** Its second home at the top level: `run`; other names (`ps` for `container ls`) too. */
  readonly top?: string
  /** Further groups it is in under the same name. */
  readonly homes?: readonly string[]
  /** What messages call it wherever it was called: `docker buildx build`. */
  readonly shownAs?: string
  /** What follows the name in the usage line. */
  readonly use: string
  /** Other names beside it. */
  readonly aliases?: readonly string[]
  readonly args: Arity
  /** False: the first operand ends the flags. */
  readonly interspersed?: false
  /** Checks a flag's value while flags are parsed: the complaint, or undefined. */
  readonly validate?: (flag: string, value: string) => string | undefined
  readonly run: Verb
  /** What completes the operands. */
  readonly completes?: Completion
  readonly hidden?: true
}

export type Completion = 'containers' | 'running-containers' | 'all-containers' | 'images' | 'networks' | 'volumes' | 'contexts' | 'none'
