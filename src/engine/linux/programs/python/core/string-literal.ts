const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
}

/** Escape sequences of a string literal; unknown ones stay as they are. */
export function unescapeString(body: string, bytes: boolean): string {
  if (!body.includes('\\')) return body
  return body.replace(
    /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (whole, octal?: string, hex?: string, short?: string, long?: string, char?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (short !== undefined) return bytes ? whole : String.fromCharCode(Number.parseInt(short, 16))
      if (long !== undefined) return bytes ? whole : String.fromCodePoint(Number.parseInt(long, 16))
      return SIMPLE[char ?? ''] ?? whole
    },
  )
}
