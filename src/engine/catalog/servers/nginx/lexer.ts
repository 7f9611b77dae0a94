/** A word of a configuration file, or one of its three punctuation marks. */
export interface Token {
  readonly text: string
  readonly line: number
  readonly kind: 'word' | ';' | '{' | '}'
}

export interface LexProblem {
  readonly message: string
  readonly line: number
}

const blank = new Set([' ', '\t', '\r', '\n'])

/** Splits nginx's configuration language into tokens (src/core/ngx_conf_file.c, ngx_conf_read_token): quotes, escapes, `${name}`, comments. */
export function* tokens(text: string): Generator<Token, LexProblem | undefined> {
  let line = 1
  let pending = false
  for (let i = 0; i < text.length; ) {
    const c = text[i] as string
    if (c === '\n') line++
    if (blank.has(c)) {
      i++
      continue
    }
    if (c === '#') {
      while (i < text.length && text[i] !== '\n') i++
      continue
    }
    if (c === ';' || c === '{' || c === '}') {
      if (!pending && c !== '}') return { message: `unexpected "${c}"`, line }
      if (pending && c === '}') return { message: 'unexpected "}"', line }
      pending = false
      yield { text: c, line, kind: c }
      i++
      continue
    }
    const from = line
    const word = c === '"' || c === "'" ? quoted(text, i, c) : bare(text, i)
    if (!word) return { message: 'unexpected end of file, expecting ";" or "}"', line: line + newlines(text.slice(i)) }
    line += newlines(text.slice(i, word.end))
    const next = text[word.end]
    if ((c === '"' || c === "'") && next !== undefined && !blank.has(next) && !';{)'.includes(next)) return { message: `unexpected "${next}"`, line }
    pending = true
    yield { text: word.text, line: from, kind: 'word' }
    i = word.end
  }
  return pending ? { message: 'unexpected end of file, expecting ";" or "}"', line } : undefined
}

const newlines = (text: string): number => text.split('\n').length - 1

const escapes: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n', '"': '"', "'": "'", '\\': '\\' }

function escaped(text: string, at: number): string {
  const c = text[at + 1] ?? ''
  return escapes[c] ?? `\\${c}`
}

function quoted(text: string, at: number, quote: string): { readonly text: string; readonly end: number } | undefined {
  let out = ''
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i] as string
    if (c === quote) return { text: out, end: i + 1 }
    if (c === '\\') out += escaped(text, i++)
    else out += c
  }
  return undefined
}

/** Up to white space, `;` or `{`; a `{` right after `$` belongs to a variable's name. */
function bare(text: string, at: number): { readonly text: string; readonly end: number } | undefined {
  let out = ''
  for (let i = at; i < text.length; i++) {
    const c = text[i] as string
    if (c === '\\' && i + 1 < text.length) out += escaped(text, i++)
    else if (blank.has(c) || c === ';' || (c === '{' && text[i - 1] !== '$')) return { text: out, end: i }
    else out += c
  }
  return undefined
}
