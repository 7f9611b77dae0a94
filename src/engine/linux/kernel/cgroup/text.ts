import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import { unlimited } from './controller.ts'

const pageBytes = 4096

/** `max`, or bytes with an optional K, M, G, T; rounded down to whole pages (page_counter_memparse). */
export function parseBytes(text: string): Res<number> {
  const word = text.trim()
  if (word === 'max') return ok(unlimited)
  const match = /^(\d+|0x[\da-f]+)([kmgtpe]?)$/i.exec(word)
  if (!match) return err('EINVAL')
  const factor = 1024 ** ' kmgtpe'.indexOf((match[2] || ' ').toLowerCase())
  return ok(Math.floor((Number(match[1]) * factor) / pageBytes) * pageBytes)
}

/** `max` or a whole number. */
export function parseCount(text: string): Res<number> {
  const word = text.trim()
  if (word === 'max') return ok(unlimited)
  return /^\d+$/.test(word) ? ok(Number(word)) : err('EINVAL')
}

export function parseInteger(text: string): Res<number> {
  const word = text.trim()
  return /^[+-]?\d+$/.test(word) ? ok(Number(word)) : err('EINVAL')
}

/** `0-2,5`: a list of numbers as cpuset writes it; EINVAL when malformed. */
export function parseList(text: string): Res<readonly number[]> {
  const numbers = new Set<number>()
  for (const part of text.trim().split(',')) {
    if (part === '') continue
    const match = /^(\d+)(?:-(\d+))?$/.exec(part)
    if (!match) return err('EINVAL')
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (to < from || to > 8191) return err('EINVAL')
    for (let number = from; number <= to; number++) numbers.add(number)
  }
  return ok([...numbers].sort((a, b) => a - b))
}

/** The reverse: runs joined with a dash. */
export function listText(numbers: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < numbers.length; i++) {
    let j = i
    while (numbers[j + 1] === (numbers[j] as number) + 1) j++
    parts.push(i === j ? `${numbers[i]}` : `${numbers[i]}-${numbers[j]}`)
    i = j
  }
  return parts.join(',')
}

/** Lines of `key value`. */
export const keyed = (values: Readonly<Record<string, number | string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('')
