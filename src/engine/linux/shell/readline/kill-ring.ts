/** Killed text, newest last. Kills in a row join. */
export class KillRing {
  private readonly entries: string[] = []
  private at = 0

  /** `append` joins to the last kill: after it, or before it when the kill went backwards. */
  add(text: string, append: boolean, backwards: boolean): void {
    if (text === '') return
    const last = this.entries.length - 1
    if (append && last >= 0) this.entries[last] = backwards ? text + this.entries[last] : this.entries[last] + text
    else {
      this.entries.push(text)
      if (this.entries.length > 10) this.entries.shift()
    }
    this.at = this.entries.length - 1
  }

  current(): string | undefined {
    return this.entries[this.at]
  }

  /** The one before (M-y). */
  rotate(): string | undefined {
    if (this.entries.length > 0) this.at = (this.at + this.entries.length - 1) % this.entries.length
    return this.current()
  }
}
