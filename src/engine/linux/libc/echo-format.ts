/** Models what echo(1) and the shells' echo print: -n, -e, -E and the backslash escapes. */
export function formatEcho(args: readonly string[], posix = false): string {
  let newline = true
  let escapes = posix
  let i = 0
  for (; !posix && i < args.length && /^-[neE]+$/.test(args[i] as string); i++) {
    for (const letter of (args[i] as string).slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  const text = args.slice(i).join(' ')
  if (!escapes) return text + (newline ? '\n' : '')
  const read = echoEscapes(text)
  return read.text + (newline && !read.stopped ? '\n' : '')
}

const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** Replaces the escapes of `echo -e`; `\c` ends the text. Bytes above 127 become lone surrogates U+DC80… which the locale writes as bytes. */
export function echoEscapes(text: string): { readonly text: string; readonly stopped: boolean } {
  let out = ''
  let rest = text
  for (;;) {
    const at = rest.indexOf('\\')
    if (at < 0 || at === rest.length - 1) return { text: joinBytes(out + rest), stopped: false }
    out += rest.slice(0, at)
    rest = rest.slice(at + 1)
    if (rest.startsWith('c')) return { text: joinBytes(out), stopped: true }
    const number = /^(?:0([0-7]{1,3})|0|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest)
    if (number) {
      out +=
        (number[3] ?? number[4])
          ? String.fromCodePoint(Number.parseInt((number[3] ?? number[4]) as string, 16))
          : byteCharacter(number[1] ? Number.parseInt(number[1], 8) : number[2] ? Number.parseInt(number[2], 16) : 0)
      rest = rest.slice(number[0].length)
      continue
    }
    const letter = letters[rest[0] as string]
    out += letter ?? `\\${rest[0]}`
    rest = rest.slice(1)
  }
}

/** A byte as a character of a text: itself below 128, a lone surrogate above. */
export const byteCharacter = (byte: number): string => String.fromCharCode((byte & 0xff) < 0x80 ? byte & 0xff : 0xdc00 + (byte & 0xff))

/** Makes characters of bytes that were written one by one (`\303\251` is é). */
export function joinBytes(text: string): string {
  if (!/[\udc80-\udcff]/.test(text)) return text
  return text.replace(/[\udc80-\udcff]+/g, (run) => {
    const bytes = Uint8Array.from(run, (c) => c.charCodeAt(0) - 0xdc00)
    const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    return decoded.includes('\ufffd') ? run : decoded
  })
}
