import type { AnyNode, Class, ClassBody, MethodDefinition, PropertyDefinition } from 'acorn'
import { addExpressions, addStatements, evaluate, execute } from './evaluate.ts'
import { fieldsOf, initializeFields, makeFunction } from './functions.ts'
import { construct, toKey } from './operations.ts'
import { createProperty, evaluateNamed, nameFunction, plainKey } from './patterns.ts'
import type { Activation, PrivateMember } from './scope.ts'
import { Scope } from './scope.ts'
import type { Callable, Code, Fn, Obj, Value } from './values.ts'
import { callableOf, define, functionObject, isFunction, isObject } from './values.ts'

const definitionName = (key: PropertyKey): string => (typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key))

/** Evaluates a class: constructor, methods, accessors, fields, private members and static blocks, in order. */
function* evaluateClass(node: Class, scope: Scope, name: string): Code<Fn> {
  const { realm } = scope
  const parent = node.superClass ? yield* evaluate(node.superClass, scope) : undefined
  if (node.superClass && parent !== null && !callableOf(parent)?.constructs)
    realm.fail('TypeError', `Class extends value ${isObject(parent) ? '#<Object>' : String(parent)} is not a constructor or null`)
  const inner = new Scope(scope, { ...scope.activation, strict: true })
  inner.privates = privateNames(node.body, scope)
  const prototype = Object.create(node.superClass ? (isFunction(parent) ? (parent.prototype as Obj) : null) : realm.intrinsic.Object) as Obj
  const fn = constructorOf(node, inner, name, isFunction(parent), prototype)
  if (isFunction(parent)) Object.setPrototypeOf(fn, parent)
  Object.defineProperty(fn, 'prototype', { value: prototype, writable: false, enumerable: false, configurable: false })
  define(prototype, 'constructor', fn)
  if (node.id) inner.declare(node.id.name, fn, true)
  const fields: Field[] = []
  const statics: Field[] = []
  for (const member of node.body.body) {
    if (member.type === 'StaticBlock') statics.push({ key: '', member })
    else if (member.type === 'MethodDefinition') {
      if (member.kind !== 'constructor') yield* defineMethod(member, inner, member.static ? fn : prototype, fields, statics)
    } else {
      const key =
        member.key.type === 'PrivateIdentifier' || !member.computed ? plainKey(member.key) : yield* toKey(realm, yield* evaluate(member.key, inner))
      ;(member.static ? statics : fields).push({ key, member })
    }
  }
  if (fields.length > 0) fieldsOf.set(fn, (self) => runFields(fields, inner, self, prototype))
  yield* runFields(statics, inner, fn, fn)
  return fn
}

interface Field {
  readonly key: PropertyKey
  readonly member: ClassBody['body'][number]
}

function privateNames(body: ClassBody, scope: Scope): Map<string, PrivateMember> {
  const names = new Map(scope.privates)
  for (const member of body.body) {
    if (member.type === 'StaticBlock' || member.key.type !== 'PrivateIdentifier') continue
    const kind = member.type === 'PropertyDefinition' ? 'field' : member.kind === 'method' ? 'method' : 'accessor'
    const known = names.get(member.key.name)
    if (known && kind === 'accessor' && known.kind === 'accessor' && !scope.privates?.has(member.key.name)) continue
    names.set(member.key.name, { kind, values: new WeakMap() })
  }
  return names
}

function constructorOf(node: Class, scope: Scope, name: string, derived: boolean, home: Obj): Fn {
  const written = node.body.body.find((member): member is MethodDefinition => member.type === 'MethodDefinition' && member.kind === 'constructor')
  const source = scope.activation.file.text.slice(node.start, node.end)
  const kind = derived ? 'derived' : 'base'
  const className = node.id?.name ?? name
  if (written) return makeFunction(written.value, scope, { kind, name: className, home, isClass: true, source })
  const { realm } = scope
  const callable: Callable = {
    kind,
    constructs: true,
    isClass: true,
    source,
    *code(_self, args, target) {
      if (!target) return realm.fail('TypeError', `Class constructor ${className} cannot be invoked without 'new'`)
      const self = derived ? yield* construct(realm, Object.getPrototypeOf(fn), args, target) : Object.create(target.prototype as Obj)
      yield* initializeFields(fn, self as Obj)
      return self
    },
  }
  const fn = functionObject(realm, callable, className, 0)
  return fn
}

function* defineMethod(member: MethodDefinition, scope: Scope, target: Obj, fields: Field[], statics: Field[]): Code<void> {
  if (member.key.type === 'PrivateIdentifier') {
    const known = scope.privates?.get(member.key.name)
    const fn = makeFunction(member.value, scope, { kind: 'method', name: `#${member.key.name}`, home: target })
    if (known && member.kind === 'get') known.get = fn
    else if (known && member.kind === 'set') known.set = fn
    else methods.set(member, fn)
    ;(member.static ? statics : fields).unshift({ key: member.key.name, member })
    return
  }
  const key = member.computed ? yield* toKey(scope.realm, yield* evaluate(member.key, scope)) : plainKey(member.key)
  defineAccessorOr(
    target,
    key,
    member.kind === 'constructor' ? 'method' : member.kind,
    makeFunction(member.value, scope, { kind: 'method', name: definitionName(key), home: target }),
    false,
  )
}

const methods = new WeakMap<object, Fn>()

/** Adds a method, getter or setter to an object, keeping the other half of an accessor. */
export function defineAccessorOr(target: Obj, key: PropertyKey, kind: 'method' | 'get' | 'set', fn: Fn, enumerable: boolean): void {
  if (kind === 'method') {
    Object.defineProperty(target, key, { value: fn, writable: true, enumerable, configurable: true })
    return
  }
  const known = Object.getOwnPropertyDescriptor(target, key)
  const get = kind === 'get' ? fn : known?.get
  const set = kind === 'set' ? fn : known?.set
  Object.defineProperty(target, key, { ...(get && { get }), ...(set && { set }), enumerable, configurable: true })
}

function* runFields(fields: readonly Field[], scope: Scope, self: Obj, home: Obj): Code<void> {
  const activation: Activation = { ...scope.activation, self: { value: self }, home, strict: true }
  for (const { key, member } of fields) {
    const inner = new Scope(scope, activation)
    if (member.type === 'StaticBlock') {
      for (const statement of member.body) yield* execute(statement, inner)
      continue
    }
    const privateMember = member.key.type === 'PrivateIdentifier' ? scope.privates?.get(member.key.name) : undefined
    if (member.type === 'MethodDefinition') {
      privateMember?.values.set(self, methods.get(member))
      continue
    }
    const value: Value = member.value ? yield* fieldValue(member, key, inner) : undefined
    if (privateMember) privateMember.values.set(self, value)
    else createProperty(self, key, value)
  }
}

function* fieldValue(member: PropertyDefinition, key: PropertyKey, scope: Scope): Code<Value> {
  return member.value ? yield* evaluateNamed(member.value, definitionName(key), scope) : undefined
}

export function installClasses(): void {
  addExpressions({
    *ClassExpression(node, scope) {
      return yield* evaluateClass(node, scope, '')
    },
  })
  addStatements({
    *ClassDeclaration(node: Extract<AnyNode, { type: 'ClassDeclaration' }>, scope) {
      const name = node.id?.name ?? 'default'
      scope.initialize(name, nameFunction(yield* evaluateClass(node, scope, name), name))
      return undefined
    },
  })
}
