import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from 'acorn'
import { evaluate, execute } from './evaluate.ts'
import { newGenerator } from './generator-object.ts'
import { blockNames, varNames } from './hoist.ts'
import { nameOf, prototypeFor, step } from './operations.ts'
import { bind } from './patterns.ts'
import { awaitValue, runAsync } from './promise.ts'
import type { Frame, Realm } from './realm.ts'
import type { Activation } from './scope.ts'
import { Scope, unset } from './scope.ts'
import type { Callable, Code, Fn, Obj, Value } from './values.ts'
import { define, functionObject, isObject } from './values.ts'

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression

export interface FunctionOptions {
  readonly kind?: Callable['kind']
  readonly name?: string
  /** The object whose prototype `super` means. */
  readonly home?: Obj
  readonly isClass?: boolean
  readonly source?: string
}

/** Initialisers of instance fields, by constructor. */
export const fieldsOf = new WeakMap<object, (self: Obj) => Code<void>>()

const isStrict = (node: FunctionNode): boolean => {
  const first = node.body.type === 'BlockStatement' ? node.body.body[0] : undefined
  return first?.type === 'ExpressionStatement' && first.directive === 'use strict'
}

/** The function object of a function's text. */
export function makeFunction(node: FunctionNode, scope: Scope, options: FunctionOptions = {}): Fn {
  const { realm } = scope
  const kind = options.kind ?? (node.type === 'ArrowFunctionExpression' ? 'arrow' : 'base')
  const flavour = node.generator ? (node.async ? 'async generator' : 'generator') : node.async ? 'async' : undefined
  const constructs = !flavour && (kind === 'base' || kind === 'derived')
  const strict = scope.activation.strict || options.isClass || isStrict(node)
  const place: Place = { node, scope, kind, strict: Boolean(strict), home: options.home, flavour }
  const callable: Callable = {
    kind,
    constructs,
    source: options.source ?? scope.activation.file.text.slice(node.start, node.end),
    ...(options.isClass && { isClass: true }),
    ...(flavour && { flavour }),
    code: (self, args, target) => invoke(place, fn, self, args, target),
  }
  const length = node.params.findIndex((parameter) => parameter.type === 'AssignmentPattern' || parameter.type === 'RestElement')
  const fn = functionObject(realm, callable, options.name ?? node.id?.name ?? '', length < 0 ? node.params.length : length)
  if (flavour) {
    const family = flavour === 'async' ? 'AsyncFunction' : flavour === 'generator' ? 'GeneratorFunction' : 'AsyncGeneratorFunction'
    Object.setPrototypeOf(fn, realm.intrinsic[family])
  }
  if (flavour?.endsWith('generator'))
    Object.defineProperty(fn, 'prototype', {
      value: Object.create(realm.intrinsic[flavour === 'generator' ? 'Generator' : 'AsyncGenerator']),
      writable: true,
    })
  else if (constructs) {
    const prototype = realm.object()
    define(prototype, 'constructor', fn)
    Object.defineProperty(fn, 'prototype', { value: prototype, writable: true, enumerable: false, configurable: false })
  }
  return fn
}

interface Place {
  readonly node: FunctionNode
  readonly scope: Scope
  readonly kind: Callable['kind']
  readonly strict: boolean
  readonly home: Obj | undefined
  readonly flavour: Callable['flavour']
}

