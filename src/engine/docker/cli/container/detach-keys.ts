/** Ctrl-P Ctrl-Q. */
const defaultKeys = [16, 17]

/** Watches input for the detach sequence (moby/term escape proxy): bytes that may begin it are held back until they do not. */
export class DetachKeys {
  private readonly keys: readonly number[]
  private matched = 0

  /** `ctrl-p,ctrl-q`-like text; empty is the default, undefined watches for nothing. */
  constructor(text: string | undefined) {
    this.keys = text === undefined ? [] : (parseDetachKeys(text) ?? defaultKeys)
  }

  pass(chunk: Uint8Array): { readonly bytes: Uint8Array; readonly detached: boolean } {
    if (this.keys.length === 0) return { bytes: chunk, detached: false }
    const out: number[] = []
    for (const byte of chunk) {
      if (byte === this.keys[this.matched]) {
        this.matched++
        if (this.matched === this.keys.length) return { bytes: Uint8Array.from(out), detached: true }
        continue
      }
      out.push(...this.keys.slice(0, this.matched))
      this.matched = byte === this.keys[0] ? 1 : 0
      if (this.matched === 0) out.push(byte)
    }
    return { bytes: Uint8Array.from(out), detached: false }
  }
}

/** Bytes of `ctrl-x,a,ctrl-@`; undefined when malformed or empty. */
export function parseDetachKeys(text: string): readonly number[] | undefined {
  if (text === '') return undefined
  const keys: number[] = []
  for (const key of text.split(',')) {
    const control = /^ctrl-([a-z@[\\\]^_])$/i.exec(key)
    if (control) keys.push((control[1] as string).toUpperCase().charCodeAt(0) & 0x1f)
    else if (key.length === 1) keys.push(key.charCodeAt(0))
    else return undefined
  }
  return keys
}
