import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import { LineReader, print, printError } from '../../libc/stdio.ts'
import { exceptionClass, Raised } from './core/errors.ts'
import { evaluate } from './core/evaluate.ts'
import { execute } from './core/execute.ts'
import { Frame, passing } from './core/frame.ts'
import { syntaxError } from './core/imports.ts'
import { parseProgram } from './core/parse.ts'
import { repr } from './core/repr.ts'
import { type Stmt, SyntaxProblem } from './core/syntax.ts'
import { tracebackText } from './core/traceback.ts'
import type { PyModule } from './core/values.ts'
import type { Vm } from './core/vm.ts'
import { PyFile } from './types/files.ts'

export const banner = (version: string): string =>
  `Python ${version} (main, Jun  7 2024, 01:27:33) [GCC 12.2.0] on linux\nType "help", "copyright", "credits" or "license" for more information.\n`

/** The interactive prompt. Leaves out: readline's history and completion: lines are edited by the terminal. */
export function* repl(vm: Vm, main: PyModule, greeting: string): Sys<void> {
  yield* printError(greeting)
  const lines = new LineReader(0)
  let held = ''
  for (;;) {
    yield* print(held === '' ? '>>> ' : '... ')
    const line = yield* lines.next()
    if (!line.ok) {
      vm.pending.length = 0
      held = ''
      yield* printError('\nKeyboardInterrupt\n')
      continue
    }
    if (line.value === undefined) {
      yield* print('\n')
      return
    }
    held += `${line.value.text}\n`
    const body = complete(held, line.value.text)
    if (body === undefined) continue
    const source = held
    held = ''
    yield* attempt(vm, main, body, source)
  }
}

/** The statements typed, once they are complete: a block ends with an empty line. */
function complete(text: string, last: string): readonly Stmt[] | SyntaxProblem | undefined {
  try {
    const body = parseProgram(text)
    const [first] = body
    const compound = first && /^(?:if|while|for|try|with|function|class|match)$/.test(first.kind) && text !== ''
    return compound && last.trim() !== '' ? undefined : body
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem
    if (problem.incomplete && !(last.trim() === '' && text.trim() !== '' && problem.type === 'IndentationError')) return undefined
    return problem
  }
}

function* attempt(vm: Vm, main: PyModule, body: readonly Stmt[] | SyntaxProblem, source: string): Sys<void> {
  const frame = new Frame('<module>', '<stdin>', main, undefined, undefined, undefined)
  const out = vm.sys.vars.get('stdout')
  try {
    if (body instanceof SyntaxProblem) throw syntaxError(body, '<stdin>', source)
    for (const statement of body) {
      if (statement.kind !== 'expression') yield* execute(vm, frame, [statement])
      else {
        const value = yield* evaluate(vm, frame, statement.value)
        if (value === null || !(out instanceof PyFile)) continue
        main.vars.set('_', value)
        yield* out.write(encode(`${yield* repr(vm, value)}\n`))
      }
    }
    if (out instanceof PyFile) yield* out.flush()
  } catch (problem) {
    if (!(problem instanceof Raised) || problem.value.cls.is(exceptionClass('SystemExit'))) throw problem
    passing(frame, problem)
    if (out instanceof PyFile) yield* out.flush()
    yield* printError(problem.value.cls.is(exceptionClass('KeyboardInterrupt')) ? '\nKeyboardInterrupt\n' : yield* tracebackText(vm, problem.value))
  }
}
