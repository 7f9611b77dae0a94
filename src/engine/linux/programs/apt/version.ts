/** Debian's order of characters: `~` before the end, letters before everything else. */
const weight = (character: string | undefined): number => {
  if (character === undefined || /\d/.test(character)) return 0
  if (character === '~') return -1
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256
}

function compareParts(a: string, b: string): number {
  let [i, j] = [0, 0]
  const digit = (text: string, at: number) => /\d/.test(text[at] ?? '')
  while (i < a.length || j < b.length) {
    while ((i < a.length && !digit(a, i)) || (j < b.length && !digit(b, j))) {
      const order = weight(a[i]) - weight(b[j])
      if (order !== 0) return order
      if (i < a.length) i++
      if (j < b.length) j++
    }
    const left = /^\d*/.exec(a.slice(i))?.[0] ?? ''
    const right = /^\d*/.exec(b.slice(j))?.[0] ?? ''
    const difference = Number(left || 0) - Number(right || 0)
    if (difference !== 0) return difference
    i += left.length
    j += right.length
  }
  return 0
}

export interface DebVersion {
  readonly epoch: number
  readonly upstream: string
  readonly revision: string
}

export function parseVersion(text: string): DebVersion {
  const colon = text.indexOf(':')
  const rest = colon < 0 ? text : text.slice(colon + 1)
  const dash = rest.lastIndexOf('-')
  return {
    epoch: colon < 0 ? 0 : Number(text.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  }
}

/** deb-version(7): epoch, upstream version, revision. Negative, zero or positive. */
export function compareDebVersions(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [parseVersion(a), parseVersion(b)]
  return left.epoch - right.epoch || compareParts(left.upstream, right.upstream) || compareParts(left.revision, right.revision)
}

export type VersionSign = '<<' | '<=' | '=' | '>=' | '>>'

export function versionSatisfies(version: string, sign: VersionSign, wanted: string): boolean {
  const order = compareDebVersions(version, wanted)
  if (sign === '=') return order === 0
  if (sign === '<<') return order < 0
  if (sign === '>>') return order > 0
  return sign === '<=' ? order <= 0 : order >= 0
}