function* invoke(place: Place, fn: Fn, self: Value, args: readonly Value[], target: Fn | undefined): Code<Value> {
  const { node, scope, kind, flavour } = place
  const { realm } = scope
  if (++realm.steps >= 5000) yield* step(realm)
  if (kind === 'derived' || (kind === 'base' && place.home))
    if (!target) realm.fail('TypeError', `Class constructor ${String(fn.name)} cannot be invoked without 'new'`)
  const made = target && kind === 'base' ? (Object.create(prototypeFor(target, realm.intrinsic.Object)) as Obj) : undefined
  const receiver = made ?? (target ? unset : place.strict || isObject(self) ? self : (self ?? realm.global))
  const frame: Frame = {
    name: frameName(realm, fn, receiver, target, flavour),
    file: scope.activation.file,
    at: node.start,
    ...(scope.activation.frame.internal && { internal: true }),
  }
  const activation: Activation =
    kind === 'arrow'
      ? { ...scope.activation, frame }
      : { self: { value: receiver }, fn, home: place.home, target, frame, file: scope.activation.file, strict: place.strict }
  const inner = new Scope(scope, activation)
  const entered = () => {
    realm.stack.push(frame)
    const depth = realm.stack.length
    return () => {
      realm.stack.length = Math.min(realm.stack.length, depth - 1)
    }
  }
  if (flavour === 'generator' || flavour === 'async generator') {
    const usual = realm.intrinsic[flavour === 'generator' ? 'Generator' : 'AsyncGenerator']
    return newGenerator(prototypeFor(fn, usual), body(node, inner, args, fn), entered)
  }
  if (flavour === 'async') return yield* runAsync(realm, body(node, inner, args, fn), entered)
  const leave = entered()
  try {
    if (made) yield* initializeFields(fn, made)
    const result = yield* body(node, inner, args, fn)
    if (!target) return result
    if (isObject(result)) return result
    if (activation.self.value === unset)
      realm.fail('ReferenceError', "Must call super constructor in derived class before accessing 'this' or returning from derived constructor")
    return activation.self.value
  } finally {
    leave()
  }
}

export function* initializeFields(made: Fn, self: Obj): Code<void> {
  const fields = fieldsOf.get(made)
  if (fields) yield* fields(self)
}

function frameName(realm: Realm, fn: Fn, receiver: Value, target: Fn | undefined, flavour: Callable['flavour']): string {
  const name = String(fn.name)
  if (target) return `new ${name || '<anonymous>'}`
  const prefix = flavour === 'async' ? 'async ' : ''
  if (!isObject(receiver) || receiver === realm.global) return name ? prefix + name : ''
  return `${prefix}${typeof receiver === 'function' ? 'Function' : nameOf(realm, receiver)}.${name || '<anonymous>'}`
}

function* body(node: FunctionNode, scope: Scope, args: readonly Value[], fn: Fn): Code<Value> {
  if (node.type === 'FunctionExpression' && node.id) scope.declare(node.id.name, fn)
  if (node.type !== 'ArrowFunctionExpression') declareArguments(scope, args, node)
  for (const [index, parameter] of node.params.entries()) {
    if (parameter.type === 'Identifier') scope.declare(parameter.name, args[index])
    else if (parameter.type === 'RestElement') yield* bind(parameter.argument, scope.realm.array(args.slice(index)), scope, 'let')
    else yield* bind(parameter, args[index], scope, 'let')
  }
  if (node.body.type !== 'BlockStatement') return yield* evaluate(node.body, scope)
  declareBody(node.body, node.body.body, scope)
  const { flavour } = { flavour: node.async && node.generator }
  for (const statement of node.body.body) {
    const completion = yield* execute(statement, scope)
    if (completion) {
      if (!flavour) return completion.value
      const settled = yield* awaitValue(completion.value)
      return settled.value
    }
  }
  return undefined
}

/** `arguments`, only where the text mentions it. */
function declareArguments(scope: Scope, args: readonly Value[], node: FunctionNode): void {
  if (!scope.activation.file.text.slice(node.start, node.end).includes('arguments')) return
  const list = Object.create(scope.realm.intrinsic.Object) as Obj
  for (const [index, value] of args.entries()) list[index] = value
  define(list, 'length', args.length)
  define(list, Symbol.iterator, scope.realm.intrinsic.Array.values)
  Object.defineProperty(list, Symbol.toStringTag, { value: 'Arguments', configurable: true })
  scope.declare('arguments', list)
}

/** Makes the names of a function's (or program's) body. */
export function declareBody(owner: AnyNode, statements: Parameters<typeof blockNames>[0], scope: Scope): void {
  for (const name of varNames(owner)) if (!scope.names.has(name)) scope.declare(name, undefined)
  declareBlock(statements, scope)
}

export function declareBlock(statements: Parameters<typeof blockNames>[0], scope: Scope): void {
  const { lexical, functions } = blockNames(statements)
  for (const { name } of lexical) scope.declare(name, unset)
  for (const node of functions) scope.declare(node.id.name, makeFunction(node, scope))
}
