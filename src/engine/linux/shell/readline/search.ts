import type { Sys } from '../../kernel/calls.ts'
import type { Key } from './keys.ts'
import type { Session } from './session.ts'

/** Incremental search of the history (readline's isearch.c). Returns the key that ended it, to be acted on, if any. */
export function* incrementalSearch(session: Session, backwards: boolean): Sys<Key | undefined> {
  const search = new Search(session, backwards)
  for (;;) {
    search.show()
    const key = yield* session.nextKey()
    if (key.kind === 'text' || key.kind === 'paste') {
      search.extend(key.text)
      continue
    }
    switch (key.name) {
      case 'C-r':
        search.again(true)
        break
      case 'C-s':
        search.again(false)
        break
      case 'Backspace':
      case 'C-h':
        search.shorten()
        break
      case 'C-w':
      case 'C-y':
        search.extend(search.following(key.name === 'C-w'))
        break
      case 'C-g':
        search.cancel()
        session.display.bell()
        return undefined
      case 'interrupt':
        search.cancel()
        return key
      default:
        search.accept()
        return key
    }
  }
}

/** What the last search looked for, when the next one starts with an empty string and C-r again. */
let lastWanted = ''

interface Step {
  readonly wanted: string
  readonly at: number
  readonly offset: number
  readonly failed: boolean
}

class Search {
  private readonly original: { readonly text: string; readonly cursor: number; readonly at: number }
  private readonly steps: Step[] = []
  private state: Step
  private readonly lines: readonly string[]

  constructor(
    private readonly session: Session,
    private backwards: boolean,
  ) {
    const { line, historyAt } = session
    this.original = { text: line.text, cursor: line.cursor, at: historyAt }
    this.lines = [...session.options.history(), line.text]
    this.state = { wanted: '', at: historyAt, offset: line.cursor, failed: false }
  }

  extend(text: string): void {
    this.steps.push(this.state)
    this.find(this.state.wanted + text, this.state.at, this.state.offset)
  }

  /** The next hit; from an empty search, the last search's text. */
  again(backwards: boolean): void {
    this.backwards = backwards
    this.steps.push(this.state)
    const { wanted, at, offset } = this.state
    if (wanted === '') {
      if (lastWanted !== '') this.find(lastWanted, at, offset)
      return
    }
    this.find(wanted, at, offset + (backwards ? -1 : 1))
  }

  shorten(): void {
    const before = this.steps.pop()
    if (before) this.state = before
    else this.session.display.bell()
  }

  /** The rest of the word (or line) after the hit. */
  following(word: boolean): string {
    const rest = (this.lines[this.state.at] ?? '').slice(this.state.offset + this.state.wanted.length)
    return word ? (/^\W*\w+/.exec(rest)?.[0] ?? rest) : rest
  }

  private find(wanted: string, from: number, offset: number): void {
    const step = this.backwards ? -1 : 1
    let start = offset
    for (let at = from; at >= 0 && at < this.lines.length; at += step) {
      const line = this.lines[at] as string
      const found = this.backwards ? (start < 0 ? -1 : line.lastIndexOf(wanted, start)) : line.indexOf(wanted, start)
      if (found >= 0) {
        this.state = { wanted, at, offset: found, failed: false }
        return
      }
      start = this.backwards ? Number.POSITIVE_INFINITY : 0
    }
    this.session.display.bell()
    this.state = { ...this.state, wanted, failed: true }
  }

  show(): void {
    const { session, state } = this
    const direction = this.backwards ? 'reverse-i-search' : 'i-search'
    const shown = this.lines[state.at] ?? ''
    session.display.replacePrompt(`(${state.failed ? 'failed ' : ''}${direction})\`${state.wanted}': `)
    const mark =
      session.options.markSearch && state.wanted !== '' && !state.failed ? ([state.offset, state.offset + state.wanted.length] as const) : undefined
    session.display.show(shown, state.failed ? state.offset : state.offset, mark)
  }

  cancel(): void {
    this.leave()
    this.session.line.set(this.original.text, this.original.cursor)
  }

  accept(): void {
    if (this.state.wanted !== '') lastWanted = this.state.wanted
    this.leave()
    const { at, offset } = this.state
    const lines = this.session.options.history()
    if (at < lines.length) this.session.goHistory(at)
    this.session.line.set(this.lines[at] ?? '', offset)
  }

  private leave(): void {
    this.session.display.replacePrompt(this.session.prompt)
  }
}
