import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { tilded } from '../jobs/notify.ts'
import type { Shell } from '../state/shell.ts'
import { parseOptions } from './options.ts'

/** cd, pwd and the directory stack (cd.def, pushd.def). */
export const cd: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'LPe@')
  if (!options) return 2
  const { operands } = options
  if (operands.length > 1 && shell.isBash && shell.dialect.major >= 4 && !(shell.dialect.major === 4 && shell.dialect.minor < 4)) {
    yield* complainOf(shell, name, 'too many arguments')
    return 1
  }
  const physical = options.given.at(-1) === 'P' || (!options.has('L') && shell.options.has('physical'))
  const target = operands[0]
  if (target === undefined) {
    const home = shell.get('HOME')
    if (home === undefined) {
      if (!shell.isBash) return 0
      yield* complainOf(shell, name, 'HOME not set')
      return 1
    }
    return yield* enter(shell, name, home, physical, false)
  }
  if (target === '-') {
    const old = shell.get('OLDPWD')
    if (old === undefined) {
      yield* complainOf(shell, name, 'OLDPWD not set')
      return 1
    }
    return yield* enter(shell, name, old, physical, true)
  }
  return yield* enterBySearch(shell, name, target, physical)
}

/** CDPATH, then the name itself. */
function* enterBySearch(shell: Shell, name: string, target: string, physical: boolean): Sys<number> {
  const path = shell.get('CDPATH')
  if (path && !/^\.{0,2}\//.test(target) && target !== '.' && target !== '..') {
    for (const directory of path.split(':')) {
      const candidate = directory === '' ? target : `${directory}/${target}`
      const stat = yield* sys.stat({ path: candidate })
      if (stat.ok && stat.value.type === 'directory') return yield* enter(shell, name, candidate, physical, directory !== '')
    }
  }
  return yield* enter(shell, name, target, physical, false)
}

/** Changes directory and PWD. */
export function* enter(shell: Shell, name: string, target: string, physical: boolean, show: boolean): Sys<number> {
  const here = shell.get('PWD') ?? '/'
  const logical = normalize(target.startsWith('/') ? target : `${here}/${target}`)
  let changed = yield* sys.chdir({ path: physical ? target || '.' : logical })
  if (!changed.ok && !physical) changed = yield* sys.chdir({ path: target })
  if (!changed.ok) {
    yield* complainOf(
      shell,
      name,
      shell.dialect.name === 'dash'
        ? `can't cd to ${target}`
        : shell.dialect.name === 'ash'
          ? `can't cd to ${target}: ${strerror(changed.error)}`
          : `${target}: ${strerror(changed.error)}`,
    )
    return shell.isBash ? 1 : 2
  }
  const real = physical ? yield* sys.getcwd({}) : undefined
  setDirectory(shell, real?.ok ? real.value : logical)
  if (show) yield* print(`${shell.get('PWD')}\n`)
  return 0
}

function setDirectory(shell: Shell, path: string): void {
  const here = shell.get('PWD')
  if (here !== undefined) shell.variables.assign('OLDPWD', here).exported = true
  shell.variables.assign('PWD', path).exported = true
}

/** Removes `.`, `..` and doubled slashes by text. */
export function normalize(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `${path.startsWith('//') && !path.startsWith('///') ? '/' : ''}/${parts.join('/')}`
}

export const pwd: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'LP')
  if (!options) return 2
  const logical = shell.get('PWD')
  if (options.given.at(-1) !== 'P' && logical?.startsWith('/')) {
    yield* print(`${logical}\n`)
    return 0
  }
  const real = yield* sys.getcwd({})
  if (!real.ok) {
    yield* complainOf(shell, name, `error retrieving current directory: getcwd: cannot access parent directories: ${strerror(real.error)}`)
    return 1
  }
  yield* print(`${real.value}\n`)
  return 0
}

const stack = (shell: Shell): readonly string[] => [shell.get('PWD') ?? '', ...shell.directories]

