/** Models strconv.Quote and strconv.Unquote of Go. */

const named: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0')

/** `%q` of a string. `ascii` escapes everything beyond ASCII (`%+q`). */
export function goQuote(text: string, options: { ascii?: boolean; delimiter?: '"' | "'" } = {}): string {
  const delimiter = options.delimiter ?? '"'
  let out = delimiter
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (char === delimiter) out += `\\${char}`
    else if (named[char]) out += named[char]
    else if (code < 0x20 || code === 0x7f) out += `\\x${hex(code, 2)}`
    else if (code < 0x7f || (!options.ascii && printable(char))) out += char
    else out += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`
  }
  return out + delimiter
}

const printable = (char: string): boolean => /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)

const unescapes: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' }

/** The text of a Go string, raw string or character literal; undefined when it is malformed. */
export function goUnquote(literal: string): string | undefined {
  const delimiter = literal[0]
  if (literal.length < 2 || literal.at(-1) !== delimiter) return undefined
  const body = literal.slice(1, -1)
  if (delimiter === '`') return body.includes('`') ? undefined : body.replaceAll('\r', '')
  if (delimiter !== '"' && delimiter !== "'") return undefined
  let out = ''
  for (let i = 0; i < body.length; ) {
    const char = body[i] as string
    if (char === delimiter || char === '\n') return undefined
    if (char !== '\\') {
      out += char
      i++
      continue
    }
    const sequence = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'"]))/.exec(body.slice(i, i + 10))
    if (!sequence) return undefined
    const code = sequence[1] ?? sequence[2] ?? sequence[3]
    const letter = sequence[5]
    if (letter === '"' || letter === "'") {
      if (letter !== delimiter) return undefined
    }
    if (letter) out += unescapes[letter]
    else out += String.fromCodePoint(code === undefined ? Number.parseInt(sequence[4] as string, 8) : Number.parseInt(code, 16))
    i += sequence[0].length
  }
  return out
}
