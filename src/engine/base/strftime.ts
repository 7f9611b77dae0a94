import type { CivilTime } from './calendar.ts'
import { isoWeek, monthNames, weekdayNames } from './calendar.ts'

/** Models strftime(3) of the C locale with the GNU additions of date(1): flags `-_0^#`, widths, %N, %s, %:z, %P, %q. */
type Kind = 'zero' | 'space' | 'text'

interface Piece {
  readonly text: string
  readonly kind: Kind
  readonly width: number
}

/** Formats a civil time. Unknown conversions stay as they are, as in glibc. */
export function strftime(format: string, time: CivilTime): string {
  let out = ''
  for (let i = 0; i < format.length; i++) {
    const c = format[i] as string
    if (c !== '%') {
      out += c
      continue
    }
    const spec = /^%([-_0^#+]*)(\d*)([EO]?)(:{0,3}z|[A-Za-z%+])/.exec(format.slice(i, i + 40))
    const piece = spec ? convert(spec[4] as string, time, spec[2] === '' ? undefined : Number(spec[2])) : undefined
    if (!spec || piece === undefined) {
      out += c
      continue
    }
    out += pad(piece, spec[1] as string, spec[2] as string)
    i += spec[0].length - 1
  }
  return out
}

function pad(piece: Piece, flags: string, widthText: string): string {
  let text = piece.text
  let kind = piece.kind
  let width = widthText === '' ? piece.width : Number(widthText)
  for (const flag of flags) {
    if (flag === '_') kind = 'space'
    else if (flag === '0') kind = 'zero'
    else if (flag === '-') width = 0
    else if (flag === '^') text = text.toUpperCase()
    else if (flag === '#') text = text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase()
  }
  if (text.length >= width) return text
  const sign = kind === 'zero' && /^[-+]\d/.test(text) ? (text[0] as string) : ''
  return sign + text.slice(sign.length).padStart(width - sign.length, kind === 'zero' ? '0' : ' ')
}

const number = (n: number, width: number, kind: Kind = 'zero'): Piece => ({ text: String(n), kind, width })
const text = (value: string): Piece => ({ text: value, kind: 'text', width: 0 })

const composites: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

function convert(letter: string, t: CivilTime, width: number | undefined): Piece | undefined {
  const composite = composites[letter]
  if (composite !== undefined) return text(strftime(composite, t))
  if (letter.endsWith('z')) return offset(t.zone.offsetMinutes, letter.length - 1)
  return date(letter, t) ?? clock(letter, t, width)
}

function date(letter: string, t: CivilTime): Piece | undefined {
  const weekday = weekdayNames[t.weekday] as string
  const month = monthNames[t.month - 1] as string
  switch (letter) {
    case 'a':
      return text(weekday.slice(0, 3))
    case 'A':
      return text(weekday)
    case 'b':
    case 'h':
      return text(month.slice(0, 3))
    case 'B':
      return text(month)
    case 'C':
      return number(Math.floor(t.year / 100), 2)
    case 'd':
      return number(t.day, 2)
    case 'e':
      return number(t.day, 2, 'space')
    case 'g':
      return number(isoWeek(t).year % 100, 2)
    case 'G':
      return number(isoWeek(t).year, 4)
    case 'j':
      return number(t.yearDay, 3)
    case 'm':
      return number(t.month, 2)
    case 'q':
      return number(Math.ceil(t.month / 3), 1)
    case 'u':
      return number(t.weekday || 7, 1)
    case 'U':
      return number(Math.floor((t.yearDay + 6 - t.weekday) / 7), 2)
    case 'V':
      return number(isoWeek(t).week, 2)
    case 'w':
      return number(t.weekday, 1)
    case 'W':
      return number(Math.floor((t.yearDay + 6 - ((t.weekday + 6) % 7)) / 7), 2)
    case 'y':
      return number(((t.year % 100) + 100) % 100, 2)
    case 'Y':
      return number(t.year, 4)
    default:
      return undefined
  }
}

function clock(letter: string, t: CivilTime, width: number | undefined): Piece | undefined {
  switch (letter) {
    case 'H':
      return number(t.hour, 2)
    case 'I':
      return number(t.hour % 12 || 12, 2)
    case 'k':
      return number(t.hour, 2, 'space')
    case 'l':
      return number(t.hour % 12 || 12, 2, 'space')
    case 'M':
      return number(t.minute, 2)
    case 'n':
      return text('\n')
    case 'N':
      return text(
        String(t.nanosecond)
          .padStart(9, '0')
          .slice(0, width ?? 9)
          .padEnd(width ?? 9, '0'),
      )
    case 'p':
      return text(t.hour < 12 ? 'AM' : 'PM')
    case 'P':
      return text(t.hour < 12 ? 'am' : 'pm')
    case 's':
      return number(Math.floor(t.atMs / 1000), 1)
    case 'S':
      return number(t.second, 2)
    case 't':
      return text('\t')
    case 'Z':
      return text(t.zone.abbreviation)
    case '%':
      return text('%')
    default:
      return undefined
  }
}

/** %z, %:z, %::z, %:::z (as short as precise). */
function offset(offsetMinutes: number, colons: number): Piece {
  const sign = offsetMinutes < 0 ? '-' : '+'
  const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0')
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0')
  const body =
    colons === 0
      ? hours + minutes
      : colons === 1
        ? `${hours}:${minutes}`
        : colons === 2
          ? `${hours}:${minutes}:00`
          : minutes === '00'
            ? hours
            : `${hours}:${minutes}`
  return { text: sign + body, kind: 'zero', width: 0 }
}
