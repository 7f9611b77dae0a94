import { write } from '../../libc/stdio.ts'
import type { Builtin } from '../builtin.ts'
import { complain, complainOf } from '../complain.ts'
import { ExitJump, LoopJump, ReturnJump, ShellError } from '../errors.ts'
import { runtime } from '../runtime.ts'
import { isInteger } from './options.ts'

export const colon: Builtin = function* () {
  return 0
}

export const falseBuiltin: Builtin = function* () {
  return 1
}

/** break and continue. */
const loopControl = (kind: 'break' | 'continue'): Builtin =>
  function* (shell, args, _lists, name) {
    const [count = '1'] = args[0] === '--' ? args.slice(1) : args
    if (!isInteger(count)) {
      yield* complainOf(shell, name, `${count}: numeric argument required`)
      if (shell.interactive) return 1
      throw new ExitJump(shell.isBash ? 128 : 2)
    }
    if (shell.loops === 0) {
      if (shell.isBash) yield* complainOf(shell, name, "only meaningful in a `for', `while', or `until' loop")
      return 0
    }
    if (Number(count) < 1) {
      yield* complainOf(shell, name, `${count}: loop count out of range`)
      throw new LoopJump('break', shell.loops)
    }
    throw new LoopJump(kind, Math.min(Number(count), shell.loops))
  }

export const breakBuiltin = loopControl('break')
export const continueBuiltin = loopControl('continue')

/** exit and logout. */
export const exit: Builtin = function* (shell, args, _lists, name) {
  if (name === 'logout' && !shell.login) {
    yield* complainOf(shell, 'logout', "not login shell: use `exit'")
    return 1
  }
  const [code] = args[0] === '--' ? args.slice(1) : args
  if (shell.interactive && shell.subshellLevel === 0) {
    if (shell.isBash) yield* write(2, shell.login ? 'logout\n' : 'exit\n')
    if (shell.jobs.list().some((job) => job.state === 'stopped') && !shell.exitWarned) {
      yield* write(2, shell.isBash ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n')
      shell.exitWarned = true
      return 1
    }
  }
  if (code !== undefined && !isInteger(code)) {
    yield* complainOf(shell, name, shell.isBash ? `${code}: numeric argument required` : `Illegal number: ${code}`)
    throw new ExitJump(2)
  }
  if (args.length > 1 && args[0] !== '--') {
    yield* complainOf(shell, name, 'too many arguments')
    return 1
  }
  throw new ExitJump(code === undefined ? shell.status : Number(code) & 0xff)
}

export const returnBuiltin: Builtin = function* (shell, args, _lists, name) {
  const [code] = args[0] === '--' ? args.slice(1) : args
  if (shell.functionDepth === 0 && shell.sourceDepth === 0 && shell.isBash) {
    yield* complainOf(shell, name, "can only `return' from a function or sourced script")
    return 2
  }
  if (code !== undefined && !isInteger(code)) {
    yield* complainOf(shell, name, shell.isBash ? `${code}: numeric argument required` : `Illegal number: ${code}`)
    throw new ReturnJump(2)
  }
  throw new ReturnJump(code === undefined ? shell.status : Number(code) & 0xff)
}

export const shift: Builtin = function* (shell, args, _lists, name) {
  const [count = '1'] = args
  if (!isInteger(count)) {
    yield* complainOf(shell, name, shell.isBash ? `${count}: numeric argument required` : `Illegal number: ${count}`)
    return shell.isBash ? 1 : 2
  }
  const by = Number(count)
  if (by < 0) {
    yield* complainOf(shell, name, `${count}: shift count out of range`)
    return 1
  }
  if (by > shell.positional.length) {
    if (shell.options.has('shift_verbose')) yield* complainOf(shell, name, `${count}: shift count out of range`)
    if (shell.dialect.name === 'dash') {
      yield* complainOf(shell, name, "can't shift that many")
      throw new ExitJump(2)
    }
    return 1
  }
  shell.positional = shell.positional.slice(by)
  return 0
}

export const evalBuiltin: Builtin = function* (shell, args) {
  const text = (args[0] === '--' ? args.slice(1) : args).join(' ')
  if (text === '') return 0
  return yield* runtime().evaluate(shell, text, 'eval')
}

export const letBuiltin: Builtin = function* (shell, args, _lists, name) {
  if (args.length === 0) {
    yield* complainOf(shell, name, 'expression expected')
    return 1
  }
  let value: number | bigint = 0
  try {
    for (const arg of args) value = shell.variables.arithmetic(arg)
  } catch (problem) {
    if (!(problem instanceof ShellError) || problem.fatal) throw problem
    yield* complain(shell, `let: ${problem.message}`)
    return 1
  }
  return value === 0 ? 1 : 0
}

/** caller: line, function and file of a call. */
export const caller: Builtin = function* (shell, args) {
  const frames = [...shell.frames].reverse()
  const level = args[0] === undefined ? 0 : Number(args[0])
  const frame = frames[level]
  if (!frame) return 1
  const outer = frames[level + 1]
  if (args[0] !== undefined && !outer && shell.input !== 'script') return 1
  const source = outer?.source ?? (shell.input === 'script' ? shell.name : 'NULL')
  yield* write(1, args[0] === undefined ? `${frame.line} ${source}\n` : `${frame.line} ${outer?.name ?? 'main'} ${source}\n`)
  return 0
}
