import { echoEscapes } from '../../libc/echo-format.ts'

/**
 * A format of stat(1): `%[flags][width][.precision]` and one or two letters; `value` answers the text of a conversion. Numbers take the flags
 * `0` and `-`, `#a` an octal prefix. Unknown conversions print as `?`.
 */
export function formatDirectives(format: string, value: (letters: string) => string | undefined, escapes: boolean): string {
  const filled = format.replace(
    /%%|%([-+ #0']*)(\d*)(?:\.(\d*))?([HL]?[A-Za-z])/g,
    (all, flags: string, width: string, precision: string | undefined, letters: string) => {
      if (all === '%%') return '%'
      let key = letters
      let tail = ''
      // In older formats `%Dh` is %D and a letter.
      if (letters.length === 2 && value(letters) === undefined) {
        key = letters[0] as string
        tail = letters[1] as string
      }
      const text = value(key)
      if (text === undefined) return `?${tail}`
      return pad(decorate(text, key, flags, precision), flags, Number(width || 0)) + tail
    },
  )
  return escapes ? echoEscapes(filled.replace(/\\([1-7][0-7]{0,2})/g, '\\0$1').replace(/\\"/g, '"')).text : filled
}

function decorate(text: string, key: string, flags: string, precision: string | undefined): string {
  if (flags.includes('#')) {
    if (key === 'a') return `0${text}`
    if ('DfRtT'.includes(key)) return `0x${text}`
  }
  if (precision === undefined) return text
  if ('XYZW'.includes(key)) return `${text}.${'0'.repeat(Math.min(9, Number(precision || 9)))}`
  return /^\d+$/.test(text) ? text.padStart(Number(precision), '0') : text.slice(0, Number(precision))
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width)
  return text.padStart(width, flags.includes('0') && /^[0-9a-f]+$/.test(text) ? '0' : ' ')
}
