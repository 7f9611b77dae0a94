import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'

/** Models sort's key definitions: `-k F[.C][OPTS][,F[.C][OPTS]]` and the old `+F -F`. */
export interface Ordering {
  readonly ignoreBlanksStart: boolean
  readonly ignoreBlanksEnd: boolean
  readonly dictionary: boolean
  readonly fold: boolean
  readonly printable: boolean
  readonly reverse: boolean
  readonly kind: 'text' | 'number' | 'general' | 'human' | 'month' | 'version' | 'random'
}

export interface Key extends Ordering {
  readonly startField: number
  readonly startChar: number
  /** 0: to the end of the line. */
  readonly endField: number
  readonly endChar: number
}

const kinds: Readonly<Record<string, Ordering['kind']>> = { n: 'number', g: 'general', h: 'human', M: 'month', V: 'version', R: 'random' }

/** The ordering that letters stand for; `side` says which end `b` counts for. */
export function orderingOf(letters: string, endLetters = ''): Ordering {
  const all = letters + endLetters
  const kind = [...all].findLast((letter) => letter in kinds)
  return {
    ignoreBlanksStart: letters.includes('b'),
    ignoreBlanksEnd: endLetters.includes('b'),
    dictionary: all.includes('d'),
    fold: all.includes('f'),
    printable: all.includes('i'),
    reverse: all.includes('r'),
    kind: kind === undefined ? 'text' : (kinds[kind] as Ordering['kind']),
  }
}

export const isDefaultOrdering = (key: Ordering): boolean =>
  !key.ignoreBlanksStart && !key.ignoreBlanksEnd && !key.dictionary && !key.fold && !key.printable && !key.reverse && key.kind === 'text'

/** Reads a -k argument; the error is sort's message. */
export function parseKey(text: string, quote: (text: string) => string): Result<Key, string> {
  const m = /^(\d*)(?:\.(\d*))?([a-zA-Z]*)(?:,(\d*)(?:\.(\d*))?([a-zA-Z]*))?/.exec(text)
  if (!m || m[1] === '') return err(`invalid number at field start: invalid count at start of ${quote(text)}`)
  const [startField, startChar] = [Number(m[1]), m[2] === undefined ? 1 : Number(m[2])]
  if (startField === 0) return err(`field number is zero: invalid field specification ${quote(text)}`)
  if (m[2] !== undefined && (m[2] === '' || startChar === 0))
    return err(
      m[2] === ''
        ? `invalid number after '.': invalid count at start of ${quote(text.slice(text.indexOf('.') + 1))}`
        : `character offset is zero: invalid field specification ${quote(text)}`,
    )
  if (m[4] === '') return err(`invalid number after ',': invalid count at start of ${quote(text.slice(text.indexOf(',') + 1))}`)
  const letters = `${m[3] ?? ''}${m[6] ?? ''}`
  if (m[0].length < text.length || /[^bdfghiMnRrV]/.test(letters))
    return err(`stray character in field spec: invalid field specification ${quote(text)}`)
  const endField = m[4] === undefined ? 0 : Number(m[4])
  if (m[4] !== undefined && endField === 0) return err(`field number is zero: invalid field specification ${quote(text)}`)
  return ok({ ...orderingOf(m[3] ?? '', m[6] ?? ''), startField, startChar, endField, endChar: Number(m[5] ?? 0) })
}

/** Where fields begin and end: with a separator between them, without one at each change from non-blank to blank. */
export function keyText(line: string, key: Key, separator: string | undefined): string {
  const start = position(line, key.startField, key.startChar, separator, key.ignoreBlanksStart)
  const end =
    key.endField === 0
      ? line.length
      : key.endChar === 0
        ? fieldEnd(line, key.endField, separator)
        : position(line, key.endField, key.endChar + 1, separator, key.ignoreBlanksEnd)
  return end <= start ? '' : line.slice(start, end)
}

const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n'

function fieldStart(line: string, field: number, separator: string | undefined): number {
  let at = 0
  for (let n = 1; n < field; n++) {
    if (separator !== undefined) {
      const next = line.indexOf(separator, at)
      if (next < 0) return line.length
      at = next + 1
    } else {
      while (at < line.length && isBlank(line[at])) at++
      while (at < line.length && !isBlank(line[at])) at++
    }
  }
  return at
}

function fieldEnd(line: string, field: number, separator: string | undefined): number {
  let at = fieldStart(line, field, separator)
  if (separator !== undefined) {
    const next = line.indexOf(separator, at)
    return next < 0 ? line.length : next
  }
  while (at < line.length && isBlank(line[at])) at++
  while (at < line.length && !isBlank(line[at])) at++
  return at
}

function position(line: string, field: number, char: number, separator: string | undefined, skipBlanks: boolean): number {
  let at = fieldStart(line, field, separator)
  if (skipBlanks) while (at < line.length && isBlank(line[at])) at++
  return Math.min(line.length, at + char - 1)
}
