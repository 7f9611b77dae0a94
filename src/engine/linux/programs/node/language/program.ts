import type { Program } from 'acorn'
import { parse, tokenizer } from 'acorn'
import { installClasses } from './classes.ts'
import type { Completion } from './evaluate.ts'
import { evaluate, execute } from './evaluate.ts'
import { installExpressions } from './expressions.ts'
import { declareBody } from './functions.ts'
import type { Frame, Realm, SourceFile } from './realm.ts'
import type { Activation } from './scope.ts'
import { Scope } from './scope.ts'
import { installStatements } from './statements.ts'
import type { Code, Value } from './values.ts'

installExpressions()
installStatements()
installClasses()

/** A text that does not parse: V8's message and the place of the offending token. */
export class ParseFault {
  constructor(
    readonly message: string,
    readonly at: number,
    readonly length: number,
  ) {}
}

/** Parses a script or an ES module; `await` may stand outside of functions where it may in node. */
export function parseProgram(text: string, kind: 'script' | 'module', topLevelAwait = false): Program | ParseFault {
  try {
    return parse(text, {
      ecmaVersion: 2024,
      sourceType: kind,
      allowReturnOutsideFunction: kind === 'script',
      allowAwaitOutsideFunction: kind === 'module' || topLevelAwait,
      allowHashBang: true,
    })
  } catch (fault) {
    if (!(fault instanceof SyntaxError) || !('pos' in fault)) throw fault
    return parseFault(text, fault.message.replace(/ \(\d+:\d+\)$/, ''), Number(fault.pos))
  }
}

function parseFault(text: string, message: string, at: number): ParseFault {
  if (/^Unterminated string/.test(message))
    return new ParseFault('Invalid or unexpected token', at, Math.max(1, text.slice(at).split('\n')[0]?.length ?? 1))
  if (/^Unterminated template/.test(message)) return new ParseFault('Unterminated template literal', at, 1)
  const declared = /^Identifier '(.+)' has already been declared/.exec(message)
  if (declared) return new ParseFault(message, at, declared[1]?.length ?? 1)
  if (/'import' and 'export' may appear only/.test(message)) {
    const isExport = text.startsWith('export', at)
    return new ParseFault(isExport ? "Unexpected token 'export'" : 'Cannot use import statement outside a module', at, 6)
  }
  if (/await/.test(message)) return new ParseFault('await is only valid in async functions and the top level bodies of modules', at, 5)
  if (message !== 'Unexpected token') return new ParseFault(message, at, 1)
  if (at >= text.trimEnd().length) return new ParseFault('Unexpected end of input', at, 0)
  try {
    const token = tokenizer(text.slice(at), { ecmaVersion: 2024 }).getToken()
    const shown = text.slice(at + token.start, at + token.end)
    const kind = token.type.label
    if (kind === 'name') return new ParseFault(`Unexpected identifier '${shown}'`, at, shown.length)
    if (kind === 'num') return new ParseFault('Unexpected number', at, shown.length)
    if (kind === 'string') return new ParseFault('Unexpected string', at, shown.length)
    return new ParseFault(`Unexpected token '${shown}'`, at, Math.max(1, shown.length))
  } catch {
    return new ParseFault('Invalid or unexpected token', at, 1)
  }
}

export interface Running {
  readonly frame: Frame
  readonly self?: Value
  readonly strict?: boolean
  readonly names?: Readonly<Record<string, Value>>
}

/** The outermost scope of a text, with the names it is given. */
export function programScope(realm: Realm, file: SourceFile, { frame, self, strict, names = {} }: Running): Scope {
  const activation: Activation = { self: { value: self }, fn: undefined, home: undefined, target: undefined, frame, file, strict: strict ?? false }
  const scope = new Scope(undefined, activation, realm)
  for (const [name, value] of Object.entries(names)) scope.declare(name, value)
  return scope
}

/** Runs a parsed text in a scope; how it ended, and the value of its last expression statement. */
export function* runProgram(program: Program, scope: Scope): Code<{ readonly completion: Completion | undefined; readonly last: Value }> {
  const { realm, activation } = scope
  activation.frame.at = program.start
  realm.stack.push(activation.frame)
  const depth = realm.stack.length
  let last: Value
  try {
    declareBody(program, program.body, scope)
    for (const statement of program.body) {
      if (statement.type === 'ExpressionStatement') {
        last = yield* evaluate(statement.expression, scope)
        continue
      }
      const completion = yield* execute(statement, scope)
      if (completion) return { completion, last }
    }
    return { completion: undefined, last }
  } finally {
    realm.stack.length = Math.min(realm.stack.length, depth - 1)
  }
}
