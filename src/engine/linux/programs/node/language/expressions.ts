import type { AssignmentExpression, CallExpression, Expression, MemberExpression, ObjectExpression, SpreadElement, Super } from 'acorn'
import { defineAccessorOr } from './classes.ts'
import { addExpressions, binaryOf, evaluate } from './evaluate.ts'
import { initializeFields, makeFunction } from './functions.ts'
import { call, construct, get, isInstance, iterate, listOf, set, toKey, toNumber, toPrimitive, toText } from './operations.ts'
import { bind, createProperty, evaluateNamed, memberKey, plainKey } from './patterns.ts'
import { getPrivate, hasPrivate, setPrivate } from './private.ts'
import { awaitValue } from './promise.ts'
import { makeRegExp } from './regexp.ts'
import type { Scope } from './scope.ts'
import { unset } from './scope.ts'
import type { Code, Fn, Obj, Resumption, Value } from './values.ts'
import { callableOf, isFunction, isObject, Returning, Suspend, Thrown } from './values.ts'

/** What an optional chain gives up with. */
const shortCircuit: unique symbol = Symbol('short circuit')

export function* argumentsOf(nodes: readonly (Expression | SpreadElement)[], scope: Scope): Code<Value[]> {
  const args: Value[] = []
  for (const node of nodes) {
    if (node.type !== 'SpreadElement') args.push(yield* evaluate(node, scope))
    else for (const value of yield* listOf(scope.realm, yield* evaluate(node.argument, scope), sourceOf(node.argument, scope))) args.push(value)
  }
  return args
}

export const sourceOf = (node: { readonly start: number; readonly end: number }, scope: Scope): string =>
  scope.activation.file.text.slice(node.start, node.end)

/** `this`, which a derived constructor has only after `super()`. */
export function thisOf(scope: Scope): Value {
  const { value } = scope.activation.self
  if (value === unset)
    return scope.realm.fail(
      'ReferenceError',
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
    )
  return value
}

/** A member with the object it was found on: calls need both. */
function* memberOf(node: MemberExpression, scope: Scope): Code<{ readonly object: Value; readonly value: Value }> {
  const { realm, activation } = scope
  if (node.object.type === 'Super') {
    const object = thisOf(scope)
    const parent = activation.home ? (Object.getPrototypeOf(activation.home) as Obj | null) : null
    const key = yield* memberKey(node, scope)
    const value = parent ? parent[key] : undefined
    if (!realm.pending) return { object, value }
    const { fn } = realm.pending
    realm.pending = undefined
    return { object, value: yield* call(realm, fn, object, []) }
  }
  const object = yield* evaluate(node.object, scope)
  if (object === shortCircuit || (node.optional && (object === undefined || object === null))) return { object: undefined, value: shortCircuit }
  if (node.property.type === 'PrivateIdentifier') return { object, value: yield* getPrivate(scope, object, node.property.name) }
  const key = yield* memberKey(node, scope)
  activation.frame.at = node.computed ? node.property.start : node.property.start
  return { object, value: yield* get(realm, object, key) }
}

function* callExpression(node: CallExpression, scope: Scope): Code<Value> {
  const { realm, activation } = scope
  if (node.callee.type === 'Super') return yield* superCall(node, scope)
  let object: Value
  let fn: Value
  if (node.callee.type === 'MemberExpression') ({ object, value: fn } = yield* memberOf(node.callee, scope))
  else fn = yield* evaluate(node.callee, scope)
  if (fn === shortCircuit || (node.optional && (fn === undefined || fn === null))) return shortCircuit
  const args = yield* argumentsOf(node.arguments, scope)
  activation.frame.at = node.callee.type === 'MemberExpression' ? node.callee.property.start : node.callee.start
  if (!callableOf(fn)) return realm.fail('TypeError', `${calleeText(node.callee, scope)} is not a function`)
  return yield* call(realm, fn, object, args)
}

function calleeText(node: Expression | Super, scope: Scope): string {
  if (node.type === 'MemberExpression') {
    const property = node.computed ? '' : sourceOf(node.property, scope)
    if (node.object.type === 'CallExpression') return `${calleeText(node.object.callee, scope)}(...).${property || '<computed>'}`
    if (node.object.type === 'ThisExpression' || node.object.type === 'Identifier' || node.object.type === 'MemberExpression')
      return node.computed ? `${sourceOf(node.object, scope)}[...]`.replace('[...]', `[${sourceOf(node.property, scope)}]`) : sourceOf(node, scope)
    return `(intermediate value).${property}`
  }
  if (node.type === 'CallExpression') return `${calleeText(node.callee, scope)}(...)`
  return node.type === 'Identifier' ? node.name : '(intermediate value)'
}

