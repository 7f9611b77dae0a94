import { concatBytes } from '../../../base/utf8.ts'

/** Ctrl-P, Ctrl-Q. */
export const defaultDetachKeys: readonly number[] = [16, 17]

/** `ctrl-p,ctrl-q`, `a`, `ctrl-@`: as bytes; undefined when it is no such list (moby/term ToBytes). */
export function parseDetachKeys(text: string): readonly number[] | undefined {
  if (text === '') return defaultDetachKeys
  const out: number[] = []
  for (const key of text.split(',')) {
    if (key.length === 1) out.push(key.charCodeAt(0))
    else {
      const control = /^ctrl-([a-zA-Z@[\\\]^_])$/.exec(key)
      if (!control) return undefined
      out.push((control[1] as string).toUpperCase().charCodeAt(0) & 31)
    }
  }
  return out
}

/** Looks for the sequence in what a client types; a beginning that leads nowhere is passed on after all (moby/term proxy.go). */
export class DetachKeys {
  private matched = 0

  constructor(private readonly keys: readonly number[]) {}

  push(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly detached: boolean } {
    const out: Uint8Array[] = []
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (byte === this.keys[this.matched]) {
        this.matched++
        if (this.matched === this.keys.length) return { bytes: concatBytes(out), detached: true }
        continue
      }
      if (this.matched > 0) out.push(Uint8Array.from(this.keys.slice(0, this.matched)))
      this.matched = byte === this.keys[0] ? 1 : 0
      if (this.matched === 0) out.push(bytes.subarray(i, i + 1))
    }
    return { bytes: concatBytes(out), detached: false }
  }
}
