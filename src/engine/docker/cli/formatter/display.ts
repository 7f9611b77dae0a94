import { humanDuration } from '../../../base/units.ts'

/** Short forms that many lists share. */

/** The first twelve digits of an id, without its algorithm. */
export const shortId = (id: string): string => id.replace(/^[^:]*:/, '').slice(0, 12)

/** Cuts to a width in columns, the last one an ellipsis; wide characters count two. */
export function ellipsis(text: string, width: number): string {
  if (width <= 0) return ''
  const chars = [...text]
  if (width === 1) return chars[0] ?? ''
  let used = 0
  const ends = chars.map((char) => {
    used += charWidth(char)
    return used
  })
  if (used <= width) return text
  let keep = 0
  while (keep < chars.length && (ends[keep] as number) <= width - 1) keep++
  return `${chars.slice(0, keep).join('')}…`
}

const charWidth = (char: string): number =>
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(char) ? 2 : 1

/** `3 minutes ago` of Unix seconds. */
export const ago = (seconds: number, nowMs: number): string => `${humanDuration(nowMs - seconds * 1000)} ago`

/** `a=1,b=2`, sorted. */
export const labelsText = (labels: Readonly<Record<string, string>> | null | undefined): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')
