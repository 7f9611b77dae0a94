/** Text a register holds; `line` texts end in a newline, `block` ones are lines of a rectangle. */
export interface Register {
  readonly text: string
  readonly kind: 'char' | 'line' | 'block'
}

/** vim's registers: unnamed, 0 to 9, small delete, a to z (A to Z append), black hole; clipboards are left out. */
export class Registers {
  private readonly kept = new Map<string, Register>()

  static known(name: string): boolean {
    return /^[-a-zA-Z0-9"_.:/%]$/.test(name)
  }

  get(name = '"'): Register | undefined {
    return this.kept.get(name.toLowerCase())
  }

  set(name: string, value: Register): void {
    this.kept.set(name, value)
  }

  yank(value: Register, name: string | undefined): void {
    if (name === '_') return
    if (name !== undefined && name !== '"') this.store(name, value)
    else this.kept.set('0', value)
    this.kept.set('"', value)
  }

  /** `large`: lines, or what some motions delete, shift through 1 to 9; the rest goes to the small delete register. */
  deleted(value: Register, name: string | undefined, large: boolean): void {
    if (name === '_') return
    if (name !== undefined && name !== '"') this.store(name, value)
    if (large) {
      for (let n = 9; n > 1; n--) {
        const previous = this.kept.get(String(n - 1))
        if (previous) this.kept.set(String(n), previous)
      }
      this.kept.set('1', value)
    } else if (name === undefined || name === '"') this.kept.set('-', value)
    this.kept.set('"', value)
  }

  entries(): readonly (readonly [string, Register])[] {
    const order = '"0123456789abcdefghijklmnopqrstuvwxyz-.:%/'
    return [...this.kept].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  }

  private store(name: string, value: Register): void {
    const lower = name.toLowerCase()
    const old = this.kept.get(lower)
    if (name === lower || !old) {
      this.kept.set(lower, value)
      return
    }
    if (old.kind === 'line' || value.kind === 'line') {
      const first = old.text.endsWith('\n') ? old.text : `${old.text}\n`
      this.kept.set(lower, { text: first + value.text + (value.text.endsWith('\n') ? '' : '\n'), kind: 'line' })
    } else this.kept.set(lower, { text: old.text + value.text, kind: old.kind })
  }
}
