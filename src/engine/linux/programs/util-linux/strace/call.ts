import type { CallName, Request } from '../../../kernel/calls.ts'

/** A finished call as a line of strace shows it. */
export interface Shown {
  /** Linux's name: what -e trace= and -c go by. */
  readonly name: string
  /** What stands between the parentheses. */
  readonly args: string
  /** What stands after `= ` when it succeeded; `0` when left out. */
  readonly result?: string
}

/** What is known about a call that is being shown. */
export interface Context {
  /** What it returned when it succeeded; undefined when it failed. */
  readonly value: unknown
  readonly ok: boolean
  /** -s: bytes of a string that are shown. */
  readonly limit: number
  /** glibc 2.17 with strace 4.24 (Red Hat 7) instead of glibc 2.36 with strace 6.1 (Debian 12). */
  readonly old: boolean
}

type Of<K extends CallName> = Extract<Request, { readonly call: K }>

/** How each call is shown; undefined for what is no system call on Linux (the C library's own work, or the lab's). */
export type Showers = { readonly [K in CallName]?: (request: Of<K>, context: Context) => Shown | readonly Shown[] | undefined }

export const count = (context: Context): string => (typeof context.value === 'number' ? String(context.value) : '0')
