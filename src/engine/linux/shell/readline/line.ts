/** The line being edited: text, cursor, kill ring and undo (readline's text.c, kill.c, undo.c). Offsets are UTF-16 units. */
export class Line {
  text = ''
  cursor = 0
  mark = 0
  private undoStack: { text: string; cursor: number }[] = []
  private typed = 0

  /** Keeps the present state for undo. Typing up to twenty characters is one step. */
  remember(typing = false): void {
    if (typing && this.typed > 0 && this.typed < 20) {
      this.typed++
      return
    }
    this.typed = typing ? 1 : 0
    this.undoStack.push({ text: this.text, cursor: this.cursor })
    if (this.undoStack.length > 1000) this.undoStack.shift()
  }

  /** A command that changes nothing ends a run of typing. */
  settle(): void {
    this.typed = 0
  }

  undo(): boolean {
    const state = this.undoStack.pop()
    this.typed = 0
    if (!state) return false
    this.text = state.text
    this.cursor = state.cursor
    return true
  }

  undoAll(): void {
    const [first] = this.undoStack
    if (!first) return
    this.text = first.text
    this.cursor = first.cursor
    this.undoStack = []
  }

  set(text: string, cursor = text.length): void {
    this.text = text
    this.cursor = cursor
  }

  /** Another line begins: nothing to undo. */
  reset(text = ''): void {
    this.set(text)
    this.undoStack = []
    this.typed = 0
    this.mark = 0
  }

  insert(text: string): void {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor)
    this.cursor += text.length
  }

  /** Writes over what is under the cursor. */
  overwrite(text: string): void {
    const end = this.text[this.cursor] === '\n' ? this.cursor : this.next(this.cursor)
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(end)
    this.cursor += text.length
  }

  /** Removes a range; the cursor goes to its start. */
  remove(from: number, to: number): string {
    const removed = this.text.slice(from, to)
    this.text = this.text.slice(0, from) + this.text.slice(to)
    this.cursor = from
    return removed
  }

  /** One character left, with its combining marks. */
  previous(at: number): number {
    let to = at
    while (to > 0) {
      to--
      const code = this.text.charCodeAt(to)
      const low = code >= 0xdc00 && code < 0xe000 && to > 0 && isHigh(this.text.charCodeAt(to - 1))
      if (!low && !isCombining(code)) break
    }
    return to
  }

  next(at: number): number {
    if (at >= this.text.length) return at
    let to = at + (isHigh(this.text.charCodeAt(at)) && at + 1 < this.text.length ? 2 : 1)
    while (to < this.text.length && isCombining(this.text.charCodeAt(to))) to++
    return to
  }

  /** Start of the word before: letters and digits make words. */
  wordLeft(at: number): number {
    let to = at
    while (to > 0 && !isWord(this.text[to - 1] as string)) to--
    while (to > 0 && isWord(this.text[to - 1] as string)) to--
    return to
  }

  wordRight(at: number): number {
    let to = at
    while (to < this.text.length && !isWord(this.text[to] as string)) to++
    while (to < this.text.length && isWord(this.text[to] as string)) to++
    return to
  }

  /** Start of the word before, words being what blanks separate (C-w). */
  blankWordLeft(at: number): number {
    let to = at
    while (to > 0 && /\s/.test(this.text[to - 1] as string)) to--
    while (to > 0 && !/\s/.test(this.text[to - 1] as string)) to--
    return to
  }
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00
const isCombining = (code: number): boolean => (code >= 0x300 && code < 0x370) || code === 0x200d || (code >= 0xfe00 && code < 0xfe10)
const isWord = (c: string): boolean => /[\p{L}\p{N}]/u.test(c) || c.charCodeAt(0) >= 0xd800
