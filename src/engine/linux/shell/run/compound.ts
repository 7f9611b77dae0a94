import type { Sys } from '../../kernel/calls.ts'
import { globRegex } from '../../libc/glob.ts'
import { complain } from '../complain.ts'
import { LoopJump, ShellError } from '../errors.ts'
import { arithmeticText, expandPattern, expandText, isExpanded } from '../expand/expand.ts'
import { expandWords } from '../expand/words.ts'
import type { Shell } from '../state/shell.ts'
import { isName } from '../state/variables.ts'
import type { ArithmeticFor, Case, CompoundCommand, For, If, List, While } from '../syntax.ts'
import { checkpoint, isDue } from './checkpoint.ts'
import { runConditional } from './conditional.ts'
import { runSelect } from './select.ts'
import { trace } from './trace.ts'
import { announce } from './traps.ts'

export type RunList = (shell: Shell, list: List, tail?: boolean) => Sys<number>

/** Compound commands except subshells. */
export function* runCompound(shell: Shell, node: Exclude<CompoundCommand, { kind: 'subshell' }>, tail: boolean, runList: RunList): Sys<number> {
  switch (node.kind) {
    case 'group':
      return yield* runList(shell, node.body, tail)
    case 'if':
      return yield* runIf(shell, node, tail, runList)
    case 'for':
      return yield* runFor(shell, node, runList)
    case 'arithmetic-for':
      return yield* runArithmeticFor(shell, node, runList)
    case 'while':
      return yield* runWhile(shell, node, runList)
    case 'case':
      return yield* runCase(shell, node, tail, runList)
    case 'select':
      return yield* runSelect(shell, node, (body) => loopBody(shell, body, runList))
    case 'conditional':
      shell.line = node.line
      yield* announce(shell, node)
      if (shell.dialect.name === 'dash') {
        yield* complain(shell, '[[: not found')
        return 127
      }
      return yield* runConditional(shell, node.test)
    case 'arithmetic': {
      shell.line = node.line
      yield* announce(shell, node)
      if (shell.options.has('xtrace')) yield* trace(shell, `(( ${node.expression} ))`)
      const value = yield* arithmetic(shell, node.expression)
      return value === undefined || value === 0 ? 1 : 0
    }
  }
}

/** Evaluates for `(( ))`; after an error, whose message starts with `((: `, undefined. */
function* arithmetic(shell: Shell, expression: string): Sys<number | bigint | undefined> {
  try {
    return shell.variables.arithmetic(isExpanded(expression) ? expression : yield* arithmeticText(shell, expression))
  } catch (problem) {
    if (!(problem instanceof ShellError) || problem.fatal || /: readonly variable$/.test(problem.message)) throw problem
    yield* complain(shell, `((: ${problem.message}`)
    return undefined
  }
}

function* condition(shell: Shell, list: List, runList: RunList): Sys<number> {
  shell.conditions++
  try {
    return yield* runList(shell, list)
  } finally {
    shell.conditions--
  }
}

function* runIf(shell: Shell, node: If, tail: boolean, runList: RunList): Sys<number> {
  for (const branch of node.branches) {
    const status = yield* condition(shell, branch.condition, runList)
    shell.status = status
    if (status === 0) return yield* runList(shell, branch.body, tail)
  }
  return node.otherwise ? yield* runList(shell, node.otherwise, tail) : 0
}

/** One turn of a loop: its status, or `break` when a jump ends this loop. Jumps meant for outer loops go on. */
function* loopBody(shell: Shell, body: List, runList: RunList): Sys<{ status: number; ended: boolean }> {
  try {
    return { status: yield* runList(shell, body), ended: false }
  } catch (jump) {
    if (!(jump instanceof LoopJump)) throw jump
    if (jump.levels > 1) {
      jump.levels--
      throw jump
    }
    return { status: 0, ended: jump.kind === 'break' }
  }
}