/** `+N` from the left, `-N` from the right. */
function stackIndex(shell: Shell, text: string): number | undefined {
  const number = Number(text.slice(1))
  const { length } = stack(shell)
  const index = text.startsWith('+') ? number : length - 1 - number
  return Number.isInteger(number) && index >= 0 && index < length ? index : undefined
}

export const dirs: Builtin = function* (shell, args, _lists, name) {
  let long = false
  let separator = ' '
  let numbered = false
  for (const arg of args) {
    if (/^[-+]\d+$/.test(arg)) {
      const index = stackIndex(shell, arg)
      if (index === undefined) {
        yield* complainOf(
          shell,
          name,
          shell.directories.length === 0 ? 'directory stack empty' : `${arg.slice(arg.startsWith('+') ? 1 : 0)}: directory stack index out of range`,
        )
        return 1
      }
      yield* print(`${tilded(shell, stack(shell)[index] as string)}\n`)
      return 0
    }
    if (arg === '-c') {
      shell.directories = []
      return 0
    }
    if (arg === '-l') long = true
    else if (arg === '-p') separator = '\n'
    else if (arg === '-v') {
      separator = '\n'
      numbered = true
    } else {
      yield* complainOf(shell, name, `${arg}: invalid ${arg.startsWith('-') ? 'option' : 'number'}`)
      return arg.startsWith('-') ? 2 : 1
    }
  }
  yield* showStack(shell, long, separator, numbered)
  return 0
}

function* showStack(shell: Shell, long: boolean, separator: string, numbered: boolean): Sys<void> {
  const shown = stack(shell).map((path, i) => (numbered ? `${String(i).padStart(2)}  ` : '') + (long ? path : tilded(shell, path)))
  yield* print(`${shown.join(separator)}\n`)
}

export const pushd: Builtin = function* (shell, args, _lists, name) {
  const noChange = args[0] === '-n'
  const [target] = noChange ? args.slice(1) : args
  const all = stack(shell)
  if (target === undefined || /^[-+]\d+$/.test(target)) {
    if (target === undefined && all.length < 2) {
      yield* complainOf(shell, name, 'no other directory')
      return 1
    }
    const index = target === undefined ? 1 : stackIndex(shell, target)
    if (index === undefined) {
      yield* complainOf(shell, name, all.length < 2 ? 'directory stack empty' : `${target}: directory stack index out of range`)
      return 1
    }
    const rotated = target === undefined ? [all[1] as string, all[0] as string, ...all.slice(2)] : [...all.slice(index), ...all.slice(0, index)]
    if (yield* enter(shell, name, rotated[0] as string, false, false)) return 1
    shell.directories = rotated.slice(1)
  } else if (noChange) shell.directories = [target, ...shell.directories]
  else {
    const before = all[0] as string
    if (yield* enter(shell, name, target === '-' ? (shell.get('OLDPWD') ?? '') : target, false, false)) return 1
    shell.directories = [before, ...shell.directories]
  }
  yield* showStack(shell, false, ' ', false)
  return 0
}

export const popd: Builtin = function* (shell, args, _lists, name) {
  const noChange = args[0] === '-n'
  const [target = '+0'] = noChange ? args.slice(1) : args
  const all = stack(shell)
  if (all.length < 2) {
    yield* complainOf(shell, name, 'directory stack empty')
    return 1
  }
  const index = /^[-+]\d+$/.test(target) ? stackIndex(shell, target) : undefined
  if (index === undefined) {
    yield* complainOf(shell, name, `${target}: ${/^[-+]?\d+$/.test(target) ? 'directory stack index out of range' : 'invalid argument'}`)
    return 1
  }
  const rest = all.filter((_, i) => i !== (noChange && index === 0 ? 1 : index))
  if (index === 0 && !noChange && (yield* enter(shell, name, rest[0] as string, false, false))) return 1
  shell.directories = rest.slice(1)
  yield* showStack(shell, false, ' ', false)
  return 0
}
