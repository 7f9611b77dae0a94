import { displayWidth } from '../../../libc/locale.ts'
import { quoteText } from '../../../libc/quoting.ts'
import type { Entry } from './entry.ts'
import type { Settings } from './settings.ts'

/** A name as it is printed: text with colours, and the columns it takes. */
export interface Shown {
  readonly text: string
  readonly width: number
}

export class NamePrinter {
  constructor(
    private readonly settings: Settings,
    private readonly utf8: boolean,
    /** Names that need no quotes get a blank in front so that all align. */
    private readonly aligned: boolean,
  ) {}

  /** Whether any of the names will be quoted. */
  static someQuoted(names: readonly string[], settings: Settings, utf8: boolean): boolean {
    return settings.quoting.startsWith('shell') && names.some((name) => quoteText(name, settings.quoting, utf8) !== name)
  }

  quoted(name: string): string {
    const { quoting } = this.settings
    const text = quoteText(name, quoting, this.utf8)
    return this.settings.hideControls ? text.replace(/[\0-\x1f\x7f]/g, '?') : text
  }

  shown(entry: Entry): Shown {
    const quoted = this.quoted(entry.name)
    const pad = this.aligned && quoted === entry.name && !/^['"]/.test(quoted) ? ' ' : ''
    const mark = this.indicator(entry)
    const { colors } = this.settings
    const text = pad + (colors ? colors.paint(quoted, colors.codeOf(entry)) : quoted) + mark
    return { text, width: pad.length + displayWidth(quoted) + mark.length }
  }

  /** `name -> target` of the long format. */
  linkTarget(entry: Entry): string {
    if (entry.target === undefined) return ''
    const { colors } = this.settings
    const quoted = this.quoted(entry.target)
    const mark = entry.targetStat ? this.mark(entry.targetStat.type, entry.targetStat.mode) : ''
    return ` -> ${colors ? colors.paint(quoted, colors.codeOfTarget(entry)) : quoted}${mark}`
  }

  private indicator(entry: Entry): string {
    if (this.settings.format === 'long' && entry.type === 'symlink') return ''
    return this.mark(entry.type, entry.stat?.mode ?? 0)
  }

  private mark(type: Entry['type'], mode: number): string {
    const style = this.settings.indicators
    if (style === 'none') return ''
    if (type === 'directory') return '/'
    if (style === 'slash') return ''
    if (type === 'symlink') return '@'
    if (type === 'fifo') return '|'
    if (type === 'socket') return '='
    return style === 'classify' && type === 'file' && mode & 0o111 ? '*' : ''
  }
}
