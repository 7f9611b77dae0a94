/**
 * Paragraphs of Debian control files (deb822(5)): fields in order, continuation lines with their leading space. Models dpkg lib/dpkg/parse.c.
 * Names are written as found; `get` of the map wants the usual spelling (`Package`, `Installed-Size`).
 */
export type Stanza = ReadonlyMap<string, string>

export function parseStanzas(text: string): Stanza[] {
  const stanzas: Stanza[] = []
  let current: Map<string, string> | undefined
  let field = ''
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      current = undefined
      continue
    }
    if (line.startsWith('#')) continue
    if (/^[ \t]/.test(line)) {
      if (current && field) current.set(field, `${current.get(field) ?? ''}\n${line}`)
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 0) continue
    if (!current) {
      current = new Map()
      stanzas.push(current)
    }
    field = line.slice(0, colon)
    current.set(field, line.slice(colon + 1).trim())
  }
  return stanzas
}

/** The paragraph's text with its last newline; an empty first line stays without a trailing space. */
export function formatStanza(stanza: Stanza): string {
  let out = ''
  for (const [name, value] of stanza) out += value === '' ? `${name}:\n` : value.startsWith('\n') ? `${name}:${value}\n` : `${name}: ${value}\n`
  return out
}

export const formatStanzas = (stanzas: readonly Stanza[]): string => stanzas.map((stanza) => `${formatStanza(stanza)}\n`).join('')

/** Summary (first line) and the long description's lines as they stand. */
export const summaryOf = (stanza: Stanza): string => (stanza.get('Description') ?? '').split('\n')[0] ?? ''
