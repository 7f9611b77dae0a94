import type { ParameterOperation, ParameterPart } from '../word.ts'
import { Word } from '../word.ts'
import { lexical } from './nested.ts'

type Head = Pick<ParameterPart, 'name' | 'subscript' | 'indirect' | 'length'>

/** Reads `${…}` (text from `$` to the closing brace). */
export function parameterPart(text: string, quoted: boolean): ParameterPart {
  const body = text.slice(2, -1)
  const make = (head: Head, operation: ParameterOperation | undefined, bad = false): ParameterPart => ({
    kind: 'parameter',
    text,
    ...head,
    operation,
    bad,
  })
  const none: Head = { name: '', subscript: undefined, indirect: false, length: false }

  const length = /^#(?:([A-Za-z_]\w*|\d+|[@*#?$!-])(?:\[([\s\S]*)\])?)$/.exec(body)
  if (length && body !== '#') return make({ name: length[1] as string, subscript: length[2], indirect: false, length: true }, undefined)

  const indirect = body.startsWith('!') && /^!(?:[A-Za-z_]|\d|[@*#?$!-])/.test(body) && body !== '!-' && !/^![-+=?:]/.test(body)
  const rest = indirect ? body.slice(1) : body
  const name = /^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])/.exec(rest)?.[0]
  if (name === undefined) return make(none, undefined, true)
  let at = name.length
  let subscript: string | undefined
  if (rest[at] === '[' && /^[A-Za-z_]/.test(name)) {
    const end = lexical.balanced(rest, at, '[', ']')
    subscript = rest.slice(at + 1, end - 1)
    at = end
    if (subscript === '') return make(none, undefined, true)
  }
  const head: Head = { name, subscript, indirect, length: false }
  const operator = rest.slice(at)
  if (operator === '') return make(head, undefined)
  if (indirect && (operator === '*' || operator === '@')) return make(head, { kind: 'names', quotedAsFields: operator === '@' })
  const operation = operationOf(operator, quoted)
  return operation ? make(head, operation) : make(head, undefined, true)
}

function operationOf(text: string, quoted: boolean): ParameterOperation | undefined {
  const operand = (from: number) => new Word(text.slice(from), quoted ? 'double-operand' : 'word')
  const pattern = (from: number) => new Word(text.slice(from))
  const colon = text[0] === ':'
  const symbol = text[colon ? 1 : 0] ?? ''
  if ('-=?+'.includes(symbol) && symbol !== '') return { kind: 'default', symbol: symbol as '-', colon, word: operand(colon ? 2 : 1) }
  if (colon) return slice(text.slice(1))
  switch (symbol) {
    case '#':
    case '%':
      return text[1] === symbol
        ? { kind: 'remove', symbol: `${symbol}${symbol}` as '##', pattern: pattern(2) }
        : { kind: 'remove', symbol, pattern: pattern(1) }
    case '/':
      return replace(text, quoted)
    case '^':
    case ',':
    case '~': {
      const twice = text[1] === symbol
      const from = twice ? 2 : 1
      return { kind: 'case', symbol: (twice ? symbol + symbol : symbol) as '^', pattern: text.length > from ? pattern(from) : undefined }
    }
    case '@':
      return /^@[UuLQEPAKak]$/.test(text) ? { kind: 'transform', letter: text[1] as string } : undefined
    default:
      return undefined
  }
}

function slice(text: string): ParameterOperation {
  let ternaries = 0
  for (let i = 0; i < text.length; ) {
    const c = text[i]
    if (c === '?') ternaries++
    if (c === ':' && ternaries-- === 0) return { kind: 'slice', offset: text.slice(0, i), length: text.slice(i + 1) }
    i = c === '(' ? lexical.balanced(text, i, '(', ')') : lexical.step(text, i, false)
  }
  return { kind: 'slice', offset: text, length: undefined }
}

function replace(text: string, quoted: boolean): ParameterOperation {
  const all = text[1] === '/'
  let from = all ? 2 : 1
  const anchor = !all && (text[from] === '#' || text[from] === '%') ? (text[from++] as '#' | '%') : ''
  let to = from
  if (text[to] === '/') to++
  while (to < text.length && text[to] !== '/') to = lexical.step(text, to, false)
  return {
    kind: 'replace',
    anchor,
    all,
    pattern: new Word(text.slice(from, to)),
    replacement: new Word(text.slice(to + 1), quoted ? 'double-operand' : 'word'),
  }
}
