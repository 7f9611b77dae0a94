import type { AssignmentProperty, Expression, Identifier, MemberExpression, Pattern, PrivateIdentifier, RestElement } from 'acorn'
import { evaluate } from './evaluate.ts'
import { get, iterate, set, toKey } from './operations.ts'
import { setPrivate } from './private.ts'
import type { Scope } from './scope.ts'
import type { Code, Obj, Value } from './values.ts'
import { callableOf, isFunction } from './values.ts'

/** How names in a pattern get their values: as declarations of a kind, or by assignment. */
export type Binding = 'var' | 'let' | 'const' | 'assign'

/** A function or class without a name takes that of what it is assigned to. */
export function nameFunction(value: Value, name: string): Value {
  if (isFunction(value) && callableOf(value)?.kind !== 'native' && Object.getOwnPropertyDescriptor(value, 'name')?.value === '')
    Object.defineProperty(value, 'name', { value: name, writable: false, enumerable: false, configurable: true })
  return value
}

const anonymous = (node: Expression): boolean =>
  node.type === 'ArrowFunctionExpression' || ((node.type === 'FunctionExpression' || node.type === 'ClassExpression') && !node.id)

/** Evaluates a value for a name. */
export function* evaluateNamed(node: Expression, name: string, scope: Scope): Code<Value> {
  const value = yield* evaluate(node, scope)
  return anonymous(node) ? nameFunction(value, name) : value
}

export function* bind(pattern: Pattern, value: Value, scope: Scope, how: Binding): Code<void> {
  switch (pattern.type) {
    case 'Identifier':
      bindName(pattern, value, scope, how)
      return
    case 'MemberExpression':
      yield* assignMember(pattern, value, scope)
      return
    case 'AssignmentPattern': {
      const name = pattern.left.type === 'Identifier' ? pattern.left.name : ''
      yield* bind(pattern.left, value === undefined ? yield* evaluateNamed(pattern.right, name, scope) : value, scope, how)
      return
    }
    case 'ArrayPattern':
      yield* bindArray(pattern.elements, value, scope, how)
      return
    case 'ObjectPattern':
      yield* bindObject(pattern.properties, value, scope, how)
      return
    case 'RestElement':
      yield* bind(pattern.argument, value, scope, how)
  }
}

function bindName(node: Identifier, value: Value, scope: Scope, how: Binding): void {
  if (how === 'assign' || how === 'var') scope.assign(node.name, value)
  else scope.declare(node.name, value, how === 'const')
}

export function* memberKey(node: MemberExpression, scope: Scope): Code<PropertyKey> {
  if (!node.computed) return (node.property as Identifier | PrivateIdentifier).name
  return yield* toKey(scope.realm, yield* evaluate(node.property as Expression, scope))
}

function* assignMember(node: MemberExpression, value: Value, scope: Scope): Code<void> {
  const { realm, activation } = scope
  if (node.object.type === 'Super') {
    yield* set(realm, activation.self.value, yield* memberKey(node, scope), value, true)
    return
  }
  const object = yield* evaluate(node.object, scope)
  activation.frame.at = node.property.start
  if (node.property.type === 'PrivateIdentifier') yield* setPrivate(scope, object, node.property.name, value)
  else yield* set(realm, object, yield* memberKey(node, scope), value, activation.strict)
}

function* bindArray(elements: readonly (Pattern | null)[], value: Value, scope: Scope, how: Binding): Code<void> {
  const cursor = yield* iterate(scope.realm, value)
  let done = false
  for (const element of elements) {
    if (element?.type === 'RestElement') {
      const rest: Value[] = []
      while (!done) {
        const next = yield* cursor.next()
        done = next.done
        if (!done) rest.push(next.value)
      }
      yield* bind(element.argument, scope.realm.array(rest), scope, how)
      continue
    }
    const next: { readonly done: boolean; readonly value: Value } = done ? { done, value: undefined } : yield* cursor.next()
    done = next.done
    if (element) yield* bind(element, next.value, scope, how)
  }
  if (!done) yield* cursor.close()
}

function* bindObject(properties: readonly (AssignmentProperty | RestElement)[], value: Value, scope: Scope, how: Binding): Code<void> {
  const { realm } = scope
  if (value === undefined || value === null) realm.fail('TypeError', destructuringMessage(properties, value, scope))
  const taken = new Set<PropertyKey>()
  for (const property of properties) {
    if (property.type === 'RestElement') {
      const rest = realm.object()
      for (const key of Reflect.ownKeys(value as Obj))
        if (!taken.has(key) && Object.prototype.propertyIsEnumerable.call(value, key)) rest[key] = yield* get(realm, value, key)
      yield* bind(property.argument, rest, scope, how)
      continue
    }
    const key = property.computed ? yield* toKey(realm, yield* evaluate(property.key, scope)) : plainKey(property.key)
    taken.add(typeof key === 'number' ? String(key) : key)
    yield* bind(property.value, yield* get(realm, value, key), scope, how)
  }
}

function destructuringMessage(properties: readonly (AssignmentProperty | RestElement)[], value: Value, scope: Scope): string {
  const [first] = properties
  const source = scope.activation.file.text
  if (first?.type === 'Property' && !first.computed)
    return `Cannot destructure property '${String(plainKey(first.key))}' of '${sourceAfter(source, scope.activation.frame.at) ?? value}' as it is ${value}.`
  return `Cannot destructure '${value}' as it is ${value}.`
}

/** The value's text in `const { … } = value`. */
const sourceAfter = (source: string, at: number): string | undefined => /^(?:const|let|var)?[^=]*=\s*([^\n;]+)/.exec(source.slice(at))?.[1]

/** The key of a property written plainly: a name, a string or a number. */
export const plainKey = (key: Expression | PrivateIdentifier): string =>
  key.type === 'Identifier' || key.type === 'PrivateIdentifier' ? key.name : key.type === 'Literal' ? String(key.value) : ''

/** Defines an own, enumerable property, as literals and class fields do. */
export function createProperty(target: Obj, key: PropertyKey, value: Value): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}
