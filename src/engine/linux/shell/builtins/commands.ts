import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { readFileBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complain, complainOf, print } from '../complain.ts'
import { ExitJump } from '../errors.ts'
import { singleQuote } from '../expand/quote.ts'
import { KEYWORDS } from '../keywords.ts'
import { functionText } from '../print/print.ts'
import { everyCommand, findCommand } from '../run/find-command.ts'
import { runtime } from '../runtime.ts'
import type { Shell } from '../state/shell.ts'
import { textOf } from '../text.ts'
import { parseOptions, showUsage } from './options.ts'
import { builtinNames, builtinOf } from './registry.ts'

// What a name stands for: type, command -v, hash, builtin, enable, exec, source.

const POSIX_KEYWORDS = new Set(['if', 'then', 'else', 'elif', 'fi', 'case', 'esac', 'for', 'while', 'until', 'do', 'done', 'in', '{', '}', '!'])

export const isKeyword = (shell: Shell, name: string): boolean => (shell.isBash ? KEYWORDS : POSIX_KEYWORDS).has(name)

interface Meaning {
  readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file'
  readonly long: string
  readonly short: string
}

function* meanings(shell: Shell, name: string, all: boolean, noFunctions: boolean): Sys<Meaning[]> {
  const found: Meaning[] = []
  const alias = shell.aliases.get(name)
  if (alias !== undefined && (shell.options.has('expand_aliases') || !shell.isBash))
    found.push({
      kind: 'alias',
      long: shell.isBash ? `${name} is aliased to \`${alias}'` : `${name} is an alias for ${alias}`,
      short: `alias ${name}=${singleQuote(alias)}`,
    })
  if (isKeyword(shell, name)) found.push({ kind: 'keyword', long: `${name} is a shell keyword`, short: name })
  const known = noFunctions ? undefined : shell.functions.get(name)
  if (known)
    found.push({
      kind: 'function',
      long: shell.isBash
        ? `${name} is a function\n${functionText(name, known.definition.body)}`
        : `${name} is a${shell.dialect.name === 'dash' ? ' shell' : ''} function`,
      short: name,
    })
  if (builtinOf(shell, name))
    found.push({ kind: 'builtin', long: `${name} is a ${!shell.isBash && SPECIAL.has(name) ? 'special ' : ''}shell builtin`, short: name })
  if (found.length === 0 || all) {
    const hashed = all ? undefined : shell.hashed.get(name)
    if (hashed && shell.isBash) found.push({ kind: 'file', long: `${name} is hashed (${hashed.path})`, short: hashed.path })
    else for (const path of yield* everyCommand(shell, name)) found.push({ kind: 'file', long: `${name} is ${path}`, short: path })
  }
  return all ? found : found.slice(0, 1)
}

const SPECIAL = new Set([
  '.',
  ':',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
])

export const type: Builtin = function* (shell, args, _lists, name) {
  const options = shell.isBash ? yield* parseOptions(shell, name, args, 'afptP') : { operands: args, has: () => false }
  if (!options) return 2
  let status = 0
  for (const operand of options.operands) {
    const force = options.has('P')
    const found = force
      ? (yield* everyCommand(shell, operand)).map((path): Meaning => ({ kind: 'file', long: path, short: path }))
      : yield* meanings(shell, operand, options.has('a'), options.has('f'))
    if (found.length === 0) {
      status = shell.isBash ? 1 : 127
      if (options.has('t') || options.has('p') || force) continue
      if (shell.isBash) yield* complainOf(shell, name, `${operand}: not found`)
      else yield* print(`${operand}: not found\n`)
      continue
    }
    for (const each of force && !options.has('a') ? found.slice(0, 1) : found) {
      if (options.has('t')) yield* print(`${each.kind}\n`)
      else if (options.has('p') || force) {
        if (each.kind === 'file') yield* print(`${each.short}\n`)
      } else yield* print(`${each.long}\n`)
    }
  }
  return status
}

export const command: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'pVv')
  if (!options) return 2
  const { operands } = options
  if (operands.length === 0) return 0
  if (!options.has('v') && !options.has('V')) return yield* runtime().runWords(shell, operands, { functions: false, defaultPath: options.has('p') })
  let status = shell.isBash ? 1 : 127
  for (const operand of shell.isBash ? operands : operands.slice(0, 1)) {
    const [meaning] = yield* meanings(shell, operand, false, false)
    if (meaning) {
      status = 0
      yield* print(`${options.has('V') ? meaning.long : meaning.short}\n`)
    } else if (options.has('V')) {
      if (shell.isBash) yield* complainOf(shell, name, `${operand}: not found`)
      else yield* print(`${operand}: not found\n`)
    }
  }
  return status
}

export const builtin: Builtin = function* (shell, args, lists, name) {
  const [target, ...rest] = args[0] === '--' ? args.slice(1) : args
  if (target === undefined) return 0
  const found = builtinOf(shell, target)
  if (found) return yield* found(shell, rest, new Map([...lists].map(([i, list]) => [i - 1, list])), target)
  yield* complainOf(shell, name, `${target}: not a shell builtin`)
  return 1
}

