/** Models tr's character arrays. */
export interface Expansion {
  readonly bytes: readonly number[]
  readonly classes: readonly string[]
  /** [:upper:] and [:lower:] with where they begin. */
  readonly caseClasses: readonly { readonly name: string; readonly at: number }[]
}

/** What is wrong with a string; the message is tr's. */
export class SetError extends Error {}

const letters: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 }

const range = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i)

const classes: Readonly<Record<string, readonly number[]>> = {
  alnum: [...range(48, 57), ...range(65, 90), ...range(97, 122)],
  alpha: [...range(65, 90), ...range(97, 122)],
  blank: [9, 32],
  cntrl: [...range(0, 31), 127],
  digit: range(48, 57),
  graph: range(33, 126),
  lower: range(97, 122),
  print: range(32, 126),
  punct: [...range(33, 47), ...range(58, 64), ...range(91, 96), ...range(123, 126)],
  space: [...range(9, 13), 32],
  upper: range(65, 90),
  xdigit: [...range(48, 57), ...range(65, 70), ...range(97, 102)],
}

interface Token {
  readonly byte: number
  readonly escaped: boolean
}

/** Expands a string; `[x*]` fills up to `fill` bytes in the second one. */
export function expandSet(text: Uint8Array, second: boolean, fill = 0): Expansion {
  const tokens = readTokens(text)
  const bytes: number[] = []
  const names: string[] = []
  const caseClasses: { name: string; at: number }[] = []
  let star: { at: number; byte: number } | undefined
  const plain = (i: number, c: string) => tokens[i]?.byte === c.charCodeAt(0) && !tokens[i]?.escaped
  for (let i = 0; i < tokens.length; ) {
    const named = plain(i, '[') && plain(i + 1, ':') ? closing(tokens, i, ':') : undefined
    if (named) {
      const members = classes[named.text]
      if (!members) throw new SetError(`invalid character class ‘${named.text}’`)
      names.push(named.text)
      if (named.text === 'upper' || named.text === 'lower') caseClasses.push({ name: named.text, at: bytes.length })
      bytes.push(...members)
      i = named.end
      continue
    }
    const equivalent = plain(i, '[') && plain(i + 1, '=') ? closing(tokens, i, '=') : undefined
    if (equivalent) {
      if (equivalent.text.length !== 1) throw new SetError(`${equivalent.text}: equivalence class operand must be a single character`)
      bytes.push(equivalent.text.charCodeAt(0))
      i = equivalent.end
      continue
    }
    const repeat = plain(i, '[') && plain(i + 2, '*') ? repetition(tokens, i) : undefined
    if (repeat) {
      if (!second) throw new SetError('the [c*] repeat construct may not appear in string1')
      const byte = (tokens[i + 1] as Token).byte
      if (repeat.count === 0) star = { at: bytes.length, byte }
      else bytes.push(...new Array<number>(repeat.count).fill(byte))
      i = repeat.end
      continue
    }
    const here = tokens[i] as Token
    if (plain(i + 1, '-') && i + 2 < tokens.length) {
      const high = (tokens[i + 2] as Token).byte
      if (high < here.byte) throw new SetError(`range-endpoints of '${shown(here.byte)}-${shown(high)}' are in reverse collating sequence order`)
      bytes.push(...range(here.byte, high))
      i += 3
      continue
    }
    bytes.push(here.byte)
    i++
  }
  if (star) bytes.splice(star.at, 0, ...new Array<number>(Math.max(0, fill - bytes.length)).fill(star.byte))
  return { bytes, classes: names, caseClasses }
}

const shown = (byte: number): string => (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte))

function readTokens(text: Uint8Array): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] as number
    if (byte !== 92) {
      tokens.push({ byte, escaped: false })
      continue
    }
    const octal = /^[0-3]?[0-7]{1,2}/.exec(String.fromCharCode(...text.subarray(i + 1, i + 4)))
    if (octal) {
      tokens.push({ byte: Number.parseInt(octal[0], 8), escaped: true })
      i += octal[0].length
    } else if (i + 1 === text.length) tokens.push({ byte: 92, escaped: true })
    else {
      const next = text[++i] as number
      tokens.push({ byte: letters[String.fromCharCode(next)] ?? next, escaped: true })
    }
  }
  return tokens
}

function closing(tokens: readonly Token[], from: number, mark: string): { text: string; end: number } | undefined {
  for (let i = from + 2; i + 1 < tokens.length; i++) {
    if (tokens[i]?.byte === mark.charCodeAt(0) && tokens[i + 1]?.byte === 93)
      return { text: String.fromCharCode(...tokens.slice(from + 2, i).map((token) => token.byte)), end: i + 2 }
  }
  return undefined
}

function repetition(tokens: readonly Token[], from: number): { count: number; end: number } | undefined {
  let digits = ''
  for (let i = from + 3; i < tokens.length; i++) {
    const c = String.fromCharCode((tokens[i] as Token).byte)
    if (c === ']') return { count: digits === '' ? 0 : Number.parseInt(digits, digits.startsWith('0') ? 8 : 10), end: i + 1 }
    if (!/\d/.test(c)) return undefined
    digits += c
  }
  return undefined
}
