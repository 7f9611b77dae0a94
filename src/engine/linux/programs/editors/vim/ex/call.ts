import type { Sys } from '../../../../kernel/calls.ts'
import type { Editor } from '../editor.ts'
import type { Range } from './address.ts'

/** One command of a command line. */
export interface ExCall {
  readonly range: Range
  readonly bang: boolean
  readonly args: string
  /** As it was typed, for messages. */
  readonly line: string
}

export interface ExCommand {
  /** `w[rite]`: what must be typed and what may. */
  readonly name: string
  readonly run: (vi: Editor, call: ExCall) => Sys<void>
  /** Takes a range; the default when none is given. */
  readonly range?: 'line' | 'all' | 'any'
  readonly bang?: boolean
  readonly args?: boolean
  /** Takes the rest of the line, bars included. */
  readonly bars?: boolean
}

/** Whether a typed name is an abbreviation of `w[rite]`. */
export function nameMatches(form: string, typed: string): boolean {
  const [must = '', may = ''] = form.replace(']', '').split('[')
  return typed.startsWith(must) && (must + may).startsWith(typed)
}

/** `d x 3`, `y 2`: an optional register and count after a command; the count takes lines from the last address on. */
export function registerAndCount(vi: Editor, call: ExCall): { register: string | undefined; first: number; last: number } {
  const m = /^([a-zA-Z"\-_])?\s*(\d+)?$/.exec(call.args.trim())
  if (!m) vi.refuse(vi.modern ? `E488: Trailing characters: ${call.args.trim()}` : 'E488: Trailing characters')
  const { first, last } = call.range
  if (m[2] === undefined) return { register: m[1], first, last }
  return { register: m[1], first: last, last: Math.min(vi.buffer.last, last + Number(m[2]) - 1) }
}
