import { formatFloat } from './go-float.ts'
import { GoFloat, GoNilMap, GoNilSlice, type GoStruct, type GoValue, kindOf, sortedEntries } from './go-value.ts'
import { err, ok, type Result } from './result.ts'

/**
 * Models Go's encoding/json as the CLIs use it: Marshal with its HTML escapes, MarshalIndent, Indent over raw text, and decoding that keeps integers
 * beyond 2^53 exact. Maps (`Map`) print with sorted keys; plain objects print in their own order, as structs do.
 */
export interface MarshalSettings {
  /** Default true: < > & as \u003c and so on. */
  readonly escapeHtml?: boolean
  /** Sorts plain objects too: they stand for `map[string]any`. */
  readonly sortKeys?: boolean
}

export function marshalJson(value: GoValue, settings: MarshalSettings = {}): string {
  if (value instanceof GoNilSlice || value instanceof GoNilMap) return 'null'
  switch (kindOf(value)) {
    case 'nil':
    case 'func':
      return 'null'
    case 'string':
      return quoteJson(value as string, settings.escapeHtml !== false)
    case 'float':
      return jsonFloat(value instanceof GoFloat ? value.value : (value as number))
    case 'slice':
      return `[${(value as readonly GoValue[]).map((item) => marshalJson(item, settings)).join(',')}]`
    case 'map': {
      const sorted = value instanceof Map || settings.sortKeys
      const entries = sorted ? sortedEntries(value) : Object.entries(value as Record<string, GoValue>).filter(([, item]) => item !== undefined)
      return `{${entries.map(([key, item]) => `${quoteJson(key, settings.escapeHtml !== false)}:${marshalJson(item, settings)}`).join(',')}}`
    }
    case 'struct': {
      const struct = value as GoStruct
      if (struct.marshal) return marshalJson(struct.marshal(), { ...settings, escapeHtml: true })
      const fields = [...struct.fields].filter(([, item]) => kindOf(item) !== 'func')
      return `{${fields.map(([key, item]) => `${quoteJson(key, settings.escapeHtml !== false)}:${marshalJson(item, settings)}`).join(',')}}`
    }
    default:
      return String(value)
  }
}

export function marshalIndent(value: GoValue, prefix = '', indent = '    ', settings: MarshalSettings = {}): string {
  return indentJson(marshalJson(value, settings), prefix, indent)
}

/** Exponents below 1e-6 and from 1e21 on, as encoding/json writes floats. */
function jsonFloat(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return formatFloat(value, 'e', -1).replace(/e-0(\d)$/, 'e-$1')
  return formatFloat(value, 'f', -1)
}

const escapes: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }

export function quoteJson(text: string, escapeHtml = true): string {
  const escaped = text.replace(/["\\\u0000-\u001f\u2028\u2029]|[<>&]/g, (char) => {
    if ('<>&'.includes(char) && !escapeHtml) return char
    return escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${escaped}"`
}

/** json.Indent: reformats JSON text without touching its tokens; empty objects and arrays stay closed up. */
export function indentJson(raw: string, prefix = '', indent = '    '): string {
  let out = ''
  let depth = 0
  let needIndent = false
  const newline = () => `\n${prefix}${indent.repeat(depth)}`
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i] as string
    if (char === '"') {
      let end = i + 1
      while (end < raw.length && raw[end] !== '"') end += raw[end] === '\\' ? 2 : 1
      if (needIndent) out += newline()
      needIndent = false
      out += raw.slice(i, end + 1)
      i = end
      continue
    }
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') continue
    if (needIndent && char !== ']' && char !== '}') {
      needIndent = false
      out += newline()
    }
    if (char === '{' || char === '[') {
      depth++
      needIndent = true
      out += char
    } else if (char === ',') out += char + newline()
    else if (char === ':') out += ': '
    else if (char === '}' || char === ']') {
      depth--
      if (needIndent) needIndent = false
      else out += newline()
      out += char
    } else out += char
  }
  return out
}

/** Decodes JSON; integers with more than 15 digits become bigints. */
export function parseJson(text: string): Result<GoValue, string> {
  const exact = /[-\d]\d{15}/.test(text)
    ? text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => (token[0] === '"' ? token : `"\\u0000int:${token}"`))
    : text
  try {
    return ok(JSON.parse(exact, exact === text ? undefined : restoreBig) as GoValue)
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

const bigMark = '\u0000int:'

function restoreBig(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(bigMark)) return value
  const big = BigInt(value.slice(bigMark.length))
  const number = Number(big)
  return Number.isSafeInteger(number) ? number : big
}
