import { err, ok, type Result } from './result.ts'

/**
 * Splits a text into words as a POSIX shell would without expanding anything: blanks separate, single quotes keep all, double quotes let a backslash
 * escape `"`, `\`, `$`, `` ` `` and newline, a backslash elsewhere escapes the next character.
 */
export function shellWords(text: string): Result<readonly string[], string> {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (quote === "'") {
      if (char === "'") quote = ''
      else word += char
    } else if (quote === '"') {
      if (char === '"') quote = ''
      else if (char === '\\' && '"\\$`\n'.includes(text[i + 1] ?? 'x')) {
        i++
        if (text[i] !== '\n') word += text[i] as string
      } else word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (char === '\\') {
      if (i + 1 >= text.length) return err('EOF found after escape character')
      i++
      if (text[i] !== '\n') word = (word ?? '') + (text[i] as string)
    } else if (char === ' ' || char === '\t' || char === '\n' || char === '\r') {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + char
  }
  if (quote !== '') return err('EOF found when expecting closing quote')
  if (word !== undefined) words.push(word)
  return ok(words)
}
