import { type Dockerfile, DockerfileParser } from 'dockerfile-ast'
import { encode } from '../../../base/utf8.ts'

/** An instruction of a Dockerfile as written. Lines count from 1. */
export interface SourceInstruction {
  /** As written: `from`, `RUN`. */
  readonly word: string
  /** Upper case. */
  readonly keyword: string
  /** The whole instruction on one line: continuations joined, comments dropped, heredoc bodies left out. */
  readonly original: string
  /** What follows the word. */
  readonly rest: string
  readonly heredocs: readonly Heredoc[]
  readonly firstLine: number
  readonly lastLine: number
}

export interface Heredoc {
  readonly name: string
  /** `<<"EOF"`: variables in it stay as they are. */
  readonly quoted: boolean
  readonly content: string
  /** `<<-EOF`: leading tabs go. */
  readonly chomp: boolean
}

export interface DockerfileSource {
  readonly instructions: readonly SourceInstruction[]
  readonly lines: readonly string[]
  readonly escapeChar: string
  /** Line of an empty continuation line, when there is one. */
  readonly emptyContinuation: number | undefined
  /** `# check=skip=…;error=true`. */
  readonly check: string | undefined
}

// The parser asks Node's Buffer for bytes of text.
const host = globalThis as unknown as { Buffer?: { from(text: string): Uint8Array } }
host.Buffer ??= { from: (text) => encode(text) }

/** Splits a Dockerfile into instructions; dockerfile-ast finds where each begins and ends. */
export function readDockerfile(text: string): DockerfileSource {
  const file = DockerfileParser.parse(text)
  const lines = text.split(/\r?\n/)
  const escapeChar = file.getEscapeCharacter()
  let emptyContinuation: number | undefined
  const instructions = file.getInstructions().map((instruction) => {
    const { start, end } = instruction.getRange()
    const joined = joinLines(lines.slice(start.line, end.line + 1), escapeChar)
    if (joined.emptyAt !== undefined) emptyContinuation ??= start.line + joined.emptyAt + 1
    const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(joined.text) ?? []
    return {
      word,
      keyword: word.toUpperCase(),
      original: joined.text,
      rest,
      heredocs: joined.heredocs,
      firstLine: start.line + 1,
      lastLine: end.line + 1,
    }
  })
  return { instructions, lines, escapeChar, emptyContinuation, check: directive(file, 'check') }
}

function directive(file: Dockerfile, name: string): string | undefined {
  return file
    .getDirectives()
    .find((candidate) => candidate.getName().toLowerCase() === name)
    ?.getValue()
}

interface Joined {
  readonly text: string
  readonly heredocs: readonly Heredoc[]
  readonly emptyAt: number | undefined
}

/** One logical line: the escape character at a line's end joins, comment lines between vanish, heredoc bodies are taken out. */
function joinLines(lines: readonly string[], escapeChar: string): Joined {
  let text = ''
  let emptyAt: number | undefined
  let at = 0
  for (; at < lines.length; at++) {
    const line = lines[at] as string
    if (at > 0 && /^\s*#/.test(line)) continue
    if (at > 0 && line.trim() === '') {
      emptyAt ??= at
      continue
    }
    const continued = endsWith(line, escapeChar)
    text += continued ? line.replace(/\s*$/, '').slice(0, -1) : line
    if (!continued) break
  }
  return { text: text.trim(), heredocs: heredocs(text, lines.slice(at + 1)), emptyAt }
}

const endsWith = (line: string, escapeChar: string): boolean => line.trimEnd().endsWith(escapeChar) && !/^\s*#/.test(line)

const allowed = /^\s*(RUN|COPY|ADD)\b/i

function heredocs(text: string, body: readonly string[]): readonly Heredoc[] {
  if (!allowed.test(text)) return []
  const found: Heredoc[] = []
  let at = 0
  for (const match of text.matchAll(/(?:^|[\s;&|(])\d*<<(-?)\s*(["']?)([A-Za-z_][\w.-]*)\2/g)) {
    const [, dash = '', quote = '', name = ''] = match
    const content: string[] = []
    for (; at < body.length; at++) {
      const line = dash ? (body[at] as string).replace(/^\t+/, '') : (body[at] as string)
      if (line === name) break
      content.push(line)
    }
    at++
    found.push({ name, quoted: quote !== '', chomp: dash !== '', content: content.map((line) => `${line}\n`).join('') })
  }
  return found
}
