/** Models gnulib's filevercmp: the order of `sort -V` and `ls -v`, where runs of digits count as numbers. */
const suffix = /(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/

/** Negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0
  for (const special of ['', '.', '..']) {
    if (a === special) return -1
    if (b === special) return 1
  }
  const hiddenA = a.startsWith('.')
  const hiddenB = b.startsWith('.')
  if (hiddenA !== hiddenB) return hiddenA ? -1 : 1
  const [restA, restB] = hiddenA ? [a.slice(1), b.slice(1)] : [a, b]
  const stemA = restA.slice(0, suffix.exec(restA)?.index)
  const stemB = restB.slice(0, suffix.exec(restB)?.index)
  return (stemA === stemB ? compareParts(restA, restB) : compareParts(stemA, stemB)) || (a < b ? -1 : 1)
}

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9'

/** Debian's order of characters: `~` before the end, letters before the rest. */
const rank = (c: string | undefined): number => {
  if (c === undefined || isDigit(c)) return 0
  if (c === '~') return -1
  return /[A-Za-z]/.test(c) ? c.charCodeAt(0) : c.charCodeAt(0) + 256
}

function compareParts(a: string, b: string): number {
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
      const difference = rank(a[i]) - rank(b[j])
      if (difference !== 0) return difference
      i++
      j++
    }
    const numberA = /^\d*/.exec(a.slice(i))?.[0] ?? ''
    const numberB = /^\d*/.exec(b.slice(j))?.[0] ?? ''
    i += numberA.length
    j += numberB.length
    const x = numberA.replace(/^0+/, '')
    const y = numberB.replace(/^0+/, '')
    if (x.length !== y.length) return x.length - y.length
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