function* superCall(node: CallExpression, scope: Scope): Code<Value> {
  const { realm, activation } = scope
  const parent = activation.fn ? Object.getPrototypeOf(activation.fn) : undefined
  const args = yield* argumentsOf(node.arguments, scope)
  activation.frame.at = node.start
  if (activation.self.value !== unset) realm.fail('ReferenceError', 'Super constructor may only be called once')
  const self = yield* construct(realm, parent, args, activation.target as Fn)
  activation.self.value = self
  if (activation.fn) yield* initializeFields(activation.fn, self as Obj)
  return self
}

function* objectLiteral(node: ObjectExpression, scope: Scope): Code<Obj> {
  const { realm } = scope
  const object = realm.object()
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const source = yield* evaluate(property.argument, scope)
      if (typeof source === 'string') for (const [index, unit] of source.split('').entries()) createProperty(object, index, unit)
      if (!isObject(source)) continue
      for (const key of Reflect.ownKeys(source))
        if (Object.getOwnPropertyDescriptor(source, key)?.enumerable) createProperty(object, key, yield* get(realm, source, key))
      continue
    }
    const key = property.computed ? yield* toKey(realm, yield* evaluate(property.key, scope)) : plainKey(property.key)
    const name = typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key)
    if (property.kind !== 'init' || property.method) {
      const fn = makeFunction(property.value as never, scope, { kind: 'method', name, home: object })
      defineAccessorOr(object, key, property.kind === 'init' ? 'method' : property.kind, fn, true)
    } else {
      const value = yield* evaluateNamed(property.value, name, scope)
      if (key === '__proto__' && !property.computed && !property.shorthand) {
        if (isObject(value) || value === null) Object.setPrototypeOf(object, value)
      } else createProperty(object, key, value)
    }
  }
  return object
}

export function* binary(operator: string, left: Value, right: Value, scope: Scope): Code<Value> {
  const { realm } = scope
  switch (operator) {
    case '===':
    case '!==':
      return binaryOf(operator, left, right)
    case 'instanceof': {
      if (!isObject(right)) return realm.fail('TypeError', "Right-hand side of 'instanceof' is not an object")
      const own = yield* get(realm, right, Symbol.hasInstance)
      if (isFunction(own)) return Boolean(yield* call(realm, own, right, [left]))
      return isFunction(right) ? isInstance(left, right) : realm.fail('TypeError', "Right-hand side of 'instanceof' is not callable")
    }
    case 'in': {
      const key = yield* toKey(realm, left)
      if (!isObject(right)) return realm.fail('TypeError', `Cannot use 'in' operator to search for '${String(key)}' in ${String(right)}`)
      return key in right
    }
    case '==':
    case '!=':
      if (isObject(left) === isObject(right) || left === undefined || left === null || right === undefined || right === null)
        return binaryOf(operator, left, right)
  }
  const hint = operator === '+' || operator === '==' || operator === '!=' ? 'default' : 'number'
  const a = yield* toPrimitive(realm, left, hint)
  const b = yield* toPrimitive(realm, right, hint)
  return binaryOf(operator, a, b)
}

/** Reads what is to be updated; the function writes it back. */
function* reference(node: Expression, scope: Scope): Code<{ readonly value: Value; readonly write: (value: Value) => Code<void> }> {
  const { realm, activation } = scope
  if (node.type === 'Identifier') {
    const { name } = node
    return {
      value: scope.read(name),
      *write(value) {
        scope.assign(name, value)
      },
    }
  }
  if (node.type !== 'MemberExpression') return realm.fail('SyntaxError', 'Invalid left-hand side in assignment')
  if (node.object.type === 'Super') return realm.fail('SyntaxError', 'cais: node: updating a property of super is not simulated')
  const object = yield* evaluate(node.object, scope)
  activation.frame.at = node.property.start
  if (node.property.type === 'PrivateIdentifier') {
    const { name } = node.property
    return { value: yield* getPrivate(scope, object, name), write: (value) => setPrivate(scope, object, name, value) }
  }
  const key = yield* memberKey(node, scope)
  return { value: yield* get(realm, object, key), write: (value) => set(realm, object, key, value, activation.strict) }
}

