/**
 * Splits the operands of ENV, LABEL and their like into words: blanks separate, quotes and escapes stay as written (BuildKit parser/line_parsers.go,
 * parseWords).
 */
export function splitWords(rest: string, escapeChar: string): readonly string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  let inWord = false
  for (let i = 0; i < rest.length; i++) {
    const char = rest[i] as string
    if (quote === '' && /\s/.test(char)) {
      if (inWord) words.push(word)
      word = ''
      inWord = false
      continue
    }
    inWord = true
    if (char === escapeChar && quote !== "'" && i + 1 < rest.length) {
      word += char + (rest[i + 1] as string)
      i++
      continue
    }
    if (quote === '' && (char === '"' || char === "'")) quote = char
    else if (char === quote) quote = ''
    word += char
  }
  if (inWord) words.push(word)
  return words
}

export interface Pair {
  readonly name: string
  readonly value: string
}

/** `NAME value…` (old) or `NAME=value NAME=value`; `legacy` tells which. The problem is BuildKit's message. */
export function parsePairs(
  rest: string,
  keyword: string,
  escapeChar: string,
): { readonly pairs: readonly Pair[]; readonly legacy: boolean } | string {
  const words = splitWords(rest, escapeChar)
  const first = words[0]
  if (first === undefined) return `${keyword} requires at least one argument`
  if (!first.includes('=')) {
    const [, name = '', value = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? []
    if (value === '') return `${keyword} must have two arguments`
    return { pairs: [{ name, value }], legacy: true }
  }
  const pairs: Pair[] = []
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 0) return `Syntax error - can't find = in "${word}". Must be of the form: name=value`
    pairs.push({ name: word.slice(0, at), value: word.slice(at + 1) })
  }
  return { pairs, legacy: false }
}

/** `["a","b"]`: the strings, or undefined when it is no JSON array of strings (then it is a shell command). */
export function jsonArray(rest: string): readonly string[] | undefined {
  if (!/^\s*\[/.test(rest)) return undefined
  try {
    const value: unknown = JSON.parse(rest)
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? (value as string[]) : undefined
  } catch {
    return undefined
  }
}

/** `--name=value` flags in front of the operands. */
export function leadingFlags(rest: string): {
  readonly flags: readonly { readonly name: string; readonly value: string | undefined }[]
  readonly rest: string
} {
  const flags: { name: string; value: string | undefined }[] = []
  let at = rest.trimStart()
  for (;;) {
    const match = /^--([a-z][a-z0-9.-]*)(?:=("(?:[^"\\]|\\.)*"|\S*))?(?:\s+|$)/i.exec(at)
    if (!match) break
    flags.push({ name: match[1] as string, value: match[2]?.replace(/^"(.*)"$/s, '$1') })
    at = at.slice(match[0].length)
  }
  return { flags, rest: at }
}
