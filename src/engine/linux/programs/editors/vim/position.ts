/** A place in the text: line and UTF-16 column, both from 0. */
export interface Position {
  readonly line: number
  readonly col: number
}

export const before = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.col < b.col)

export const ordered = (a: Position, b: Position): readonly [Position, Position] => (before(b, a) ? [b, a] : [a, b])

/** What an operator works on. */
export type Span =
  /** Up to but without `to`. */
  | { readonly kind: 'char'; readonly from: Position; readonly to: Position }
  /** Whole lines, columns do not matter. */
  | { readonly kind: 'line'; readonly from: Position; readonly to: Position }
  /** Columns from.col up to and with to.col of every line; `toEnd` takes each line to its end. */
  | { readonly kind: 'block'; readonly from: Position; readonly to: Position; readonly toEnd: boolean }

/** Where a motion or text object leads. */
export interface Target {
  readonly to: Position
  /** Text objects: where the text starts (a motion starts at the cursor). */
  readonly from?: Position
  readonly kind: 'exclusive' | 'inclusive' | 'linewise'
  /** The screen column later vertical motions aim at; 'keep' leaves it. */
  readonly wanted?: number | 'keep'
  /** Remembers the old place for '' and ``. */
  readonly jump?: boolean
}

/** A command that cannot be done: beeps, stops macros, and shows its message when it has one. */
export class Refusal {
  constructor(readonly message = '') {}
}
