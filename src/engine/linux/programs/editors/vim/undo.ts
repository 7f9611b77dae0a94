import type { Position } from './position.ts'

export interface Change {
  readonly at: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
  readonly emptyBefore: boolean
  readonly emptyAfter: boolean
}

export interface UndoStep {
  readonly changes: Change[]
  /** The cursor before the first change. */
  readonly cursor: Position
  /** `#2` in the messages. */
  readonly number: number
  atMs: number
}

/** Steps of undo: one a command, an insertion being one command. Branches of the undo tree are left out: a change after an undo forgets the redo. */
export class UndoHistory {
  private readonly steps: UndoStep[] = []
  /** How many of the steps are in effect. */
  private done = 0
  private open = false
  private numbers = 0
  /** The step in effect when the text was last written. */
  private written: UndoStep | undefined
  nowMs = 0

  add(change: Change, cursor: Position): void {
    const current = this.steps[this.done - 1]
    if (!this.open || !current) {
      this.steps.length = this.done
      this.steps.push({ changes: [change], cursor, number: ++this.numbers, atMs: this.nowMs })
      this.done++
      this.open = true
      return
    }
    const previous = current.changes[current.changes.length - 1]
    const sameLine = previous?.at === change.at && previous.added.length === 1 && change.removed.length === 1 && change.added.length === 1
    if (previous && sameLine) current.changes[current.changes.length - 1] = { ...previous, added: change.added, emptyAfter: false }
    else current.changes.push(change)
  }

  /** The next change starts a new step. */
  close(): void {
    this.open = false
  }

  undo(): UndoStep | undefined {
    this.open = false
    if (this.done === 0) return undefined
    return this.steps[--this.done]
  }

  redo(): UndoStep | undefined {
    this.open = false
    if (this.done >= this.steps.length) return undefined
    return this.steps[this.done++]
  }

  get oldest(): boolean {
    return this.done === 0
  }

  markWritten(): void {
    this.written = this.steps[this.done - 1]
  }

  /** Whether undo and redo came back to what was written. */
  get atWritten(): boolean {
    return this.steps[this.done - 1] === this.written
  }
}
