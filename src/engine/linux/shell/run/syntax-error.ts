import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { baseName, prolog } from '../complain.ts'
import { atLeast } from '../dialect.ts'
import type { SyntaxProblem } from '../parse/delimit.ts'
import type { OpenHereDocument } from '../parse/tokens.ts'
import type { Shell } from '../state/shell.ts'

export interface ErrorPlace {
  readonly name: string
  readonly firstLine: number
}

/** Words a syntax error as the shell does (parse.y: report_syntax_error, parser_error). */
export function* reportSyntaxError(shell: Shell, source: string, problem: SyntaxProblem, place: ErrorPlace): Sys<void> {
  yield* write(2, shell.isBash ? bashMessage(shell, source, problem, place) : posixMessage(shell, source, problem, place))
}

const lineOf = (source: string, at: number, firstLine: number): number => {
  let line = firstLine
  for (let i = source.indexOf('\n'); i >= 0 && i < at; i = source.indexOf('\n', i + 1)) line++
  return line
}

function bashMessage(shell: Shell, source: string, problem: SyntaxProblem, place: ErrorPlace): string {
  const lead = (line: number) => {
    if (shell.interactive && place.name !== 'eval') return `${baseName(shell.invokedAs)}: `
    const name = shell.interactive ? baseName(shell.invokedAs) : shell.name
    const scripted = place.name === '' ? '' : `${place.name}: `
    return place.name === shell.name ? `${name}: line ${line}: ` : `${place.name.includes('/') ? '' : `${name}: `}${scripted}line ${line}: `
  }
  const at = lineOf(source, problem.at, place.firstLine)
  const ended = lineOf(source, source.length, place.firstLine)
  const offending = `${lead(at)}\`${source.split('\n')[at - place.firstLine] ?? ''}'\n`
  const shown = shell.interactive ? '' : offending
  switch (problem.kind) {
    case 'unterminated': {
      const first = `${lead(at)}unexpected EOF while looking for ${problem.token === ']]' ? '' : 'matching '}\`${problem.token}'\n`
      return atLeast(shell.dialect, 5, 2) && !shell.interactive ? first : `${first}${lead(ended)}syntax error: unexpected end of file\n`
    }
    case 'end':
      return `${lead(ended)}syntax error: unexpected end of file\n`
    case 'conditional': {
      const first = problem.message === undefined ? '' : `${lead(at)}${problem.message}\n`
      const near = problem.token === 'newline' ? '' : `${lead(at)}syntax error near \`${problem.token}'\n${shown}`
      return shell.interactive || !atLeast(shell.dialect, 5, 0) ? first + near : first
    }
    case 'token':
      return `${lead(at)}syntax error near unexpected token \`${problem.token}'\n${shown}`
  }
}

/** dash: `sh: 1: Syntax error: ")" unexpected`; ash: `sh: syntax error: unexpected ")"`. */
function posixMessage(shell: Shell, source: string, problem: SyntaxProblem, place: ErrorPlace): string {
  const dash = shell.dialect.name === 'dash'
  const ended = problem.kind === 'end' || problem.kind === 'unterminated'
  const line = lineOf(source, ended ? source.length - 1 : problem.at, place.firstLine)
  const text = posixText(problem, dash)
  if (dash) return `${shell.name}: ${line}: ${place.name === 'eval' ? 'eval: ' : ''}Syntax error: ${text}\n`
  return `${shell.input === 'script' ? `${shell.name}: line ${line}: ` : `${shell.name}: `}syntax error: ${text}\n`
}

function posixText(problem: SyntaxProblem, dash: boolean): string {
  if (problem.kind === 'unterminated') return unterminatedText(problem.token, dash)
  if (problem.expected === undefined && problem.badName) return dash ? 'Bad for loop variable' : 'bad for loop variable'
  const token = problem.kind === 'end' ? 'end of file' : posixToken(problem.token)
  const expecting = problem.expected === undefined ? '' : ` (expecting "${problem.expected}")`
  return (dash ? `${token} unexpected` : `unexpected ${token}`) + expecting
}

const posixToken = (token: string): string =>
  token === 'newline' ? 'newline' : /^[\w/.$-]+$/.test(token) && !/^(?:then|do|done|fi|else|elif|esac|in)$/.test(token) ? 'word' : `"${token}"`

function unterminatedText(delimiter: string, dash: boolean): string {
  if (delimiter === '"' || delimiter === "'") return dash ? 'Unterminated quoted string' : 'unterminated quoted string'
  if (delimiter === '`') return 'EOF in backquote substitution'
  return dash ? `end of file unexpected (expecting "${delimiter}")` : `unexpected end of file (expecting "${delimiter}")`
}

/** A here-document whose delimiter never came. */
export function* warnOpenHereDocument(shell: Shell, document: OpenHereDocument, line: number, lastLine: number): Sys<void> {
  if (!shell.isBash) return
  const { line: before } = shell
  shell.line = lastLine
  yield* write(2, `${prolog(shell)}warning: here-document at line ${line} delimited by end-of-file (wanted \`${document.delimiter}')\n`)
  shell.line = before
}