export const enable: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'adnpsf:')
  if (!options) return 2
  if (options.has('f') || options.has('d')) {
    yield* complainOf(shell, name, `cais: -${options.has('f') ? 'f' : 'd'} is not simulated`)
    return 1
  }
  if (options.operands.length === 0) {
    for (const each of builtinNames(shell)) {
      const off = shell.disabledBuiltins.has(each)
      if (options.has('a') || off === options.has('n')) yield* print(`enable ${off ? '-n ' : ''}${each}\n`)
    }
    return 0
  }
  let status = 0
  for (const operand of options.operands) {
    if (!builtinNames(shell).includes(operand)) {
      yield* complainOf(shell, name, `${operand}: not a shell builtin`)
      status = 1
    } else if (options.has('n')) shell.disabledBuiltins.add(operand)
    else shell.disabledBuiltins.delete(operand)
  }
  return status
}

export const hash: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'lrp:dt')
  if (!options) return 2
  if (options.has('r')) shell.hashed.clear()
  if (options.operands.length === 0) {
    if (!options.has('r')) yield* listHashed(shell, name, options.has('l'))
    return 0
  }
  let status = 0
  for (const operand of options.operands) {
    const path = options.letters.get('p')
    if (path !== undefined) shell.hashed.set(operand, { path, hits: 0 })
    else if (options.has('d')) {
      shell.hashed.delete(operand)
    } else if (options.has('t')) {
      const known = shell.hashed.get(operand)
      if (known) known.hits++
      if (known) yield* print(options.operands.length > 1 ? `${operand}\t${known.path}\n` : `${known.path}\n`)
      else status = yield* missing(shell, name, operand)
    } else if (!operand.includes('/') && !builtinOf(shell, operand)) {
      shell.hashed.delete(operand)
      if ((yield* findCommand(shell, operand)) === undefined) status = yield* missing(shell, name, operand)
      else (shell.hashed.get(operand) ?? { hits: 0 }).hits = 0
    }
  }
  return status
}

function* missing(shell: Shell, name: string, operand: string): Sys<number> {
  yield* complainOf(shell, name, `${operand}: not found`)
  return 1
}

function* listHashed(shell: Shell, name: string, reusable: boolean): Sys<void> {
  if (shell.hashed.size === 0) {
    if (shell.isBash) yield* print(`${name}: hash table empty\n`)
    return
  }
  if (!reusable) yield* print('hits\tcommand\n')
  for (const [each, { path, hits }] of shell.hashed)
    yield* print(reusable ? `builtin hash -p ${path} ${each}\n` : `${String(hits).padStart(4)}\t${path}\n`)
}

export const exec: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, shell.isBash ? 'cla:' : '')
  if (!options) return 2
  const { operands } = options
  if (operands.length === 0) {
    shell.execKeeps = true
    return 0
  }
  const argv0 = options.letters.get('a') ?? (options.has('l') ? operands[0] : undefined)
  const status = yield* runtime().replace(shell, operands, {
    ...(argv0 !== undefined && { argv0: options.has('l') ? `-${argv0}` : argv0 }),
    clearEnvironment: options.has('c'),
  })
  if (!shell.interactive && !shell.options.has('execfail')) throw new ExitJump(status)
  return status
}

export const source: Builtin = function* (shell, args, _lists, name) {
  const [file, ...rest] = args[0] === '--' ? args.slice(1) : args
  if (file === undefined) {
    yield* complainOf(shell, name, 'filename argument required')
    yield* showUsage(shell, name)
    return 2
  }
  const path = file.includes('/') ? file : ((yield* readableOnPath(shell, file)) ?? file)
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type === 'directory') {
    yield* complainOf(shell, name, `${file}: is a directory`)
    return 1
  }
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) {
    if (!shell.isBash) {
      yield* complainOf(
        shell,
        name,
        shell.dialect.name === 'ash' ? `can't open '${file}': ${strerror(bytes.error)}` : `cannot open ${file}: No such file`,
      )
      if (!shell.interactive) throw new ExitJump(2)
      return 2
    }
    yield* complain(shell, `${file}: ${strerror(bytes.error)}`)
    return 1
  }
  return yield* runtime().source(shell, path, textOf(bytes.value), rest)
}

function* readableOnPath(shell: Shell, name: string): Sys<string | undefined> {
  if (!shell.options.has('sourcepath') && shell.isBash) return undefined
  for (const directory of (shell.get('PATH') ?? '').split(':')) {
    const candidate = directory === '' ? name : `${directory}/${name}`
    const stat = yield* sys.stat({ path: candidate })
    if (stat.ok && stat.value.type === 'file' && (yield* sys.access({ path: candidate, mode: 'r' })).ok) return candidate
  }
  return undefined
}
