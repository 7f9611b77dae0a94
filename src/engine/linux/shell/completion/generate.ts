import type { Sys } from '../../kernel/calls.ts'
import { globRegex } from '../../libc/glob.ts'
import { ReturnJump } from '../errors.ts'
import { expandText } from '../expand/expand.ts'
import { arrayValues } from '../expand/parameter.ts'
import { matchPaths } from '../expand/pathname.ts'
import { fieldText, splitFields } from '../expand/pieces.ts'
import { singleQuote } from '../expand/quote.ts'
import { runtime } from '../runtime.ts'
import type { CompletionSpec, Shell } from '../state/shell.ts'
import { IndexedArray, Variable } from '../state/variable.ts'
import { Word } from '../word.ts'
import { sources } from './candidates.ts'

/** The line being completed, as functions and commands see it. */
export interface CompletionContext {
  readonly line: string
  readonly point: number
  /** Words as COMP_WORDBREAKS separates them. */
  readonly words: readonly string[]
  /** Index of the word being completed. */
  readonly cword: number
}

/** Completions that a specification makes for a word (pcomplete.c: gen_compspec_completions). `retry` when a function asked for it. */
export function* generate(
  shell: Shell,
  spec: CompletionSpec,
  word: string,
  context: CompletionContext | undefined,
): Sys<{ words: string[]; retry: boolean }> {
  const found: string[] = []
  let retry = false
  for (const action of spec.actions) found.push(...(yield* (sources[action] ?? noSource)(shell, word)))
  if (spec.globPattern !== undefined) {
    const options = { extended: true, hidden: false, globstar: false, ignoreCase: false, skipDots: true }
    found.push(...(yield* matchPaths(spec.globPattern, options)).filter((path) => path.startsWith(word)))
  }
  if (spec.words !== undefined) {
    const text = yield* expandText(shell, new Word(spec.words, 'here-document'))
    const fields = splitFields([{ text, quoted: false, splits: true }], shell.get('IFS') ?? ' \t\n').map(fieldText)
    found.push(...fields.map((each) => each.replace(/\\(.)|'([^']*)'|"([^"]*)"/g, '$1$2$3')).filter((each) => each.startsWith(word)))
  }
  if (spec.functionName !== undefined) {
    const made = yield* byFunction(shell, spec.functionName, word, context)
    found.push(...made.words)
    retry = made.retry
  }
  if (spec.command !== undefined) found.push(...(yield* byCommand(shell, spec.command, word, context)))
  const kept = spec.filter === undefined ? found : filtered(found, spec.filter, word)
  return { words: kept.map((each) => `${spec.prefix ?? ''}${each}${spec.suffix ?? ''}`), retry }
}

function* noSource(): Sys<readonly string[]> {
  return []
}

/** -X removes what matches; with `!` what does not. `&` is the word. */
function filtered(words: readonly string[], filter: string, word: string): string[] {
  const negated = filter.startsWith('!')
  const pattern = (negated ? filter.slice(1) : filter).replace(/\\?&/g, (token) => (token === '&' ? word : '&'))
  const regex = globRegex(pattern, { extended: true })
  return words.filter((each) => regex.test(each) === negated)
}

const wordsOf = (word: string, context: CompletionContext | undefined): readonly [command: string, word: string, previous: string] =>
  context ? [context.words[0] ?? '', word, context.words[context.cword - 1] ?? ''] : ['compgen', word, '']

function setContext(shell: Shell, context: CompletionContext | undefined): void {
  if (!context) return
  const words = new Variable()
  words.indexed = new IndexedArray([...context.words])
  shell.variables.global.set('COMP_WORDS', words)
  shell.put('COMP_CWORD', String(context.cword))
  shell.put('COMP_LINE', context.line)
  shell.put('COMP_POINT', String(context.point))
  shell.put('COMP_TYPE', '9')
  shell.put('COMP_KEY', '9')
}

/** -F: a function of this shell leaves its answers in COMPREPLY; status 124 asks to begin again. */
function* byFunction(
  shell: Shell,
  name: string,
  word: string,
  context: CompletionContext | undefined,
): Sys<{ words: readonly string[]; retry: boolean }> {
  if (!shell.functions.has(name)) return { words: [], retry: false }
  const { status } = shell
  setContext(shell, context)
  shell.variables.global.delete('COMPREPLY')
  let returned: number
  try {
    returned = yield* runtime().callFunction(shell, name, wordsOf(word, context))
  } catch (jump) {
    if (!(jump instanceof ReturnJump)) throw jump
    returned = jump.status
  }
  const words = [...arrayValues(shell, 'COMPREPLY')]
  for (const each of ['COMP_WORDS', 'COMP_CWORD', 'COMP_LINE', 'COMP_POINT', 'COMP_TYPE', 'COMP_KEY', 'COMPREPLY'])
    shell.variables.global.delete(each)
  shell.status = status
  return { words, retry: returned === 124 }
}

/** -C: a command in a subshell writes one answer a line. It finds COMP_LINE and COMP_POINT in its environment. */
function* byCommand(shell: Shell, command: string, word: string, context: CompletionContext | undefined): Sys<readonly string[]> {
  const { status, substitutionStatus } = shell
  const settings = context ? `export COMP_LINE=${singleQuote(context.line)} COMP_POINT=${context.point} COMP_KEY=9 COMP_TYPE=9; ` : ''
  const script = `${settings}${command} ${wordsOf(word, context).map(singleQuote).join(' ')}`
  const output = yield* runtime().substitute(shell, { kind: 'command', script, backquoted: false })
  shell.status = status
  shell.substitutionStatus = substitutionStatus
  return output === '' ? [] : output.split(/(?<!\\)\n/).map((line) => line.replace(/\\\n/g, '\n'))
}
