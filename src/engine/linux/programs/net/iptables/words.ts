/** Splits a line of iptables-restore: blanks separate, double quotes hold together, a backslash inside them takes the next letter. */
export function restoreWords(line: string): readonly string[] {
  const words: string[] = []
  let [word, quotes, started] = ['', false, false]
  for (let i = 0; i < line.length; i++) {
    const letter = line[i] as string
    if (quotes && letter === '\\') word += line[++i] ?? ''
    else if (letter === '"') {
      quotes = !quotes
      started = true
    } else if (!quotes && /\s/.test(letter)) {
      if (started) words.push(word)
      ;[word, started] = ['', false]
    } else {
      word += letter
      started = true
    }
  }
  return started ? [...words, word] : words
}
