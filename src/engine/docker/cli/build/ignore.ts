interface IgnorePattern {
  readonly negated: boolean
  readonly expression: RegExp
}

/** Patterns of a `.dockerignore` (moby/patternmatcher): a path is left out when the last pattern that matches it, or a directory above it, says so. */
export class IgnoreFile {
  private readonly patterns: readonly IgnorePattern[]

  constructor(text: string) {
    this.patterns = text
      .replace(/^\ufeff/, '')
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .flatMap(readPattern)
  }

  get empty(): boolean {
    return this.patterns.length === 0
  }

  /** Whether something below a directory that is left out may be taken in again. */
  get hasExceptions(): boolean {
    return this.patterns.some(({ negated }) => negated)
  }

  excludes(path: string): boolean {
    const parts = path.split('/')
    const above = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
    let excluded = false
    for (const { negated, expression } of this.patterns) {
      if (negated === excluded && above.some((candidate) => expression.test(candidate))) excluded = !negated
    }
    return excluded
  }
}

function readPattern(line: string): readonly IgnorePattern[] {
  const negated = line.startsWith('!')
  const parts: string[] = []
  for (const part of (negated ? line.slice(1).trim() : line).split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.length === 0 ? [] : [{ negated, expression: new RegExp(`^${parts.map(partExpression).join('/').replaceAll('\0/', '')}$`) }]
}

/** One part as a regular expression; `**` stands for any number of parts and takes the slash after it along. */
function partExpression(part: string, index: number, parts: readonly string[]): string {
  if (part === '**') return index === parts.length - 1 ? '.*' : '(?:.*/)?\0'
  return part.replace(
    /\\(.)|\[(\^?)([^\]]*)\]|\*+|[.+^${}()|?]/g,
    (all, escaped: string | undefined, not: string | undefined, set: string | undefined) => {
      if (escaped !== undefined) return `\\${escaped}`
      if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/\\/g, '\\\\')}]`
      if (all === '**') return '.*'
      return all === '*' ? '[^/]*' : all === '?' ? '[^/]' : `\\${all}`
    },
  )
}
