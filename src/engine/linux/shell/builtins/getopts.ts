import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf } from '../complain.ts'
import type { Shell } from '../state/shell.ts'
import { isName } from '../state/variables.ts'
import { showUsage } from './options.ts'

/** getopts: one option a call, by OPTIND, OPTARG and OPTERR. */
export const getopts: Builtin = function* (shell, args, _lists, name) {
  const [spec, variable, ...given] = args
  if (spec === undefined || variable === undefined) {
    if (shell.isBash) yield* showUsage(shell, name)
    else yield* complainOf(shell, name, 'Usage: getopts optstring var [arg]')
    return 2
  }
  const words = given.length > 0 ? given : shell.positional
  const index = Number(shell.get('OPTIND') ?? 1)
  if (index !== shell.getopts.index) shell.getopts = { index: Math.max(1, index), offset: 0 }
  const option = yield* nextOption(shell, spec, words)
  if (!isName(variable)) {
    yield* complainOf(shell, name, `\`${variable}': not a valid identifier`)
    return 1
  }
  shell.variables.assign('OPTIND', String(shell.getopts.index))
  shell.variables.assign(variable, option ?? '?')
  return option === undefined ? 1 : 0
}

function* nextOption(shell: Shell, spec: string, words: readonly string[]): Sys<string | undefined> {
  const state = shell.getopts
  const word = words[state.index - 1]
  if (state.offset === 0) {
    if (word === undefined || !word.startsWith('-') || word === '-') return end(shell)
    if (word === '--') {
      state.index++
      return end(shell)
    }
    state.offset = 1
  }
  const current = word as string
  const letter = current[state.offset++] as string
  const silent = spec.startsWith(':')
  const at = letter === ':' ? -1 : spec.indexOf(letter, silent ? 1 : 0)
  const last = state.offset >= current.length
  if (last) advance(shell)
  if (at < 0) return yield* unknownOption(shell, letter, silent)
  if (spec[at + 1] !== ':') {
    shell.variables.unset('OPTARG')
    return letter
  }
  if (!last) {
    shell.variables.assign('OPTARG', current.slice(state.offset))
    advance(shell)
    return letter
  }
  const argument = words[state.index - 1]
  if (argument === undefined) return yield* missingArgument(shell, letter, silent)
  shell.variables.assign('OPTARG', argument)
  advance(shell)
  return letter
}

function advance(shell: Shell): void {
  shell.getopts.index++
  shell.getopts.offset = 0
}

function end(shell: Shell): undefined {
  shell.variables.unset('OPTARG')
  return undefined
}

const reports = (shell: Shell): boolean => shell.get('OPTERR') !== '0'

function* unknownOption(shell: Shell, letter: string, silent: boolean): Sys<string> {
  if (silent) shell.variables.assign('OPTARG', letter)
  else {
    shell.variables.unset('OPTARG')
    if (reports(shell)) yield* write(2, shell.isBash ? `${shell.name}: illegal option -- ${letter}\n` : `Illegal option -${letter}\n`)
  }
  return '?'
}

function* missingArgument(shell: Shell, letter: string, silent: boolean): Sys<string> {
  if (silent) {
    shell.variables.assign('OPTARG', letter)
    return ':'
  }
  shell.variables.unset('OPTARG')
  if (reports(shell)) yield* write(2, shell.isBash ? `${shell.name}: option requires an argument -- ${letter}\n` : `No arg for -${letter} option\n`)
  return '?'
}
