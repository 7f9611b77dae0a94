import type { Sys } from '../../kernel/calls.ts'
import { signals } from '../../kernel/signal.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { builtinNames } from '../builtins/registry.ts'
import { tildeDirectory } from '../expand/tilde.ts'
import { KEYWORDS } from '../keywords.ts'
import { setOptions } from '../state/options.ts'
import type { Shell } from '../state/shell.ts'

/** Names of each kind that completion knows (pcomplete.c: the actions of `complete -A`). All may return duplicates. */
export type Source = (shell: Shell, word: string) => Sys<readonly string[]>

const list = (names: (shell: Shell) => Iterable<string>): Source =>
  function* (shell, word) {
    return [...names(shell)].filter((name) => name.startsWith(word))
  }

const variables = (wanted: (shell: Shell, name: string) => boolean): Source =>
  list((shell) => shell.variables.names().filter((name) => wanted(shell, name)))

/** First fields of /etc/passwd or /etc/group. */
const database = (path: string): Source =>
  function* (_shell, word) {
    const text = yield* readFile(path)
    return text.ok
      ? text.value
          .split('\n')
          .map((line) => line.split(':')[0] ?? '')
          .filter((name) => name !== '' && name.startsWith(word))
      : []
  }

function* hosts(_shell: Shell, word: string): Sys<readonly string[]> {
  const text = yield* readFile('/etc/hosts')
  if (!text.ok) return []
  return text.value
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1))
    .filter((name) => name.startsWith(word))
}

function* services(_shell: Shell, word: string): Sys<readonly string[]> {
  const text = yield* readFile('/etc/services')
  return text.ok
    ? text.value
        .split('\n')
        .map((line) => /^[^#\s]+/.exec(line)?.[0] ?? '')
        .filter((name) => name !== '' && name.startsWith(word))
    : []
}

/** Commands: aliases, functions, builtins, keywords, executables on PATH. */
function* commands(shell: Shell, word: string): Sys<readonly string[]> {
  const known = [...shell.aliases.keys(), ...shell.functions.keys(), ...builtinNames(shell), ...KEYWORDS].filter((name) => name.startsWith(word))
  return [...known, ...(yield* programs(shell, word))]
}

function* programs(shell: Shell, word: string): Sys<string[]> {
  const found: string[] = []
  for (const directory of new Set((shell.get('PATH') ?? '').split(':'))) {
    const entries = yield* sys.getdents({ path: directory || '.' })
    if (!entries.ok) continue
    for (const { name, type } of entries.value) {
      if (!name.startsWith(word) || type === 'directory' || name === '.' || name === '..') continue
      if ((yield* sys.access({ path: `${directory}/${name}`, mode: 'x' })).ok) found.push(name)
    }
  }
  return found
}

/** Paths that begin like the word; directories end in a slash. Hidden names need a period. */
export function* paths(shell: Shell, word: string, onlyDirectories = false): Sys<readonly string[]> {
  const slash = word.lastIndexOf('/')
  const shown = word.slice(0, slash + 1)
  const start = word.slice(slash + 1)
  const login = /^~([^/]*)\//.exec(shown)
  const home = login ? yield* tildeDirectory(shell, login[1] ?? '') : undefined
  const directory = login && home !== undefined ? home + shown.slice(login[0].length - 1) : shown
  const entries = yield* sys.getdents({ path: directory || '.' })
  if (!entries.ok) return []
  const found: string[] = []
  for (const { name, type } of entries.value) {
    if (name === '.' || name === '..' || !name.startsWith(start) || (name.startsWith('.') && !start.startsWith('.') && start !== '')) continue
    if (name.startsWith('.') && start === '') continue
    const isDirectory = type === 'directory' || (type === 'symlink' && (yield* leadsToDirectory(directory + name)))
    if (isDirectory) found.push(`${shown}${name}/`)
    else if (!onlyDirectories) found.push(shown + name)
  }
  return found
}

function* leadsToDirectory(path: string): Sys<boolean> {
  const stat = yield* sys.stat({ path })
  return stat.ok && stat.value.type === 'directory'
}

/** Paths as `compgen` prints them: without the slash. */
const bare = (onlyDirectories: boolean): Source =>
  function* (shell, word) {
    return (yield* paths(shell, word, onlyDirectories)).map((path) => path.replace(/\/$/, ''))
  }

const jobs = (state?: string): Source =>
  list((shell) =>
    shell.jobs
      .list()
      .filter((job) => state === undefined || job.state === state)
      .map((job) => job.text.split(' ')[0] ?? ''),
  )

export const sources: Readonly<Record<string, Source>> = {
  alias: list((shell) => shell.aliases.keys()),
  arrayvar: variables((shell, name) => shell.variables.own(name)?.isArray === true),
  binding: list(() => []),
  builtin: list(builtinNames),
  command: commands,
  directory: bare(true),
  disabled: list((shell) => shell.disabledBuiltins),
  enabled: list((shell) => builtinNames(shell).filter((name) => !shell.disabledBuiltins.has(name))),
  export: variables((shell, name) => shell.variables.own(name)?.exported === true),
  file: bare(false),
  function: list((shell) => shell.functions.keys()),
  group: database('/etc/group'),
  helptopic: list(builtinNames),
  hostname: hosts,
  job: jobs(),
  keyword: list(() => KEYWORDS),
  running: jobs('running'),
  service: services,
  setopt: list(() => setOptions.map(([name]) => name)),
  shopt: list((shell) => shell.options.shoptNames),
  signal: list(() => Object.keys(signals)),
  stopped: jobs('stopped'),
  user: database('/etc/passwd'),
  variable: variables(() => true),
}
