/** A run of text that expansion produced. */
export interface Piece {
  readonly text: string
  /** Globs in it are not active, and empty it still makes a word. */
  readonly quoted: boolean
  /** It came from an unquoted expansion: it is split at IFS. */
  readonly splits: boolean
}

/** Ends a word: between the elements of `$@`. */
export const fieldBreak = Symbol('field break')

export type Item = Piece | typeof fieldBreak

/** A word after splitting, still knowing what was quoted. */
export type Field = readonly Piece[]

const isBlank = (c: string): boolean => c === ' ' || c === '\t' || c === '\n'

/** Word splitting (subst.c: list_string): pieces into fields. */
export function splitFields(items: readonly Item[], ifs: string): Field[] {
  const splitter = new Splitter(ifs)
  for (const item of items) {
    if (item === fieldBreak) splitter.close()
    else if (item.splits) splitter.split(item.text)
    else splitter.append(item)
  }
  splitter.close()
  return splitter.fields
}

class Splitter {
  readonly fields: Field[] = []
  private open: Piece[] | undefined

  constructor(private readonly ifs: string) {}

  append(piece: Piece): void {
    if (piece.text === '' && !piece.quoted) return
    this.open ??= []
    this.open.push(piece)
  }

  close(): void {
    if (this.open) this.fields.push(this.open)
    this.open = undefined
  }

  split(text: string): void {
    const { ifs } = this
    let from = 0
    let i = 0
    while (i < text.length) {
      if (!ifs.includes(text[i] as string)) {
        i++
        continue
      }
      if (i > from) this.append({ text: text.slice(from, i), quoted: false, splits: true })
      i = this.delimiter(text, i)
      from = i
    }
    if (from < text.length) this.append({ text: from === 0 ? text : text.slice(from), quoted: false, splits: true })
  }

  /** Blanks around at most one other IFS character make one delimiter. */
  private delimiter(text: string, from: number): number {
    const { ifs } = this
    let i = from
    const skipBlanks = () => {
      while (i < text.length && isBlank(text[i] as string) && ifs.includes(text[i] as string)) i++
    }
    skipBlanks()
    const c = text[i]
    if (c !== undefined && ifs.includes(c) && !isBlank(c)) {
      i++
      skipBlanks()
      if (!this.open) this.fields.push([])
    }
    this.close()
    return i
  }
}

/** All of it as one text: breaks become blanks. */
export function joinItems(items: readonly Item[]): string {
  let out = ''
  for (const item of items) out += item === fieldBreak ? ' ' : item.text
  return out
}

export const fieldText = (field: Field): string => (field.length === 1 ? (field[0] as Piece).text : field.map((piece) => piece.text).join(''))

/** As a glob pattern: quoted text stands for itself. */
export function patternOf(pieces: readonly Item[]): string {
  let out = ''
  for (const piece of pieces) out += piece === fieldBreak ? ' ' : piece.quoted ? escapePattern(piece.text) : piece.text
  return out
}

export const escapePattern = (text: string): string => text.replace(/[\\*?[\]!@+()|^-]/g, '\\$&')
