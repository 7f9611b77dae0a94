/** Models pflag's wrapping of flag descriptions: continuation lines at the same indent, short orphans kept on their line. */
export function wrapText(indent: number, width: number, text: string): string {
  const room = width - indent
  if (width === 0) return text
  if (room < 24) {
    const narrow = width - 16
    if (narrow < 24) return text
    return `\n${' '.repeat(16)}${lines(narrow - 5, text).join(`\n${' '.repeat(16)}`)}`
  }
  return lines(room - 5, text).join(`\n${' '.repeat(indent)}`)
}

const SLOP = 5

function lines(width: number, text: string): string[] {
  const out: string[] = []
  let rest = text
  do {
    if (width + SLOP > rest.length) {
      out.push(rest)
      break
    }
    const space = rest.slice(0, width).lastIndexOf(' ')
    if (space <= 0) {
      out.push(rest)
      break
    }
    out.push(rest.slice(0, space))
    rest = rest.slice(space + 1)
  } while (rest !== '')
  return out
}
