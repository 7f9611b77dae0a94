import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'

/** Models coreutils' set-fields.c: `1,3-5,7-` of cut and numfmt. */
export interface FieldRange {
  readonly from: number
  /** Infinity for an open range. */
  readonly to: number
}

/** Sorted ranges, or the message that tells what is wrong. */
export function parseFieldList(text: string, what: 'byte' | 'field', quote: (text: string) => string): Result<readonly FieldRange[], string> {
  const ranges: FieldRange[] = []
  for (const part of text.split(/[, \t]/)) {
    const m = /^(\d*)(-?)(\d*)$/.exec(part)
    if (!m)
      return err(
        `invalid ${what === 'byte' ? 'byte/character position' : 'field value'} ${quote(/^[\d-]*-/.test(part) && /^[\d]*-[\d]*-/.test(part) ? part : (/[^\d-].*/.exec(part)?.[0] ?? part))}`,
      )
    const [low, dash, high] = [m[1] as string, m[2] as string, m[3] as string]
    if (low === '' && high === '')
      return err(
        dash ? 'invalid range with no endpoint: -' : what === 'byte' ? 'byte/character positions are numbered from 1' : 'fields are numbered from 1',
      )
    const from = low === '' ? 1 : Number(low)
    const to = dash === '' ? from : high === '' ? Number.POSITIVE_INFINITY : Number(high)
    if (from === 0 || to === 0) return err(what === 'byte' ? 'byte/character positions are numbered from 1' : 'fields are numbered from 1')
    if (to < from) return err('invalid decreasing range')
    ranges.push({ from, to })
  }
  return ok(ranges.sort((a, b) => a.from - b.from))
}

/** The ranges that are not selected. */
export function complement(ranges: readonly FieldRange[]): readonly FieldRange[] {
  const out: FieldRange[] = []
  let next = 1
  for (const { from, to } of ranges) {
    if (from > next) out.push({ from: next, to: from - 1 })
    next = Math.max(next, to + 1)
  }
  if (next !== Number.POSITIVE_INFINITY) out.push({ from: next, to: Number.POSITIVE_INFINITY })
  return out
}

export const isSelected = (ranges: readonly FieldRange[], n: number): boolean => ranges.some(({ from, to }) => n >= from && n <= to)
