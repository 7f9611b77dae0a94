import type { Stat, Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { setOptions } from '../state/options.ts'
import type { Shell } from '../state/shell.ts'
import { splitSubscript } from '../state/variables.ts'

/** Operators that `test`, `[` and `[[` share (test.c). */
export const unaryOperators = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((letter) => `-${letter}`))
export const binaryOperators = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

export function* testUnary(shell: Shell, operator: string, operand: string): Sys<boolean> {
  switch (operator) {
    case '-n':
      return operand !== ''
    case '-z':
      return operand === ''
    case '-o':
      return setOptions.some(([name]) => name === operand) && shell.options.has(operand)
    case '-v':
      return isSet(shell, operand)
    case '-R':
      return shell.variables.own(operand)?.nameref === true
    case '-t':
      return /^\s*\d+\s*$/.test(operand) && (yield* sys.tcgetattr({ fd: Number(operand) })).ok
    case '-r':
    case '-w':
    case '-x':
      return (yield* sys.access({ path: operand, mode: operator[1] as string })).ok
    default:
      return yield* testFile(operator, operand)
  }
}

function isSet(shell: Shell, text: string): boolean {
  if (/^\d+$/.test(text)) return text === '0' || shell.positional[Number(text) - 1] !== undefined
  const { name, subscript } = splitSubscript(text)
  if (subscript === '@' || subscript === '*') {
    const variable = shell.variables.find(name)
    return (variable?.indexed?.keys().length ?? variable?.associative?.keys().length ?? 0) > 0
  }
  return shell.variables.value(name, subscript) !== undefined
}

function* testFile(operator: string, path: string): Sys<boolean> {
  if (path === '') return false
  const noFollow = operator === '-h' || operator === '-L'
  const stat = yield* sys.stat({ path, noFollow })
  if (!stat.ok) return false
  const { type, mode, size, uid, gid, atimeMs, mtimeMs } = stat.value
  switch (operator) {
    case '-a':
    case '-e':
      return true
    case '-b':
      return type === 'block'
    case '-c':
      return type === 'char'
    case '-d':
      return type === 'directory'
    case '-f':
      return type === 'file'
    case '-g':
      return (mode & 0o2000) !== 0
    case '-h':
    case '-L':
      return type === 'symlink'
    case '-k':
      return (mode & 0o1000) !== 0
    case '-p':
      return type === 'fifo'
    case '-s':
      return size > 0
    case '-S':
      return type === 'socket'
    case '-u':
      return (mode & 0o4000) !== 0
    case '-N':
      return mtimeMs > atimeMs
    case '-O':
      return uid === (yield* sys.getcredentials({})).euid
    default:
      return gid === (yield* sys.getcredentials({})).egid
  }
}

/** `-nt`, `-ot`, `-ef`. */
export function* testFiles(operator: string, left: string, right: string): Sys<boolean> {
  const a = yield* statOf(left)
  const b = yield* statOf(right)
  if (operator === '-ef') return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
  if (operator === '-nt') return a !== undefined && (b === undefined || a.mtimeMs > b.mtimeMs)
  return b !== undefined && (a === undefined || a.mtimeMs < b.mtimeMs)
}

function* statOf(path: string): Sys<Stat | undefined> {
  const stat = yield* sys.stat({ path })
  return stat.ok ? stat.value : undefined
}

export function compareNumbers(operator: string, a: number | bigint, b: number | bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b
    case '-ne':
      return a !== b
    case '-lt':
      return a < b
    case '-le':
      return a <= b
    case '-gt':
      return a > b
    default:
      return a >= b
  }
}
