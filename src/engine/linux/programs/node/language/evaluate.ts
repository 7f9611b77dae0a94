import type { AnyNode, Expression, Identifier, MemberExpression, PrivateIdentifier } from 'acorn'
import { peek, step, typeName } from './operations.ts'
import type { Scope } from './scope.ts'
import { unset } from './scope.ts'
import type { Code, Value } from './values.ts'
import { accessed, isObject } from './values.ts'

/** How a statement ended, when not by running to its end. */
export interface Completion {
  readonly type: 'break' | 'continue' | 'return'
  readonly label?: string | undefined
  readonly value?: Value
}

type Node<K extends AnyNode['type']> = Extract<AnyNode, { type: K }>
export type Expressions = { readonly [K in AnyNode['type']]?: (node: Node<K>, scope: Scope) => Code<Value> }
export type Statements = {
  readonly [K in AnyNode['type']]?: (node: Node<K>, scope: Scope, labels: readonly string[]) => Code<Completion | undefined>
}

type Handler<T> = (node: AnyNode, scope: Scope, labels: readonly string[]) => Code<T>

/** The language's constructs by node type: each room of the interpreter adds its own. */
const expressions = new Map<string, Handler<Value>>()
const statements = new Map<string, Handler<Completion | undefined>>()

export function addExpressions(table: Expressions): void {
  for (const [type, handler] of Object.entries(table)) expressions.set(type, handler as Handler<Value>)
}

export function addStatements(table: Statements): void {
  for (const [type, handler] of Object.entries(table)) statements.set(type, handler as Handler<Completion | undefined>)
}

const slow: unique symbol = Symbol('slow')

/** Evaluates an expression. */
export function* evaluate(node: Expression, scope: Scope): Code<Value> {
  const value = quick(node, scope)
  if (value !== slow) return value
  const handler = expressions.get(node.type)
  if (!handler) return scope.realm.fail('SyntaxError', `cais: node: ${node.type} is not simulated`)
  return yield* handler(node, scope, [])
}

export function* execute(node: AnyNode, scope: Scope, labels: readonly string[] = []): Code<Completion | undefined> {
  yield* step(scope.realm)
  const handler = statements.get(node.type)
  if (!handler) return scope.realm.fail('SyntaxError', `cais: node: ${node.type} is not simulated`)
  return yield* handler(node, scope, labels)
}

/** What needs no call and changes nothing is computed at once; `slow` when it is more than that. */
function quick(node: Expression | PrivateIdentifier, scope: Scope): Value {
  switch (node.type) {
    case 'Literal':
      return 'regex' in node && node.regex ? slow : node.bigint ? BigInt(node.bigint) : node.value
    case 'Identifier':
      return quickName(node, scope)
    case 'MemberExpression':
      return quickMember(node, scope)
    case 'BinaryExpression': {
      const left = quick(node.left, scope)
      if (left === slow || isObject(left) || typeof left === 'symbol' || node.left.type === 'PrivateIdentifier')
        return quickSame(node.operator, left, node.right, scope)
      const right = quick(node.right, scope)
      return right === slow || isObject(right) || typeof right === 'symbol' ? slow : binaryOf(node.operator, left, right)
    }
    case 'UnaryExpression': {
      if (node.operator !== '!' && node.operator !== '-') return slow
      const value = quick(node.argument, scope)
      if (value === slow) return slow
      if (node.operator === '!') return !value
      return typeof value === 'number' ? -value : slow
    }
    default:
      return slow
  }
}

/** `===` needs no conversion, whatever the values. */
function quickSame(operator: string, left: Value, rightNode: Expression, scope: Scope): Value {
  if (left === slow || (operator !== '===' && operator !== '!==')) return slow
  const right = quick(rightNode, scope)
  if (right === slow) return slow
  return (left === right) === (operator === '===')
}

function quickName(node: Identifier, scope: Scope): Value {
  const binding = scope.find(node.name)
  if (binding && binding.value !== unset) return binding.value
  return node.name === 'undefined' && !binding ? undefined : slow
}

function quickMember(node: MemberExpression, scope: Scope): Value {
  if (node.optional || node.object.type === 'Super' || node.property.type === 'PrivateIdentifier') return slow
  const object = quick(node.object, scope)
  if (object === slow || object === undefined || object === null) return slow
  let key: PropertyKey
  if (node.computed) {
    const computed = quick(node.property, scope)
    if (typeof computed !== 'string' && typeof computed !== 'number') return slow
    key = computed
  } else key = (node.property as Identifier).name
  const value = peek(scope.realm, object, key)
  if (value !== accessed) return value
  scope.realm.pending = undefined
  return slow
}

/** A binary operation on primitive values. Operands of mixed kinds fail as the host's do, which is caught as the program's TypeError. */
export function binaryOf(operator: string, left: Value, right: Value): Value {
  const a = left as number
  const b = right as number
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    case '===':
      return a === b
    case '!==':
      return a !== b
    case '==':
      // biome-ignore lint/suspicious/noDoubleEquals: the program's own operator
      return a == b
    case '!=':
      // biome-ignore lint/suspicious/noDoubleEquals: the program's own operator
      return a != b
    default:
      return bitsOf(operator, a, b)
  }
}

function bitsOf(operator: string, a: number, b: number): Value {
  switch (operator) {
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '<<':
      return a << b
    case '>>':
      return a >> b
    case '>>>':
      return a >>> b
    default:
      throw new TypeError(`Cannot use '${operator}' operator on ${typeName(a)}`)
  }
}
