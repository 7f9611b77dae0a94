/** A pattern of --exclude: it matches a whole name or any trailing part of a path that begins after a slash (exclude.c with wildcards). */
export function globToRegExp(pattern: string): RegExp {
  const body = pattern.replace(/\[(!?)([^\]]+)\]|[*?]|[\\^$.+()[\]{}|]/g, (c, not: string | undefined, set: string | undefined) =>
    set !== undefined ? `[${not ? '^' : ''}${set.replace(/\\/g, '\\\\')}]` : c === '*' ? '.*' : c === '?' ? '.' : `\\${c}`,
  )
  return new RegExp(`(?:^|/)${body}$`, 's')
}
