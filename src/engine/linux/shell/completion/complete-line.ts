import type { Sys } from '../../kernel/calls.ts'
import type { Candidate, Completion } from '../readline/completion.ts'
import { isExecutable } from '../run/find-command.ts'
import type { CompletionSpec, Shell } from '../state/shell.ts'
import { paths, sources } from './candidates.ts'
import { generate } from './generate.ts'
import type { WordAt } from './word-at.ts'
import { breakWords, wordAt } from './word-at.ts'

const BREAKS = ' \t\n"\'><=;|&(:'

/** What Tab offers at a prompt (bashline.c: attempt_shell_completion). */
export function* completeLine(shell: Shell, line: string, cursor: number): Sys<Completion> {
  const at = wordAt(line, cursor)
  const programmed = at.isCommand ? (line.slice(0, cursor).trim() === '' ? specFor(shell, '', 'E') : specFor(shell, '', 'I')) : commandSpec(shell, at)
  if (programmed) {
    const found = yield* byProgram(shell, programmed, at, line, cursor)
    if (found) return found
  }
  return yield* byDefault(shell, at)
}

function specFor(shell: Shell, name: string, kind: string): CompletionSpec | undefined {
  return shell.completions.get(name === '' ? `-${kind}` : name)
}

function commandSpec(shell: Shell, at: WordAt): CompletionSpec | undefined {
  if (!shell.options.has('progcomp')) return undefined
  const command = at.words[0]?.replace(/\\(.)|["']/g, '$1') ?? ''
  return shell.completions.get(command) ?? shell.completions.get(command.slice(command.lastIndexOf('/') + 1)) ?? specFor(shell, '', 'D')
}

/** By a specification; undefined falls back to bash's own completion. */
function* byProgram(shell: Shell, first: CompletionSpec, at: WordAt, line: string, cursor: number): Sys<Completion | undefined> {
  const text = line.slice(at.commandFrom, cursor)
  const words = breakWords(text, shell.get('COMP_WORDBREAKS') ?? BREAKS)
  const word = words.at(-1) ?? ''
  const from = cursor - word.length
  const bare = word.replace(/^["']/, '')
  const context = { line: line.slice(at.commandFrom), point: cursor - at.commandFrom, words, cword: words.length - 1 }
  let spec = first
  let made = yield* generate(shell, spec, bare, context)
  for (let tries = 0; made.retry && tries < 32; tries++) {
    const again = commandSpec(shell, at)
    if (!again) return undefined
    spec = again
    made = yield* generate(shell, spec, bare, context)
  }
  const options = spec.options
  let found = [...new Set(made.words)]
  const wantsFiles = options.has('filenames')
  if (found.length === 0 && options.has('dirnames')) return fileCompletion(at, yield* paths(shell, at.value, true))
  if (options.has('plusdirs')) found = [...found, ...(yield* paths(shell, at.value, true))]
  if (found.length === 0) return options.has('bashdefault') || options.has('default') ? undefined : { from, candidates: [] }
  if (wantsFiles) return fileCompletion({ ...at, from }, yield* markDirectories(shell, found))
  const suffix = options.has('nospace') ? '' : ' '
  const quote = word === bare ? '' : (word[0] as string)
  return { from, candidates: found.map((each): Candidate => ({ insert: quote + each, shown: each, suffix: quote === '' ? suffix : quote + suffix })) }
}

function* markDirectories(shell: Shell, found: readonly string[]): Sys<string[]> {
  const marked: string[] = []
  for (const each of found) {
    const matches = each.endsWith('/') ? [] : yield* paths(shell, each)
    marked.push(matches.includes(`${each}/`) ? `${each}/` : each)
  }
  return marked
}

/** Variables, users, hosts, commands, files: by what the word looks like. */
function* byDefault(shell: Shell, at: WordAt): Sys<Completion> {
  const { value } = at
  const variable = /\$(\{?)(\w*)$/.exec(value)
  if (variable && at.quote !== "'") {
    const [whole, brace = '', name = ''] = variable
    const names = yield* (sources.variable as (typeof sources)[string])(shell, name)
    const head = value.slice(0, value.length - whole.length)
    const close = brace === '' ? '' : '}'
    return {
      from: at.from,
      candidates: names.map(
        (each): Candidate => ({ insert: `${head}$${brace}${each}${close}`, shown: `$${brace}${each}${close}`, suffix: at.quote === '' ? ' ' : '' }),
      ),
    }
  }
  if (/^~[^/]*$/.test(value) && at.quote === '') {
    const users = yield* (sources.user as (typeof sources)[string])(shell, value.slice(1))
    if (users.length > 0)
      return { from: at.from, candidates: users.map((each): Candidate => ({ insert: `~${each}`, shown: `~${each}`, suffix: '/' })) }
  }
  if (at.isCommand && !value.includes('/')) {
    const names = [...new Set(yield* (sources.command as (typeof sources)[string])(shell, value))]
    if (value === '' && shell.options.has('no_empty_cmd_completion')) return { from: at.from, candidates: [] }
    const directories = names.length === 0 ? yield* paths(shell, value, true) : []
    if (directories.length > 0) return fileCompletion(at, directories)
    return { from: at.from, candidates: names.map((each): Candidate => ({ insert: quoteFor(at, each), shown: each, suffix: `${at.quote} ` })) }
  }
  const assigned = at.quote === '' ? /^(?:[A-Za-z_]\w*=|--?[\w-]+=)(.*)$/.exec(value) : null
  if (assigned) {
    const rest = assigned[1] ?? ''
    return fileCompletion({ ...at, from: at.from + value.length - rest.length, value: rest }, yield* paths(shell, rest))
  }
  const files = yield* paths(shell, value)
  const executables = at.isCommand ? yield* runnable(files) : files
  return fileCompletion(at, executables)
}

/** In command position a path leads to a directory or an executable. */
function* runnable(files: readonly string[]): Sys<readonly string[]> {
  const found: string[] = []
  for (const file of files) if (file.endsWith('/') || (yield* isExecutable(file))) found.push(file)
  return found
}

function fileCompletion(at: WordAt, files: readonly string[]): Completion {
  const candidates = files.map((file): Candidate => {
    const slash = file.endsWith('/')
    const shown = file.slice(file.lastIndexOf('/', file.length - 2) + 1)
    return slash ? { insert: quoteFor(at, file.slice(0, -1)), shown, suffix: '/' } : { insert: quoteFor(at, file), shown, suffix: `${at.quote} ` }
  })
  return { from: at.from, candidates }
}

/** The text as it must be written where the cursor is. */
function quoteFor(at: WordAt, text: string): string {
  if (at.quote === "'") return text.replaceAll("'", "'\\''")
  if (at.quote === '"') return text.replace(/["\\$`]/g, '\\$&')
  const tilde = /^~[^/]*/.exec(text)?.[0] ?? ''
  return (
    tilde +
    text
      .slice(tilde.length)
      .replace(/[ \t\n\\'"|&;()<>!{}*[\]?^$`#,]/g, '\\$&')
      .replaceAll('\\,', ',')
  )
}
