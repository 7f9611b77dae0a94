import { LineReader, print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { thrownValue } from '../language/operations.ts'
import { ParseFault, parseProgram, programScope, runProgram } from '../language/program.ts'
import type { Code } from '../language/values.ts'
import { define } from '../language/values.ts'
import { inspect } from './inspect.ts'
import type { NodeProcess } from './node-process.ts'

/** The REPL: a line is run when it is a whole program. Leaves out editing beyond the terminal's own, completion, history and `.editor`; timers wait for its end. */
export function* repl(node: NodeProcess): Code<void> {
  const { realm, options } = node
  const colors = (yield* sys.tcgetattr({ fd: 1 })).ok
  yield* print(`Welcome to Node.js v${options.version}.\nType ".help" for more information.\n`)
  const lines = new LineReader(0)
  const file = { path: 'REPL1', text: '' }
  const scope = programScope(realm, file, {
    frame: { name: '', file, at: 0 },
    names: { require: node.modules.requireFrom(options.directory, undefined), 'import()': node.modules.importer(options.directory) },
  })
  let text = ''
  for (;;) {
    yield* print(text === '' ? '> ' : '... ')
    const line = yield* lines.next()
    if (!line.ok || !line.value) {
      yield* print('\n')
      return
    }
    const command = line.value.text.trim()
    if (command === '.exit') return
    if (command === '.help') {
      yield* print(
        '.break    Sometimes you get stuck, this gets you out\n.exit     Exit the REPL\n.help     Print this help message\n\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n',
      )
      continue
    }
    if (command === '.break') text = ''
    else text += text === '' ? line.value.text : `\n${line.value.text}`
    if (text.trim() === '') {
      text = ''
      continue
    }
    const wrapped = /^\s*\{[\s\S]*\}\s*$/.test(text) ? parseProgram(`(${text})`, 'script') : undefined
    const program = wrapped && !(wrapped instanceof ParseFault) ? wrapped : parseProgram(text, 'script')
    if (program instanceof ParseFault && /end of input|Unterminated template/.test(program.message)) continue
    const source = { path: 'REPL1', text }
    text = ''
    if (program instanceof ParseFault) {
      yield* print(`Uncaught SyntaxError: ${program.message}\n`)
      continue
    }
    yield* node.guarded(function* () {
      try {
        const activation = { ...scope.activation, file: source }
        const inner = Object.assign(Object.create(Object.getPrototypeOf(scope)), scope, { activation }) as typeof scope
        const { last } = yield* runProgram(program, inner)
        define(realm.global, '_', last)
        yield* print(`${inspect(realm, last, { colors })}\n`)
      } catch (fault) {
        const thrown = thrownValue(realm, fault)
        if (!thrown) throw fault
        yield* print(`Uncaught ${inspect(realm, thrown.value, { colors }).replace(/\n {4}at .*/g, '')}\n`)
      }
    })
  }
}
