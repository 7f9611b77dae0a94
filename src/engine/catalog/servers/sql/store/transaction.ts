import type { Table } from './table.ts'

/** A statement met a row that another transaction is changing: it has to wait for that one's end. */
export class MustWait extends Error {
  constructor(readonly transaction: Transaction) {
    super('wait')
  }
}

/** A transaction: what it changed and how to take it back. Others do not see its rows until it has committed. */
export class Transaction {
  readonly undo: (() => void)[] = []
  readonly dirty = new Set<Table>()
  /** Definitions changed. */
  catalogChanged = false
  readonly savepoints: { readonly name: string; readonly mark: number }[] = []

  constructor(readonly id: number) {}

  /** Takes back what was done since the mark. */
  rollbackTo(mark: number): void {
    while (this.undo.length > mark) this.undo.pop()?.()
  }
}

/** All transactions of a cluster. */
export class Transactions {
  next = 731
  readonly active = new Map<number, Transaction>()

  begin(): Transaction {
    const transaction = new Transaction(this.next++)
    this.active.set(transaction.id, transaction)
    return transaction
  }

  /** Ends one; its changes stay (after `rollbackTo(0)` there are none). */
  end(transaction: Transaction): void {
    this.active.delete(transaction.id)
    if (this.active.size === 0) for (const table of transaction.dirty) table.vacuum()
  }
}
