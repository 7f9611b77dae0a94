/** A key as the editor's bindings name it: `C-a`, `M-f`, `Up`, `Enter`; or text to insert; or a bracketed paste. */
export type Key =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }

const FINAL: Readonly<Record<string, string>> = { A: 'Up', B: 'Down', C: 'Right', D: 'Left', H: 'Home', F: 'End', M: 'Enter' }
const TILDE: Readonly<Record<string, string>> = {
  '1': 'Home',
  '2': 'Insert',
  '3': 'Delete',
  '4': 'End',
  '5': 'PageUp',
  '6': 'PageDown',
  '7': 'Home',
  '8': 'End',
}
const PASTE_START = '\x1b[200~'
const PASTE_END = '\x1b[201~'

/** Keys out of a stream of characters (xterm's sequences, in normal and application mode). Give it text as it comes. */
export class KeyDecoder {
  private pending = ''
  private paste: string[] | undefined
  private tail = ''

  /** Inside a bracketed paste: whatever comes is text, so it may be read in blocks. */
  get pasting(): boolean {
    return this.paste !== undefined
  }

  push(text: string): Key[] {
    if (this.paste) return this.pushPaste(text)
    const keys: Key[] = []
    let rest = this.pending + text
    this.pending = ''
    while (rest !== '') {
      const length = sequenceLength(rest)
      if (length === 0) {
        this.pending = rest
        break
      }
      const sequence = rest.slice(0, length)
      rest = rest.slice(length)
      if (sequence === PASTE_START) {
        this.paste = []
        this.tail = ''
        keys.push(...this.pushPaste(rest))
        break
      }
      const key = decode(sequence)
      if (key) keys.push(key)
    }
    return keys
  }

  private pushPaste(text: string): Key[] {
    const joined = this.tail + text
    const end = joined.indexOf(PASTE_END)
    const parts = this.paste as string[]
    if (end < 0) {
      const keep = Math.max(0, joined.length - PASTE_END.length + 1)
      parts.push(joined.slice(0, keep))
      this.tail = joined.slice(keep)
      return []
    }
    parts.push(joined.slice(0, end))
    this.paste = undefined
    return [{ kind: 'paste', text: parts.join('') }, ...this.push(joined.slice(end + PASTE_END.length))]
  }
}

/** Characters of the first key; 0 when more must come. */
function sequenceLength(text: string): number {
  if (text[0] !== '\x1b') return text.codePointAt(0) === undefined ? 0 : String.fromCodePoint(text.codePointAt(0) as number).length
  if (text.length === 1) return 0
  if (text[1] === '[') {
    const match = /^\x1b\[[0-9;?<=>]*[ -/]*[@-~]/.exec(text)
    return match ? match[0].length : text.length > 32 ? 2 : 0
  }
  if (text[1] === 'O') return text.length < 3 ? 0 : 3
  if (text[1] === '\x1b') {
    const inner = sequenceLength(text.slice(1))
    return inner === 0 ? 0 : inner + 1
  }
  return 1 + String.fromCodePoint(text.codePointAt(1) as number).length
}

function decode(sequence: string): Key | undefined {
  if (sequence[0] !== '\x1b') return plain(sequence)
  if (sequence.startsWith('\x1b\x1b')) {
    const inner = decode(sequence.slice(1))
    return inner?.kind === 'key' ? named(`M-${inner.name}`) : undefined
  }
  const control = /^\x1b(?:\[|O)([0-9;]*)([A-Za-z~])$/.exec(sequence)
  if (control && sequence.length > 2) {
    const [, numbers = '', final = ''] = control
    const [first = '', modifier = ''] = numbers.split(';')
    const name = final === '~' ? TILDE[first] : FINAL[final]
    return name ? named(modifiers(modifier) + name) : undefined
  }
  const key = plain(sequence.slice(1))
  if (!key || key.kind === 'paste') return undefined
  return named(`M-${key.kind === 'text' ? key.text : key.name}`)
}

/** xterm's modifier parameter: 1 + shift, 2 alt, 4 control. */
function modifiers(parameter: string): string {
  const bits = (Number(parameter) || 1) - 1
  return (bits & 4 ? 'C-' : '') + (bits & 2 ? 'M-' : '')
}

const named = (name: string): Key => ({ kind: 'key', name })

function plain(c: string): Key {
  const code = c.charCodeAt(0)
  if (c === '\r') return named('Enter')
  if (c === '\n') return named('C-j')
  if (c === '\t') return named('Tab')
  if (code === 127) return named('Backspace')
  if (code === 0) return named('C-@')
  if (code < 32) return named(`C-${String.fromCharCode(code + 64).toLowerCase()}`)
  return { kind: 'text', text: c }
}
