import type { ForInStatement, ForOfStatement, ForStatement, Statement, TryStatement, VariableDeclaration } from 'acorn'
import type { Completion } from './evaluate.ts'
import { addStatements, evaluate, execute } from './evaluate.ts'
import { awaited, sourceOf } from './expressions.ts'
import { declareBlock } from './functions.ts'
import { call, get, iterate, step, thrownValue } from './operations.ts'
import { bind, evaluateNamed } from './patterns.ts'
import { Scope } from './scope.ts'
import type { Code, Value } from './values.ts'
import { isFunction, isObject, Returning, Thrown } from './values.ts'

function* block(statements: readonly Statement[], scope: Scope): Code<Completion | undefined> {
  declareBlock(statements, scope)
  for (const statement of statements) {
    const completion = yield* execute(statement, scope)
    if (completion) return completion
  }
  return undefined
}

function* declare(node: VariableDeclaration, scope: Scope): Code<undefined> {
  for (const { id, init } of node.declarations) {
    if (!init && node.kind === 'var') continue
    scope.activation.frame.at = node.start
    const value = init ? yield* evaluateNamed(init, id.type === 'Identifier' ? id.name : '', scope) : undefined
    if (id.type !== 'Identifier') scope.activation.frame.at = node.start
    yield* bind(id, value, scope, node.kind as 'var' | 'let' | 'const')
  }
  return undefined
}

/** What a loop does about how its body ended: go on (undefined), stop, or pass it outward. */
function loopEnd(completion: Completion | undefined, labels: readonly string[]): { readonly result: Completion | undefined } | undefined {
  if (!completion) return undefined
  const mine = completion.label === undefined || labels.includes(completion.label)
  if (completion.type === 'continue' && mine) return undefined
  if (completion.type === 'break' && mine) return { result: undefined }
  return { result: completion }
}

function* forLoop(node: ForStatement, scope: Scope, labels: readonly string[]): Code<Completion | undefined> {
  let inner = new Scope(scope, scope.activation)
  const { init } = node
  if (init?.type === 'VariableDeclaration') yield* declare(init, inner)
  else if (init) yield* evaluate(init, inner)
  const fresh = init?.type === 'VariableDeclaration' && init.kind === 'let'
  for (;;) {
    if (node.test && !(yield* evaluate(node.test, inner))) return undefined
    const end = loopEnd(yield* execute(node.body, inner), labels)
    if (end) return end.result
    if (fresh) {
      const next = new Scope(scope, scope.activation)
      for (const [name, { value, constant }] of inner.names) next.declare(name, value, constant)
      inner = next
    }
    if (node.update) yield* evaluate(node.update, inner)
    yield* step(scope.realm)
  }
}

function* forEachValue(node: ForOfStatement | ForInStatement, value: Value, scope: Scope, labels: readonly string[]) {
  const inner = new Scope(scope, scope.activation)
  const { left } = node
  if (left.type === 'VariableDeclaration') {
    const [declaration] = left.declarations
    if (declaration) yield* bind(declaration.id, value, inner, left.kind as 'var' | 'let' | 'const')
  } else yield* bind(left, value, inner, 'assign')
  return loopEnd(yield* execute(node.body, inner), labels)
}

function* forIn(node: ForInStatement, scope: Scope, labels: readonly string[]): Code<Completion | undefined> {
  const object = yield* evaluate(node.right, scope)
  const keys: string[] = typeof object === 'string' ? Object.keys(object) : []
  if (isObject(object)) for (const key in object) keys.push(key)
  for (const key of keys) {
    if (isObject(object) && !(key in object)) continue
    const end = yield* forEachValue(node, key, scope, labels)
    if (end) return end.result
  }
  return undefined
}

function* forOf(node: ForOfStatement, scope: Scope, labels: readonly string[]): Code<Completion | undefined> {
  const { realm } = scope
  const iterable = yield* evaluate(node.right, scope)
  scope.activation.frame.at = node.right.start
  const async = node.await && isObject(iterable) ? yield* get(realm, iterable, Symbol.asyncIterator) : undefined
  if (isFunction(async)) return yield* forAwait(node, yield* call(realm, async, iterable, []), scope, labels)
  const cursor = yield* iterate(realm, iterable, sourceOf(node.right, scope))
  for (;;) {
    const next = yield* cursor.next()
    if (next.done) return undefined
    let end: ReturnType<typeof loopEnd>
    try {
      end = yield* forEachValue(node, node.await ? yield* awaited(next.value) : next.value, scope, labels)
    } catch (fault) {
      if (fault instanceof Thrown || fault instanceof Returning) yield* cursor.close()
      throw fault
    }
    if (end) {
      yield* cursor.close()
      return end.result
    }
  }
}

