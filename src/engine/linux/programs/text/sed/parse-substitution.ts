import type { Scanner } from './parse.ts'
import type { ReplacementPart, Substitution } from './script.ts'
import { ScriptError } from './script.ts'

/** The s and y commands. */
export function readSubstitution(scanner: Scanner): Substitution {
  const delimiter = scanner.next()
  if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') throw new ScriptError("unterminated `s' command")
  const pattern = scanner.delimited(delimiter, "unterminated `s' command", true)
  const replacement = scanner.delimited(delimiter, "unterminated `s' command", false)
  const flags = readFlags(scanner)
  const regex = scanner.regex(pattern, { ...(flags.ignoreCase && { ignoreCase: true }), ...(flags.multiline && { multiline: true }) })
  const parts = parseReplacement(replacement)
  for (const part of parts) {
    if (part.kind === 'group' && regex && part.group > regex.groups) throw new ScriptError(`invalid reference \\${part.group} on \`s' command's RHS`)
  }
  return {
    regex,
    replacement: parts,
    global: flags.global,
    occurrence: flags.occurrence,
    print: flags.print,
    evaluate: flags.evaluate,
    file: flags.file,
  }
}

interface Flags {
  global: boolean
  occurrence: number
  print: boolean
  evaluate: boolean
  ignoreCase: boolean
  multiline: boolean
  file: string | undefined
}

function readFlags(scanner: Scanner): Flags {
  const flags: Flags = { global: false, occurrence: 0, print: false, evaluate: false, ignoreCase: false, multiline: false, file: undefined }
  for (;;) {
    const c = scanner.peek()
    switch (c) {
      case 'g':
        if (flags.global) throw scanner.past("multiple `g' options to `s' command")
        flags.global = true
        break
      case 'p':
        if (flags.print) throw scanner.past("multiple `p' options to `s' command")
        flags.print = true
        break
      case 'i':
      case 'I':
        flags.ignoreCase = true
        break
      case 'm':
      case 'M':
        flags.multiline = true
        break
      case 'e':
        flags.evaluate = true
        break
      case 'w':
        scanner.at++
        scanner.skipBlanks()
        flags.file = scanner.restOfLine()
        if (flags.file === '') throw new ScriptError('missing filename in r/R/w/W commands')
        // The newline ends the command.
        if (scanner.text[scanner.at - 1] === '\n') scanner.at--
        return done(flags)
      default:
        if (c !== undefined && /\d/.test(c)) {
          if (flags.occurrence > 0) throw scanner.past("multiple number options to `s' command")
          flags.occurrence = scanner.number()
          if (flags.occurrence === 0) throw new ScriptError("number option to `s' command may not be zero")
          continue
        }
        if (c !== undefined && !/[\s;}#]/.test(c)) {
          scanner.at++
          throw new ScriptError("unknown option to `s'")
        }
        return done(flags)
    }
    scanner.at++
  }
}

const done = (flags: Flags): Flags => ({ ...flags, occurrence: flags.occurrence || 1 })

const letters: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** `&`, `\1`, `\n`, `\U…\E` and text. */
export function parseReplacement(text: string): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') parts.push({ kind: 'text', text: plain })
    plain = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (c === '&') {
      flush()
      parts.push({ kind: 'group', group: 0 })
      continue
    }
    if (c !== '\\' || i + 1 >= text.length) {
      plain += c
      continue
    }
    const escaped = text[++i] as string
    if (/\d/.test(escaped)) {
      flush()
      parts.push({ kind: 'group', group: Number(escaped) })
    } else if (/[ULEul]/.test(escaped)) {
      flush()
      parts.push({ kind: 'case', how: escaped as 'U' })
    } else {
      const code = /^(?:x([0-9a-fA-F]{1,2})|o([0-7]{1,3})|d(\d{1,3}))/.exec(text.slice(i))
      if (code) {
        plain += String.fromCharCode(code[1] ? Number.parseInt(code[1], 16) : code[2] ? Number.parseInt(code[2], 8) : Number(code[3]))
        i += code[0].length - 1
      } else plain += letters[escaped] ?? escaped
    }
  }
  flush()
  return parts
}

export function readTransliteration(scanner: Scanner): ReadonlyMap<string, string> {
  const delimiter = scanner.next()
  if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') throw new ScriptError("unterminated `y' command")
  const from = characters(scanner.delimited(delimiter, "unterminated `y' command", false))
  const to = characters(scanner.delimited(delimiter, "unterminated `y' command", false))
  if (from.length !== to.length) throw new ScriptError("strings for `y' command are different lengths")
  const map = new Map<string, string>()
  from.forEach((c, i) => {
    if (!map.has(c)) map.set(c, to[i] as string)
  })
  return map
}

const characters = (text: string): readonly string[] =>
  [...text.matchAll(/\\([\s\S])|[\s\S]/gu)].map(([all, escaped]) =>
    escaped === undefined ? all : escaped === '\\' ? '\\' : (letters[escaped] ?? escaped),
  )
