/** Parses unit files (systemd.syntax(7)): sections of `Key=Value`, continuation lines, comments, an empty value clears a list. */
export class UnitFile {
  private readonly values = new Map<string, string[]>()

  /** Later files (drop-ins) extend earlier ones. */
  add(text: string): void {
    let section = ''
    const joined = text.replace(/\\\n\s*/g, ' ')
    for (const raw of joined.split('\n')) {
      const line = raw.trim()
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
      const header = /^\[(.+)\]$/.exec(line)
      if (header) {
        section = header[1] as string
        continue
      }
      const equals = line.indexOf('=')
      if (equals < 0) continue
      this.set(section, line.slice(0, equals).trim(), line.slice(equals + 1).trim())
    }
  }

  private set(section: string, key: string, value: string): void {
    const name = `${section}.${key}`
    if (value === '') this.values.set(name, [])
    else this.values.set(name, [...(this.values.get(name) ?? []), value])
  }

  /** Every value given, in order. */
  all(section: string, key: string): readonly string[] {
    return this.values.get(`${section}.${key}`) ?? []
  }

  /** The last value given. */
  one(section: string, key: string): string | undefined {
    return this.all(section, key).at(-1)
  }

  /** Values split at blanks: `After=a.service b.service`. */
  words(section: string, key: string): readonly string[] {
    return this.all(section, key).flatMap((value) => value.split(/\s+/).filter(Boolean))
  }

  flag(section: string, key: string, fallback = false): boolean {
    const value = this.one(section, key)
    return value === undefined ? fallback : /^(1|yes|true|on)$/i.test(value)
  }

  /** Time spans: `5`, `100ms`, `1min 30s`, `infinity`; milliseconds. */
  duration(section: string, key: string, fallbackMs: number): number {
    const value = this.one(section, key)
    return value === undefined ? fallbackMs : parseTimeSpan(value)
  }
}

const spanUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, min: 60_000, m: 60_000, h: 3_600_000, hr: 3_600_000, d: 86_400_000 }

/** Milliseconds of a systemd.time(7) span; a bare number is seconds. 0 and infinity mean no limit. */
export function parseTimeSpan(text: string): number {
  if (text === 'infinity' || text === '0') return Number.POSITIVE_INFINITY
  let sum = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)\s*([a-z]*)/g)) sum += Number(amount) * (spanUnits[unit || 's'] ?? 1000)
  return sum
}

/** Splits an Exec line or an Environment value into words: quotes group, backslash escapes. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (quote) {
      if (c === quote) quote = ''
      else if (c === '\\' && i + 1 < text.length) word = `${word ?? ''}${text[++i]}`
      else word = `${word ?? ''}${c}`
    } else if (c === '"' || c === "'") {
      quote = c
      word ??= ''
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (c === '\\' && i + 1 < text.length) word = `${word ?? ''}${text[++i]}`
    else word = `${word ?? ''}${c}`
  }
  if (word !== undefined) words.push(word)
  return words
}

/** Replaces `$NAME` words (splitting) and `${NAME}` (not splitting) from the environment, as Exec lines do. */
export function expandWords(words: readonly string[], env: ReadonlyMap<string, string>): readonly string[] {
  return words.flatMap((word) => {
    const whole = /^\$([A-Za-z_]\w*)$/.exec(word)
    if (whole) return splitWords(env.get(whole[1] as string) ?? '')
    return [word.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => env.get(name) ?? '')]
  })
}
