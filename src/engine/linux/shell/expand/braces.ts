import { lexical } from '../parse/nested.ts'
import { Word } from '../word.ts'

/** Brace expansion (braces.c): done on a word's text before any other expansion. */
export function braceWords(word: Word): readonly Word[] {
  word.braces ??= word.mode === 'word' && word.text.includes('{') ? expandBraces(word.text).map((text) => new Word(text)) : [word]
  return word.braces
}

/** `a{b,c}d` is `abd`, `acd`; a text without valid braces is itself. */
export function expandBraces(text: string): string[] {
  for (let i = 0; i < text.length; ) {
    if (text[i] === '$' && text[i + 1] === '{') i = lexical.dollar(text, i, false)
    else if (text[i] === '{') {
      const group = readGroup(text, i)
      if (group) {
        const before = text.slice(0, i)
        const after = expandBraces(text.slice(group.end))
        return group.items.flatMap((item) => after.map((rest) => before + item + rest))
      }
      i++
    } else i = step(text, i)
  }
  return [text]
}

/** Quotes and substitutions are passed over whole. */
function step(text: string, i: number): number {
  try {
    return lexical.step(text, i, false)
  } catch {
    return i + 1
  }
}

function readGroup(text: string, open: number): { items: string[]; end: number } | undefined {
  const parts: string[] = []
  let depth = 0
  let from = open + 1
  for (let i = from; i < text.length; ) {
    const c = text[i]
    if (c === '{') depth++
    else if (c === '}') {
      if (depth === 0) {
        parts.push(text.slice(from, i))
        return finish(parts, i + 1)
      }
      depth--
    } else if (c === ',' && depth === 0) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
    i = step(text, i)
  }
  return undefined
}

function finish(parts: string[], end: number): { items: string[]; end: number } | undefined {
  if (parts.length > 1) return { items: parts.flatMap(expandBraces), end }
  const sequence = expandSequence(parts[0] as string)
  return sequence && { items: sequence, end }
}

/** `1..5`, `a..e..2`, `01..10`. */
function expandSequence(text: string): string[] | undefined {
  const numbers = /^([-+]?\d+)\.\.([-+]?\d+)(?:\.\.([-+]?\d+))?$/.exec(text)
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([-+]?\d+))?$/.exec(text)
  if (!numbers && !letters) return undefined
  const [, first = '', last = '', by] = (numbers ?? letters) as RegExpExecArray
  const from = numbers ? Number(first) : first.charCodeAt(0)
  const to = numbers ? Number(last) : last.charCodeAt(0)
  const step = Math.abs(Number(by ?? 1)) || 1
  if (Math.abs(to - from) / step > 1_000_000) return undefined
  const out: string[] = []
  const width = numbers && [first, last].some((end) => /^[-+]?0\d/.test(end)) ? Math.max(first.length, last.length) : 0
  for (let at = from; from <= to ? at <= to : at >= to; at += from <= to ? step : -step) out.push(numbers ? padded(at, width) : quoteLetter(at))
  return out
}

const padded = (value: number, width: number): string =>
  value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0')

/** What lies between Z and a would otherwise be read as quoting. */
const quoteLetter = (code: number): string => (code === 92 || code === 96 ? `\\${String.fromCharCode(code)}` : String.fromCharCode(code))
