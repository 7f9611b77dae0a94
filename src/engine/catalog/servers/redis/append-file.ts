import { decode } from '../../../base/utf8.ts'

/** The commands of an append-only file: RESP arrays of bulk strings, as clients sent them. A cut last one is left out. */
export function* parseCommands(bytes: Uint8Array): Generator<readonly string[]> {
  let at = 0
  const line = (): string | undefined => {
    const end = bytes.indexOf(13, at)
    if (end < 0) return undefined
    const text = decode(bytes.subarray(at, end))
    at = end + 2
    return text
  }
  for (;;) {
    const head = line()
    if (head === undefined || !head.startsWith('*')) return
    const words: string[] = []
    for (let i = Number(head.slice(1)); i > 0; i--) {
      const length = Number(line()?.slice(1))
      if (!Number.isInteger(length) || at + length > bytes.length) return
      words.push(decode(bytes.subarray(at, at + length)))
      at += length + 2
    }
    yield words
  }
}
