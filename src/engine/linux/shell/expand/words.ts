import type { Sys } from '../../kernel/calls.ts'
import { ShellError } from '../errors.ts'
import { partsOf } from '../parse/parts.ts'
import type { Shell } from '../state/shell.ts'
import type { Word } from '../word.ts'
import { braceWords } from './braces.ts'
import { expandParts } from './expand.ts'
import { hasPattern, matchPaths } from './pathname.ts'
import type { Field, Item } from './pieces.ts'
import { fieldText, patternOf, splitFields } from './pieces.ts'

/** Words of a command, fully expanded: braces, the rest, splitting, pathnames, quote removal. */
export function* expandWords(shell: Shell, words: readonly Word[]): Sys<string[]> {
  const out: string[] = []
  for (const word of words) yield* expandWord(shell, word, out)
  return out
}

export function* expandWord(shell: Shell, word: Word, out: string[]): Sys<void> {
  if (word.plain !== undefined) {
    out.push(word.plain)
    return
  }
  const braced = shell.options.has('braceexpand') && shell.isBash ? braceWords(word) : [word]
  for (const one of braced) {
    for (const field of yield* expandFields(shell, one)) {
      if (shell.options.has('noglob')) out.push(fieldText(field))
      else yield* expandPathname(shell, field, out)
    }
  }
}

/** Fields of a word before pathname expansion. */
export function* expandFields(shell: Shell, word: Word): Sys<Field[]> {
  const items: Item[] = []
  yield* expandParts(shell, partsOf(word), { quoted: false, splits: true }, items)
  return splitFields(items, shell.get('IFS') ?? ' \t\n')
}

function* expandPathname(shell: Shell, field: Field, out: string[]): Sys<void> {
  const { options } = shell
  const extended = options.has('extglob')
  const text = fieldText(field)
  if (!field.some((piece) => !piece.quoted && /[*?[]|[@+!]\(/.test(piece.text)) || !hasPattern(patternOf(field), extended)) {
    out.push(text)
    return
  }
  const matches = yield* matchPaths(patternOf(field), {
    extended,
    hidden: options.has('dotglob'),
    globstar: options.has('globstar'),
    ignoreCase: options.has('nocaseglob'),
    skipDots: options.has('globskipdots'),
  })
  const ignored = shell.get('GLOBIGNORE')
  if (matches.length > 0 && !ignored) out.push(...matches)
  else if (matches.length > 0) out.push(...matches.filter((path) => !(ignored ?? '').split(':').includes(path)))
  else if (options.has('failglob')) throw new ShellError(`no match: ${text}`)
  else if (!options.has('nullglob')) out.push(text)
}
