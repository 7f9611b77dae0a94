/** A line of the history list. */
export interface HistoryEntry {
  readonly line: string
  /** Unix seconds, when it was entered; undefined for lines from a file without timestamps. */
  readonly atSeconds?: number | undefined
}

/** The history list (history.c of readline). Numbers go on when old entries fall off. */
export class HistoryList {
  private entries: HistoryEntry[] = []
  /** Number of the first entry. */
  base = 1
  /** Entries added since the history file was read or written. */
  fresh = 0
  /** HISTSIZE; undefined keeps everything. */
  limit: number | undefined

  add(line: string, atSeconds?: number): void {
    this.entries.push({ line, atSeconds })
    this.fresh++
    this.trim()
  }

  /** Cuts to the limit. */
  trim(): void {
    if (this.limit === undefined || this.entries.length <= this.limit) return
    const excess = this.entries.length - this.limit
    this.entries = this.entries.slice(excess)
    this.base += excess
  }

  get list(): readonly HistoryEntry[] {
    return this.entries
  }

  /** By number; negative counts from the end. */
  at(number: number): HistoryEntry | undefined {
    return number < 0 ? this.entries.at(number) : this.entries[number - this.base]
  }

  delete(number: number): boolean {
    const index = number - this.base
    if (index < 0 || index >= this.entries.length) return false
    this.entries.splice(index, 1)
    return true
  }

  replaceLast(line: string): void {
    const last = this.entries.pop()
    this.entries.push({ line, atSeconds: last?.atSeconds })
  }

  removeWhere(matches: (line: string) => boolean): void {
    this.entries = this.entries.filter((entry) => !matches(entry.line))
  }

  clear(): void {
    this.entries = []
    this.base = 1
    this.fresh = 0
  }

  /** Number that the next line will get. */
  get next(): number {
    return this.base + this.entries.length
  }

  copy(): HistoryList {
    const copy = new HistoryList()
    copy.entries = [...this.entries]
    copy.base = this.base
    copy.fresh = this.fresh
    copy.limit = this.limit
    return copy
  }
}
