import { globRegex } from '../../libc/glob.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { parseOptions } from './options.ts'
import { builtinNames } from './registry.ts'
import type { BuiltinUsage } from './usage.ts'
import { usages } from './usage.ts'

/** What `help` lists besides builtins. */
const syntax: Readonly<Record<string, BuiltinUsage>> = {
  job_spec: { synopsis: 'job_spec [&]', purpose: 'Moves a job to the foreground.' },
  '((': { synopsis: '(( expression ))', purpose: 'Evaluates an arithmetic expression.' },
  '[[': { synopsis: '[[ expression ]]', purpose: 'Evaluates a conditional expression.' },
  case: { synopsis: 'case WORD in [PATTERN [| PATTERN]...) COMMANDS ;;]... esac', purpose: 'Runs the commands of the first pattern that matches.' },
  coproc: { synopsis: 'coproc [NAME] command [redirections]', purpose: 'Runs a command joined to the shell by pipes.' },
  for: { synopsis: 'for NAME [in WORDS ... ] ; do COMMANDS; done', purpose: 'Runs commands for each word.' },
  'for ((': { synopsis: 'for (( exp1; exp2; exp3 )); do COMMANDS; done', purpose: 'Runs commands while an arithmetic expression holds.' },
  function: { synopsis: 'function name { COMMANDS ; } or name () { COMMANDS ; }', purpose: 'Defines a function.' },
  if: { synopsis: 'if COMMANDS; then COMMANDS; [ elif COMMANDS; then COMMANDS; ]... [ else COMMANDS; ] fi', purpose: 'Runs commands by condition.' },
  select: { synopsis: 'select NAME [in WORDS ... ;] do COMMANDS; done', purpose: 'Lets the user choose a word.' },
  time: { synopsis: 'time [-p] pipeline', purpose: 'Reports the time a pipeline takes.' },
  until: { synopsis: 'until COMMANDS; do COMMANDS-2; done', purpose: 'Runs commands until a test succeeds.' },
  variables: {
    synopsis: 'variables - Names and meanings of some shell variables',
    purpose: 'Variables the shell uses: HISTFILE, HOME, IFS, PATH, PS1, PWD and others.',
  },
  while: { synopsis: 'while COMMANDS; do COMMANDS-2; done', purpose: 'Runs commands while a test succeeds.' },
  '{': { synopsis: '{ COMMANDS ; }', purpose: 'Groups commands.' },
}

/** Names in lines of some sixty columns, in ash's own order. */
function ashHelp(names: readonly string[]): string {
  let [out, column] = ['\nBuilt-in commands:\n------------------\n', 0]
  for (const name of names) {
    out += `${column === 0 ? '\t' : ' '}${name}`
    column += name.length + 1
    if (column <= 60) continue
    out += '\n'
    column = 0
  }
  return `${out}\n\n`
}

export const help: Builtin = function* (shell, args, _lists, name) {
  if (!shell.isBash) {
    yield* print(ashHelp([...builtinNames(shell)].sort((a, b) => (a < b ? -1 : 1))))
    return 0
  }
  const options = yield* parseOptions(shell, name, args, 'dms')
  if (!options) return 2
  const topics = { ...Object.fromEntries(builtinNames(shell).map((each) => [each, usages[each] as BuiltinUsage])), ...syntax }
  if (options.operands.length === 0) {
    yield* print(overview(shell.dialect.version, topics))
    return 0
  }
  let status = 0
  let matched = false
  for (const operand of options.operands) {
    const pattern = globRegex(/[*?[]/.test(operand) ? operand : `${operand.replace(/[[\\]/g, '\\$&')}*`)
    const exact = topics[operand] ? [operand] : Object.keys(topics).filter((topic) => pattern.test(topic))
    matched ||= exact.length > 0
    if (exact.length === 0 && !matched && operand === options.operands.at(-1)) {
      yield* complainOf(shell, name, `no help topics match \`${operand}'.  Try \`help help' or \`man -k ${operand}' or \`info ${operand}'.`)
      status = 1
    }
    for (const topic of exact) {
      const { synopsis, purpose } = topics[topic] as BuiltinUsage
      if (options.has('d')) yield* print(`${topic} - ${purpose}\n`)
      else yield* print(options.has('s') ? `${topic}: ${synopsis}\n` : `${topic}: ${synopsis}\n    ${purpose}\n`)
    }
  }
  return status
}

/** Two columns of 38 characters, cut with `>`. */
function overview(version: string, topics: Readonly<Record<string, BuiltinUsage>>): string {
  const head = `GNU bash, version ${version}(1)-release (x86_64-pc-linux-gnu)
These shell commands are defined internally.  Type \`help' to see this list.
Type \`help name' to find out more about the function \`name'.
Use \`info bash' to find out more about the shell in general.
Use \`man -k' or \`info' to find out more about commands not in this list.

A star (*) next to a name means that the command is disabled.

`
  const rank = (topic: string) => (topic === 'job_spec' ? '' : topic === '{' ? '~' : topic)
  const rows = Object.keys(topics)
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map((topic) => (topics[topic] as BuiltinUsage).synopsis)
  const half = Math.ceil(rows.length / 2)
  const cut = (text: string, width: number) => (text.length > width ? `${text.slice(0, width - 1)}>` : text)
  return (
    head +
    rows
      .slice(0, half)
      .map((left, i) => ` ${cut(left, 38).padEnd(39)} ${cut(rows[half + i] ?? '', 38)}`.trimEnd())
      .join('\n') +
    '\n'
  )
}
