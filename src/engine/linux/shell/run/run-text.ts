import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { complain } from '../complain.ts'
import { DiscardJump, ShellError } from '../errors.ts'
import { adapt } from '../parse/adapt.ts'
import { delimit } from '../parse/delimit.ts'
import type { Shell } from '../state/shell.ts'
import type { List } from '../syntax.ts'
import { runList } from './execute.ts'
import { reportSyntaxError, warnOpenHereDocument } from './syntax-error.ts'

export interface TextOptions {
  /** What introduces syntax errors: `-c`, `eval`, a file. */
  readonly name: string
  readonly firstLine: number
  /** The shell ends after it. */
  readonly tail?: boolean
}

const parsed = new Map<string, List>()

/** A text's tree; kept, since loops and prompts run the same text again. */
export function parseCommands(text: string, line: number): List {
  const key = `${line} ${text}`
  let list = parsed.get(key)
  if (!list) {
    list = adapt(text, line)
    if (parsed.size > 500) parsed.clear()
    parsed.set(key, list)
  }
  return list
}

export const grammarSettings = (shell: Shell) => ({
  extglob: shell.options.has('extglob'),
  comments: !shell.interactive || shell.options.has('interactive_comments') || !shell.isBash,
  bash: shell.isBash || shell.dialect.name === 'ash',
  alias: shell.aliases.size > 0 && (shell.options.has('expand_aliases') || !shell.isBash) ? (name: string) => shell.aliases.get(name) : undefined,
})

/** Runs a whole text, line by line as bash reads it: what stands before a syntax error has run when it is met. */
export function* runText(shell: Shell, text: string, options: TextOptions): Sys<number> {
  const source = text.endsWith('\n') ? text : `${text}\n`
  let at = 0
  let line = options.firstLine
  let status = 0
  while (at < source.length) {
    const found = delimit(source, at, grammarSettings(shell))
    if (found.kind === 'end') break
    if (found.kind === 'error') {
      yield* reportSyntaxError(shell, source, found.problem, options)
      if (found.problem.kind === 'conditional' && shell.isBash) return shell.status
      shell.status = found.problem.status ?? 2
      return shell.status
    }
    const next = found.end
    if (shell.options.has('verbose')) yield* write(2, source.slice(at, next))
    if (found.kind === 'complete') {
      for (const document of found.openHereDocuments)
        yield* warnOpenHereDocument(shell, document, line, line + source.slice(at, next).split('\n').length - 2)
      const last = options.tail === true && /^\s*$/.test(source.slice(next))
      if (!shell.options.has('noexec') || shell.interactive) status = yield* runLine(shell, () => parseCommands(found.text, line), last)
    }
    for (let i = source.indexOf('\n', at); i >= 0 && i < next; i = source.indexOf('\n', i + 1)) line++
    at = next
  }
  return status
}

function* complainOnce(shell: Shell, problem: ShellError): Sys<number> {
  yield* complain(shell, problem.message)
  shell.status = problem.status
  return problem.status
}

/** One line's commands. An error that drops the line leaves the next ones to be run, except in a subshell. */
export function* runLine(shell: Shell, list: () => List, tail: boolean): Sys<number> {
  try {
    return yield* runList(shell, list(), tail)
  } catch (jump) {
    if (jump instanceof ShellError) return yield* complainOnce(shell, jump)
    if (!(jump instanceof DiscardJump) || jump.interrupted || shell.subshellLevel > 0) throw jump
    shell.listDepth = 0
    shell.conditions = 0
    shell.status = jump.status
    shell.pipeStatus = [jump.status]
    return jump.status
  }
}
