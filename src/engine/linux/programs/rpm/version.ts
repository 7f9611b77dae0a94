/** Epoch, version and release of a package, as rpm compares them. */
export interface Evr {
  readonly epoch: number
  readonly version: string
  readonly release: string
}

/** rpm's rpmvercmp: segments of digits and letters, `~` sorts before the end. Negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|[a-zA-Z]+|~/g) ?? []
  const right = b.match(/\d+|[a-zA-Z]+|~/g) ?? []
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const x = left[i]
    const y = right[i]
    if (x === y) continue
    if (x === '~' || y === '~') return x === '~' ? -1 : 1
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1
    const xNumber = /^\d/.test(x)
    const yNumber = /^\d/.test(y)
    if (xNumber !== yNumber) return xNumber ? 1 : -1
    if (xNumber) {
      const xDigits = x.replace(/^0+/, '')
      const yDigits = y.replace(/^0+/, '')
      if (xDigits.length !== yDigits.length) return xDigits.length - yDigits.length
      if (xDigits !== yDigits) return xDigits < yDigits ? -1 : 1
    } else return x < y ? -1 : 1
  }
  return 0
}

export const compareEvr = (a: Evr, b: Evr): number =>
  a.epoch - b.epoch || compareVersions(a.version, b.version) || compareVersions(a.release, b.release)
