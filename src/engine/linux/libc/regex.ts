import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'
import { translatePerl } from './regex-perl.ts'
import { translateExpression } from './regex-posix.ts'

/**
 * Models POSIX basic and extended regular expressions with the GNU operators, and a subset of Perl's, over ECMAScript's RegExp. POSIX wants the
 * longest of the leftmost matches where ECMAScript takes the first alternative: where alternatives compete, `match` looks for a longer end.
 * Left out: the same rule inside groups (submatches of competing alternatives may differ), back references to groups that did not take part,
 * and a bound on backtracking.
 */
export interface RegexOptions {
  readonly syntax: 'basic' | 'extended' | 'perl'
  readonly ignoreCase?: boolean
  /** ^ and $ match at inner newlines. */
  readonly multiline?: boolean
  /** Characters are UTF-8 ones (false in the C locale). */
  readonly utf8?: boolean
  /** awk: backslash escapes are known also in brackets, no back references, no GNU \` \' \b. */
  readonly awk?: boolean
  /** grep's extended expressions: an unmatched ) and operators with nothing before them are taken, not refused. */
  readonly lenient?: boolean
  /** Only whole words (\b…\b as grep -w) or whole lines match. */
  readonly whole?: 'word' | 'line' | undefined
}

export class Regex {
  private longer: { readonly whole: RegExp; readonly cut: RegExp } | undefined

  constructor(
    private readonly native: RegExp,
    private readonly source: string,
    /** Alternatives compete: the first match may not be the longest. */
    private readonly competing: boolean,
    /** Number of groups. */
    readonly groups: number,
  ) {}

  test(text: string): boolean {
    this.native.lastIndex = 0
    return this.native.test(text)
  }

  /** The leftmost longest match at or after `from`; `m.index` and `m[0].length` tell where it is. */
  match(text: string, from = 0): RegExpExecArray | undefined {
    this.native.lastIndex = from
    const found = this.native.exec(text)
    if (!found) return undefined
    if (!this.competing || text.length - found.index > 4000) return found
    return this.extend(found, text) ?? found
  }

  /** A longer match that starts where this one does. */
  private extend(found: RegExpExecArray, text: string): RegExpExecArray | undefined {
    this.longer ??= longerPatterns(this.source, this.native.flags)
    const end = found.index + found[0].length
    const { whole, cut } = this.longer
    if (end < text.length) {
      whole.lastIndex = found.index
      const all = whole.exec(text)
      if (all) return all
    }
    for (let to = text.length - 1; to > end; to--) {
      cut.lastIndex = found.index
      const longer = cut.exec(text.slice(0, to))
      if (longer) return longer
    }
    return undefined
  }
}

/** The pattern made to end where the text does; in `cut` the text is a part, so $ must not match at its end. */
function longerPatterns(source: string, flags: string): { whole: RegExp; cut: RegExp } {
  const sticky = flags.replace('g', 'y')
  return {
    whole: new RegExp(`(?:${source})(?![^])`, sticky),
    cut: new RegExp(`(?:${source.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\$/g, (part) => (part === '$' ? '(?!)' : part))})(?![^])`, sticky),
  }
}

const cache = new Map<string, Result<Regex, string>>()
const cacheSize = 500

/** Compiles an expression; the error is glibc's regcomp message (`Unmatched ( or \\(`). */
export function compileRegex(pattern: string, options: RegexOptions): Result<Regex, string> {
  const key = `${options.syntax}${options.ignoreCase ? 'i' : ''}${options.multiline ? 'm' : ''}${options.utf8 ? 'u' : ''}${options.awk ? 'a' : ''}${options.lenient ? 'p' : ''}${options.whole ?? ''}/${pattern}`
  const known = cache.get(key)
  if (known) return known
  const compiled = compile(pattern, options)
  if (cache.size >= cacheSize) cache.clear()
  cache.set(key, compiled)
  return compiled
}

function compile(pattern: string, options: RegexOptions): Result<Regex, string> {
  const translated = options.syntax === 'perl' ? translatePerl(pattern) : translateExpression(pattern, options)
  if (!translated.ok) return translated
  const { groups, competing } = translated.value
  let { source } = translated.value
  if (options.whole === 'line') source = `^(?:${source})$`
  const word = options.utf8 ? '[\\p{L}\\p{N}_]' : '\\w'
  if (options.whole === 'word') source = `(?<!${word})(?:${source})(?!${word})`
  const flags = `g${options.ignoreCase || translated.value.ignoreCase ? 'i' : ''}${options.multiline || translated.value.multiline ? 'm' : ''}${options.utf8 ? 'u' : ''}${translated.value.dotAll ? 's' : ''}`
  try {
    return ok(new Regex(new RegExp(source, flags), source, competing && options.whole !== 'line', groups))
  } catch {
    return err(options.syntax === 'perl' ? perlProblem(pattern) : 'Invalid regular expression')
  }
}

/** PCRE's words for what is wrong. */
function perlProblem(pattern: string): string {
  const bare = pattern.replace(/\\[\s\S]|\[(?:\\.|[^\]])*\]/g, '')
  const open = bare.split('(').length
  const close = bare.split(')').length
  if (open !== close) return open > close ? 'missing closing parenthesis' : 'unmatched closing parenthesis'
  return 'quantifier does not follow a repeatable item'
}

/** A text that matches itself. */
export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
