import { displayWidth } from '../../libc/locale.ts'

/** One way to complete the word at the cursor. */
export interface Candidate {
  /** What the word becomes, quoted as it must be. */
  readonly insert: string
  /** How a list shows it. */
  readonly shown: string
  /** What follows when it is the only one: a blank, a slash, a closing quote, nothing. */
  readonly suffix: string
}

export interface Completion {
  /** Where the word begins in the line. */
  readonly from: number
  readonly candidates: readonly Candidate[]
}

/** Finds completions of a line at a cursor. */
export type Completer<T> = (line: string, cursor: number) => T

/** The longest beginning that all candidates share. */
export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? ''
  for (const text of texts) {
    let i = 0
    while (i < prefix.length && prefix[i] === text[i]) i++
    prefix = prefix.slice(0, i)
  }
  return prefix
}

/** The list in columns, down first (complete.c: rl_display_match_list): rows without their line ends. */
export function columnsOf(shown: readonly string[], width: number): string[] {
  const sorted = [...new Set(shown)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const longest = Math.max(...sorted.map(displayWidth)) + 2
  const across = Math.max(1, Math.trunc(width / longest))
  const perRow = across * longest === width && across > 1 ? across - 1 : across
  const rows = Math.ceil(sorted.length / perRow)
  const out: string[] = []
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let index = row; index < sorted.length; index += rows) {
      const text = sorted[index] as string
      line += index + rows < sorted.length ? text + ' '.repeat(longest - displayWidth(text)) : text
    }
    out.push(line)
  }
  return out
}