function* assignment(node: AssignmentExpression, scope: Scope): Code<Value> {
  if (node.operator === '=') {
    const { left } = node
    if (left.type === 'MemberExpression' && left.object.type !== 'Super' && left.property.type !== 'PrivateIdentifier') {
      const object = yield* evaluate(left.object, scope)
      const key = yield* memberKey(left, scope)
      const value = yield* evaluate(node.right, scope)
      scope.activation.frame.at = left.property.start
      yield* set(scope.realm, object, key, value, scope.activation.strict)
      return value
    }
    const value = left.type === 'Identifier' ? yield* evaluateNamed(node.right, left.name, scope) : yield* evaluate(node.right, scope)
    yield* bind(left, value, scope, 'assign')
    return value
  }
  const target = yield* reference(node.left as Expression, scope)
  const { value: old } = target
  const logical =
    node.operator === '??=' ? old === undefined || old === null : node.operator === '||=' ? !old : node.operator === '&&=' ? Boolean(old) : undefined
  if (logical === false) return old
  const right = yield* evaluateNamed(node.right, node.left.type === 'Identifier' ? node.left.name : '', scope)
  const value = logical ? right : yield* binary(node.operator.slice(0, -1), old, right, scope)
  yield* target.write(value)
  return value
}

/** Hands a value out of a generator function; what came back decides how it goes on. */
export function* yieldOut(value: Value): Code<Value> {
  const resumption = (yield new Suspend('yield', value)) as Resumption
  if (resumption.mode === 'throw') throw new Thrown(resumption.value)
  if (resumption.mode === 'return') throw new Returning(resumption.value)
  return resumption.value
}

export function* awaited(value: Value): Code<Value> {
  const resumption = yield* awaitValue(value)
  if (resumption.mode === 'throw') throw new Thrown(resumption.value)
  return resumption.value
}

export function installExpressions(): void {
  addExpressions({
    *Literal(node, { realm }) {
      if (!('regex' in node) || !node.regex) return node.value
      return makeRegExp(realm, node.regex.pattern, node.regex.flags)
    },
    *Identifier(node, scope) {
      if (!scope.find(node.name)) scope.activation.frame.at = node.start
      const value = scope.read(node.name)
      if (!scope.realm.pending) return value
      return yield* get(scope.realm, scope.realm.global, node.name)
    },
    *ThisExpression(_, scope) {
      return thisOf(scope)
    },
    *TemplateLiteral(node, scope) {
      let text = node.quasis[0]?.value.cooked ?? ''
      for (const [index, part] of node.expressions.entries())
        text += (yield* toText(scope.realm, yield* evaluate(part, scope))) + (node.quasis[index + 1]?.value.cooked ?? '')
      return text
    },
    *TaggedTemplateExpression(node, scope) {
      const { realm } = scope
      const strings = realm.array(node.quasi.quasis.map((part) => part.value.cooked ?? undefined))
      Object.defineProperty(strings, 'raw', { value: realm.array(node.quasi.quasis.map((part) => part.value.raw)) })
      const tag =
        node.tag.type === 'MemberExpression' ? yield* memberOf(node.tag, scope) : { object: undefined, value: yield* evaluate(node.tag, scope) }
      return yield* call(realm, tag.value, tag.object, [strings, ...(yield* argumentsOf(node.quasi.expressions, scope))])
    },
    *ArrayExpression(node, scope) {
      const items: Value[] = []
      for (const element of node.elements) {
        if (!element) items.length++
        else if (element.type === 'SpreadElement')
          for (const item of yield* listOf(scope.realm, yield* evaluate(element.argument, scope), sourceOf(element.argument, scope))) items.push(item)
        else items.push(yield* evaluate(element, scope))
      }
      return scope.realm.array(items)
    },
    ObjectExpression: objectLiteral,
    *FunctionExpression(node, scope) {
      return makeFunction(node, scope)
    },
    *ArrowFunctionExpression(node, scope) {
      return makeFunction(node, scope)
    },
    *MemberExpression(node, scope) {
      return (yield* memberOf(node, scope)).value
    },
    *ChainExpression(node, scope) {
      const value = yield* evaluate(node.expression, scope)
      return value === shortCircuit ? undefined : value
    },
    CallExpression: callExpression,
    *NewExpression(node, scope) {
      const fn = yield* evaluate(node.callee as Expression, scope)
      const args = yield* argumentsOf(node.arguments, scope)
      scope.activation.frame.at = node.start
      if (!callableOf(fn)?.constructs) scope.realm.fail('TypeError', `${sourceOf(node.callee, scope)} is not a constructor`)
      return yield* construct(scope.realm, fn, args)
    },
    *MetaProperty(node, scope) {
      return node.meta.name === 'new' ? scope.activation.target : scope.find('import.meta')?.value
    },
    AssignmentExpression: assignment,
    ...operators,
  })
}

