import { decode } from '../../../base/utf8.ts'
import type { Kind } from './file.ts'

/** What file(1) says of texts: the interpreter of a script, a language it recognises, the encoding, line ends. */
const interpreters: readonly (readonly [pattern: RegExp, name: string, mime: string])[] = [
  [/^(?:\S*\/)?bash$/, 'Bourne-Again shell script', 'text/x-shellscript'],
  [/^(?:\S*\/)?(?:sh|dash)$/, 'POSIX shell script', 'text/x-shellscript'],
  [/^(?:\S*\/)?python[\d.]*$/, 'Python script', 'text/x-script.python'],
  [/^(?:\S*\/)?perl$/, 'Perl script text', 'text/x-perl'],
  [/^(?:\S*\/)?awk$/, 'awk script', 'text/x-awk'],
]

/** Undefined when it is no text. */
export function describeText(bytes: Uint8Array, _executable: boolean, old: boolean): Kind | undefined {
  const control = bytes.some((byte) => byte < 7 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127)
  if (control) return undefined
  const ascii = bytes.every((byte) => byte < 128)
  const text = decode(bytes)
  const utf8 = !text.includes('\ufffd')
  const encoding = ascii ? 'ASCII' : utf8 ? (old ? 'UTF-8 Unicode' : 'Unicode text, UTF-8') : 'ISO-8859'
  const charset = ascii ? 'us-ascii' : utf8 ? 'utf-8' : 'iso-8859-1'
  const ends = lineEnds(text)
  const script = scriptKind(text, old)
  if (script) return { text: `${script[0]}, ${encoding} text executable${ends}`, mime: script[1], charset }
  const language = languageKind(text, old)
  if (language)
    return {
      text: language[0] === 'JSON data' || language[0] === 'JSON text data' ? language[0] : `${language[0]}, ${encoding} text${ends}`,
      mime: language[1],
      charset,
    }
  return { text: `${encoding} text${ends}`, mime: 'text/plain', charset }
}

function lineEnds(text: string): string {
  const long = text.split('\n').some((line) => line.length > 300) ? ', with very long lines' : ''
  if (/\r\n/.test(text)) return `${long}, with CRLF line terminators`
  return text.includes('\n') ? long : `${long}, with no line terminators`
}

function scriptKind(text: string, old: boolean): readonly [string, string] | undefined {
  const line = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(text)
  if (!line) return undefined
  const [path, argument] = [line[1] as string, line[2]]
  const command = path.endsWith('/env') && argument ? argument : path
  const known = interpreters.find(([pattern]) => pattern.test(command))
  if (known) return [known[1], old && known[2] === 'text/x-script.python' ? 'text/x-python' : known[2]]
  return [`a ${[path, argument].filter(Boolean).join(' ')} script`, 'text/plain']
}

function languageKind(text: string, old: boolean): readonly [string, string] | undefined {
  const start = text.trimStart()
  if (!old && /^[[{]/.test(start)) {
    try {
      JSON.parse(text)
      return ['JSON text data', 'application/json']
    } catch {
      return undefined
    }
  }
  if (/^<!doctype html|^<html|^<head|^<title/i.test(start)) return ['HTML document', 'text/html']
  if (start.startsWith('<?xml')) return ['XML 1.0 document', 'text/xml']
  if (start.startsWith('-----BEGIN CERTIFICATE-----')) return ['PEM certificate', 'text/plain']
  return undefined
}
