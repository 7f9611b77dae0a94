/** Lines of a Dockerfile around a place, the place marked (buildkit solver/errdefs Source.Print). */
export function sourceExcerpt(filename: string, text: string, firstLine: number, lastLine: number): string {
  const lines = text.split('\n')
  if (firstLine < 1 || firstLine > lines.length) return ''
  let start = firstLine
  let end = Math.min(lastLine, lines.length)
  const wanted = end === start ? 4 : 2
  for (let shown = 0; shown < wanted; shown++) {
    if (start > 1) {
      start--
      shown++
    }
    if (end < lines.length) {
      end++
      shown++
    }
  }
  const rows = lines.slice(start - 1, end).map((line, i) => {
    const number = start + i
    return ` ${String(number).padStart(3)} | ${number >= firstLine && number <= lastLine ? '>>>' : '   '} ${line}\n`
  })
  return `${filename}:${firstLine}\n--------------------\n${rows.join('')}--------------------\n`
}