function* runFor(shell: Shell, node: For, runList: RunList): Sys<number> {
  shell.line = node.line
  if (!isName(node.name)) throw new ShellError(`\`${node.name}': not a valid identifier`)
  const words = node.words === undefined ? shell.positional : yield* expandWords(shell, node.words)
  let status = 0
  shell.loops++
  try {
    for (const word of words) {
      shell.line = node.line
      yield* announce(shell, `for ${node.name} in ${node.words?.map((each) => each.text).join(' ') ?? '"$@"'}`)
      if (shell.options.has('xtrace')) yield* trace(shell, `for ${node.name} in ${node.words?.map((each) => each.text).join(' ') ?? '"$@"'}`)
      if (shell.variables.find(node.name)?.readonly) {
        yield* complain(shell, `${node.name}: readonly variable`)
        return 1
      }
      assignLoopVariable(shell, node.name, word)
      const turn = yield* loopBody(shell, node.body, runList)
      status = turn.status
      if (turn.ended) break
    }
  } finally {
    shell.loops--
  }
  return status
}

function assignLoopVariable(shell: Shell, name: string, word: string): void {
  const variable = shell.variables.own(name)
  if (variable?.nameref) variable.value = word
  else shell.variables.assign(name, word)
}

/** One of the three expressions of `for ((…))`. */
function* step(shell: Shell, expression: string): Sys<number | bigint | undefined> {
  if (shell.options.has('xtrace')) yield* trace(shell, `(( ${expression} ))`)
  return yield* arithmetic(shell, expression)
}

function* runArithmeticFor(shell: Shell, node: ArithmeticFor, runList: RunList): Sys<number> {
  shell.line = node.line
  let status = 0
  if (node.initialise !== '' && (yield* step(shell, node.initialise)) === undefined) return 1
  shell.loops++
  try {
    for (;;) {
      if (isDue(shell)) yield* checkpoint(shell)
      const test = node.test === '' ? 1 : yield* step(shell, node.test)
      if (test === undefined) return 1
      if (test === 0) break
      const turn = yield* loopBody(shell, node.body, runList)
      status = turn.status
      if (turn.ended) break
      if (node.update !== '' && (yield* step(shell, node.update)) === undefined) return 1
    }
  } finally {
    shell.loops--
  }
  return status
}

function* runWhile(shell: Shell, node: While, runList: RunList): Sys<number> {
  let status = 0
  shell.loops++
  try {
    for (;;) {
      const test = yield* whileCondition(shell, node, runList)
      if (test.ended) break
      if (test.again) continue
      if ((test.status === 0) === node.until) break
      const turn = yield* loopBody(shell, node.body, runList)
      status = turn.status
      if (turn.ended) break
    }
  } finally {
    shell.loops--
  }
  return status
}

/** `break` and `continue` in the condition count too. */
function* whileCondition(shell: Shell, node: While, runList: RunList): Sys<{ status: number; ended: boolean; again: boolean }> {
  shell.conditions++
  try {
    const status = yield* runList(shell, node.condition)
    return { status, ended: false, again: false }
  } catch (jump) {
    if (!(jump instanceof LoopJump)) throw jump
    if (jump.levels > 1) {
      jump.levels--
      throw jump
    }
    return { status: 0, ended: jump.kind === 'break', again: jump.kind === 'continue' }
  } finally {
    shell.conditions--
  }
}

function* runCase(shell: Shell, node: Case, tail: boolean, runList: RunList): Sys<number> {
  shell.line = node.line
  const text = yield* expandText(shell, node.word)
  if (shell.options.has('xtrace')) yield* trace(shell, `case ${node.word.text} in`)
  const options = { extended: shell.options.has('extglob'), ignoreCase: shell.options.has('nocasematch') }
  let status = 0
  let falling = false
  for (const clause of node.clauses) {
    let matches = falling
    for (const pattern of clause.patterns) {
      if (matches) break
      matches = globRegex(yield* expandPattern(shell, pattern), options).test(text)
    }
    if (!matches) continue
    status = yield* runList(shell, clause.body, tail)
    if (clause.terminator === ';;') return status
    falling = clause.terminator === ';&'
  }
  return status
}