const operators: Parameters<typeof addExpressions>[0] = {
  *UpdateExpression(node, scope) {
    const target = yield* reference(node.argument, scope)
    const old = typeof target.value === 'bigint' ? target.value : yield* toNumber(scope.realm, target.value)
    const changed = typeof old === 'bigint' ? (node.operator === '++' ? old + 1n : old - 1n) : node.operator === '++' ? old + 1 : old - 1
    yield* target.write(changed)
    return node.prefix ? changed : old
  },
  *UnaryExpression(node, scope) {
    const { realm } = scope
    if (node.operator === 'typeof' && node.argument.type === 'Identifier' && !scope.find(node.argument.name) && !(node.argument.name in realm.global))
      return 'undefined'
    if (node.operator === 'delete') return yield* remove(node.argument, scope)
    const value = yield* evaluate(node.argument, scope)
    switch (node.operator) {
      case '!':
        return !value
      case 'typeof':
        return typeof value
      case 'void':
        return undefined
      case '-':
        return typeof value === 'bigint' ? -value : -(yield* toNumber(realm, value))
      case '~':
        return ~(yield* toNumber(realm, value))
      default:
        return yield* toNumber(realm, value)
    }
  },
  *BinaryExpression(node, scope) {
    if (node.left.type === 'PrivateIdentifier') return hasPrivate(scope, yield* evaluate(node.right, scope), node.left.name)
    const left = yield* evaluate(node.left, scope)
    const right = yield* evaluate(node.right, scope)
    return yield* binary(node.operator, left, right, scope)
  },
  *LogicalExpression(node, scope) {
    const left = yield* evaluate(node.left, scope)
    const decided = node.operator === '&&' ? !left : node.operator === '||' ? Boolean(left) : left !== undefined && left !== null
    return decided ? left : yield* evaluate(node.right, scope)
  },
  *ConditionalExpression(node, scope) {
    return yield* evaluate((yield* evaluate(node.test, scope)) ? node.consequent : node.alternate, scope)
  },
  *SequenceExpression(node, scope) {
    let value: Value
    for (const expression of node.expressions) value = yield* evaluate(expression, scope)
    return value
  },
  *ParenthesizedExpression(node, scope) {
    return yield* evaluate(node.expression, scope)
  },
  *AwaitExpression(node, scope) {
    return yield* awaited(yield* evaluate(node.argument, scope))
  },
  *YieldExpression(node, scope) {
    const value = node.argument ? yield* evaluate(node.argument, scope) : undefined
    if (!node.delegate) return yield* yieldOut(value)
    const cursor = yield* iterate(scope.realm, value)
    for (;;) {
      const next = yield* cursor.next()
      if (next.done) return next.value
      yield* yieldOut(next.value)
    }
  },
  *ImportExpression(node, scope) {
    const load = scope.find('import()')?.value
    return yield* call(scope.realm, load, undefined, [yield* evaluate(node.source, scope)])
  },
}

function* remove(node: Expression, scope: Scope): Code<boolean> {
  if (node.type === 'ChainExpression') return yield* remove(node.expression, scope)
  if (node.type !== 'MemberExpression' || node.object.type === 'Super') return node.type !== 'Identifier'
  const object = yield* evaluate(node.object, scope)
  if (object === shortCircuit || !isObject(object)) return true
  const key = yield* memberKey(node, scope)
  const done = Reflect.deleteProperty(object, key)
  if (!done && scope.activation.strict) scope.realm.fail('TypeError', `Cannot delete property '${String(key)}' of #<Object>`)
  return done
}
