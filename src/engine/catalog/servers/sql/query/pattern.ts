/** LIKE, ILIKE, ~ and REGEXP as tests of a text. POSIX regular expressions are read by the engine's own, which differs in corners. */
export function matcher(operator: string, mysql: boolean): (text: string, pattern: string) => boolean {
  const negated = operator.startsWith('not ') || operator.startsWith('!')
  const kind = operator.replace(/^not |^!/, '')
  const insensitive = kind === 'ilike' || kind === '~*' || mysql
  const like = kind.endsWith('like')
  let lastPattern: string | undefined
  let compiled = /^/
  return (text, pattern) => {
    if (pattern !== lastPattern) {
      compiled = new RegExp(like ? `^${likeSource(pattern)}$` : pattern, insensitive ? 'isu' : 'su')
      lastPattern = pattern
    }
    return compiled.test(text) !== negated
  }
}

function likeSource(pattern: string): string {
  let source = ''
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i] as string
    if (c === '%') source += '.*'
    else if (c === '_') source += '.'
    else source += (c === '\\' ? (characters[++i] ?? '\\') : c).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  }
  return source
}