function* forAwait(node: ForOfStatement, iterator: Value, scope: Scope, labels: readonly string[]): Code<Completion | undefined> {
  const { realm } = scope
  const next = yield* get(realm, iterator, 'next')
  for (;;) {
    const result = yield* awaited(yield* call(realm, next, iterator, []))
    if (yield* get(realm, result, 'done')) return undefined
    const end = yield* forEachValue(node, yield* get(realm, result, 'value'), scope, labels)
    if (!end) continue
    const close = yield* get(realm, iterator, 'return')
    if (isFunction(close)) yield* awaited(yield* call(realm, close, iterator, []))
    return end.result
  }
}

/** finally runs after whatever the rest ended with, except when the process itself ends. */
function* tryStatement(node: TryStatement, scope: Scope): Code<Completion | undefined> {
  const { realm } = scope
  const depth = realm.stack.length
  let completion: Completion | undefined
  let fault: unknown
  let failed = false
  try {
    completion = yield* block(node.block.body, new Scope(scope, scope.activation))
  } catch (caught) {
    fault = caught
    failed = true
  }
  const thrown = failed && node.handler ? thrownValue(realm, fault) : undefined
  if (failed) realm.stack.length = Math.min(realm.stack.length, depth)
  if (thrown && node.handler) {
    failed = false
    const inner = new Scope(scope, scope.activation)
    try {
      if (node.handler.param) yield* bind(node.handler.param, thrown.value, inner, 'let')
      completion = yield* block(node.handler.body.body, inner)
    } catch (caught) {
      fault = caught
      failed = true
    }
  }
  if (node.finalizer && (!failed || fault instanceof Returning || thrownValue(realm, fault))) {
    const last = yield* block(node.finalizer.body, new Scope(scope, scope.activation))
    if (last) return last
  }
  if (failed) throw fault
  return completion
}

export function installStatements(): void {
  addStatements({
    *ExpressionStatement(node, scope) {
      yield* evaluate(node.expression, scope)
      return undefined
    },
    VariableDeclaration: declare,
    *FunctionDeclaration() {
      return undefined
    },
    *EmptyStatement() {
      return undefined
    },
    *DebuggerStatement() {
      return undefined
    },
    *BlockStatement(node, scope) {
      return yield* block(node.body, new Scope(scope, scope.activation))
    },
    *IfStatement(node, scope) {
      if (yield* evaluate(node.test, scope)) return yield* execute(node.consequent, scope)
      return node.alternate ? yield* execute(node.alternate, scope) : undefined
    },
    *ReturnStatement(node, scope) {
      return { type: 'return', value: node.argument ? yield* evaluate(node.argument, scope) : undefined }
    },
    *BreakStatement(node) {
      return { type: 'break', label: node.label?.name }
    },
    *ContinueStatement(node) {
      return { type: 'continue', label: node.label?.name }
    },
    *ThrowStatement(node, scope) {
      const value = yield* evaluate(node.argument, scope)
      scope.activation.frame.at = node.start
      scope.realm.notePlace(value)
      throw new Thrown(value)
    },
    *LabeledStatement(node, scope, labels) {
      const name = node.label.name
      const completion = yield* execute(node.body, scope, [...labels, name])
      return completion?.type === 'break' && completion.label === name ? undefined : completion
    },
    TryStatement: tryStatement,
    ...loops,
  })
}

const loops: Parameters<typeof addStatements>[0] = {
  ForStatement: forLoop,
  ForInStatement: forIn,
  ForOfStatement: forOf,
  *WhileStatement(node, scope, labels) {
    while (yield* evaluate(node.test, scope)) {
      const end = loopEnd(yield* execute(node.body, scope), labels)
      if (end) return end.result
    }
    return undefined
  },
  *DoWhileStatement(node, scope, labels) {
    do {
      const end = loopEnd(yield* execute(node.body, scope), labels)
      if (end) return end.result
    } while (yield* evaluate(node.test, scope))
    return undefined
  },
  *SwitchStatement(node, scope) {
    const value = yield* evaluate(node.discriminant, scope)
    const inner = new Scope(scope, scope.activation)
    declareBlock(
      node.cases.flatMap((one) => one.consequent),
      inner,
    )
    let from = -1
    for (const [index, one] of node.cases.entries())
      if (one.test && (yield* evaluate(one.test, inner)) === value) {
        from = index
        break
      }
    if (from < 0) from = node.cases.findIndex((one) => !one.test)
    if (from < 0) return undefined
    for (const one of node.cases.slice(from))
      for (const statement of one.consequent) {
        const completion = yield* execute(statement, inner)
        if (completion?.type === 'break' && completion.label === undefined) return undefined
        if (completion) return completion
      }
    return undefined
  },
}
