import type { Regex } from '../../../libc/regex.ts'

/** `--transform s/regex/replacement/flags`: `&`, `\1` and plain text in the replacement. */
export function transformOf(
  text: string,
  compile: (pattern: string, ignoreCase: boolean) => Regex | undefined,
): ((name: string) => string) | undefined {
  const delimiter = text[1]
  if (text[0] !== 's' || delimiter === undefined) return undefined
  const parts = split(text.slice(2), delimiter)
  if (!parts) return undefined
  const [pattern, replacement, flags] = parts
  const regex = compile(pattern, flags.includes('i'))
  if (!regex) return undefined
  const global = flags.includes('g')
  return (name) => {
    let out = ''
    let from = 0
    for (;;) {
      const m = regex.match(name, from)
      if (!m) break
      out +=
        name.slice(from, m.index) +
        replacement.replace(/\\(\d|&)|&/g, (part, escaped?: string) => (escaped === '&' ? '&' : (m[part === '&' ? 0 : Number(escaped)] ?? '')))
      from = m.index + m[0].length
      if (!global || m[0] === '') break
    }
    return out + name.slice(from)
  }
}

function split(text: string, delimiter: string): readonly [string, string, string] | undefined {
  const parts: string[] = ['']
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) {
      const next = text[++i] as string
      parts.push(`${parts.pop() ?? ''}${next === delimiter ? next : `\\${next}`}`)
    } else if (text[i] === delimiter && parts.length < 3) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${text[i]}`)
  }
  return parts.length === 3 ? (parts as unknown as readonly [string, string, string]) : undefined
}
