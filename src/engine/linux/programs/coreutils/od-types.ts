import { formatFloat } from '../../libc/c-format.ts'

/** The output types of od: how many bytes a field has, how wide it is and how it shows. */
export interface OutputType {
  readonly bytes: number
  readonly width: number
  /** `z`: printable text at the end of the line. */
  readonly text: boolean
  show(bytes: Uint8Array): string
}

const names = [
  'nul',
  'soh',
  'stx',
  'etx',
  'eot',
  'enq',
  'ack',
  'bel',
  'bs',
  'ht',
  'nl',
  'vt',
  'ff',
  'cr',
  'so',
  'si',
  'dle',
  'dc1',
  'dc2',
  'dc3',
  'dc4',
  'nak',
  'syn',
  'etb',
  'can',
  'em',
  'sub',
  'esc',
  'fs',
  'gs',
  'rs',
  'us',
  'sp',
]

const escapes: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

const sizes: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 }

/** Digits a value of that many bytes can take. */
const widths: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  o: { 1: 3, 2: 6, 4: 11, 8: 22 },
  x: { 1: 2, 2: 4, 4: 8, 8: 16 },
  u: { 1: 3, 2: 5, 4: 10, 8: 20 },
  d: { 1: 4, 2: 6, 4: 11, 8: 20 },
}

/** Reads `x1z`, `o2`, `c`, `fD`…; a text is od's complaint. */
export function parseTypes(spec: string, bigEndian: boolean): readonly OutputType[] | string {
  const types: OutputType[] = []
  let rest = spec
  while (rest !== '') {
    const m = /^([acdfoux])(\d+|[CSILFD])?(z?)/.exec(rest)
    if (!m) return `invalid character '${rest[0]}' in type string '${spec}'`
    const letter = m[1] as string
    const text = m[3] === 'z'
    const bytes = letter === 'a' || letter === 'c' ? 1 : m[2] === undefined ? (letter === 'f' ? 8 : 4) : (sizes[m[2]] ?? Number(m[2]))
    const type = makeType(letter, bytes, text, bigEndian)
    if (!type)
      return `invalid type string '${spec}';\nthis system doesn't provide a ${bytes}-byte ${letter === 'f' ? 'floating point' : 'integral'} type`
    types.push(type)
    rest = rest.slice(m[0].length)
  }
  return types
}

function makeType(letter: string, bytes: number, text: boolean, bigEndian: boolean): OutputType | undefined {
  if (letter === 'a')
    return { bytes: 1, width: 3, text, show: ([byte = 0]) => ((byte & 127) === 127 ? 'del' : (names[byte & 127] ?? String.fromCharCode(byte & 127))) }
  if (letter === 'c')
    return {
      bytes: 1,
      width: 3,
      text,
      show: ([byte = 0]) => escapes[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0')),
    }
  const view = (part: Uint8Array) => new DataView(part.buffer, part.byteOffset, part.byteLength)
  if (letter === 'f') {
    if (bytes === 8) return { bytes, width: 24, text, show: (part) => shortest(view(part).getFloat64(0, !bigEndian), 17) }
    if (bytes === 4) return { bytes, width: 15, text, show: (part) => shortest(view(part).getFloat32(0, !bigEndian), 9) }
    return undefined
  }
  const width = widths[letter]?.[bytes]
  if (width === undefined) return undefined
  const base = letter === 'o' ? 8 : letter === 'x' ? 16 : 10
  return {
    bytes,
    width,
    text,
    show: (part) => {
      let value = 0n
      for (const byte of bigEndian ? part : [...part].reverse()) value = value * 256n + BigInt(byte)
      if (letter === 'd') value = BigInt.asIntN(bytes * 8, value)
      const digits = value.toString(base)
      return base === 10 ? digits : digits.padStart(width, '0')
    },
  }
}

/** The fewest digits that read back as the same number. */
function shortest(value: number, most: number): string {
  for (let precision = 1; precision < most; precision++) {
    const text = formatFloat(value, { flags: '', precision, letter: 'g' })
    const back = Number(text)
    if (most === 9 ? Math.fround(back) === value : back === value) return text
  }
  return formatFloat(value, { flags: '', precision: most, letter: 'g' })
}
