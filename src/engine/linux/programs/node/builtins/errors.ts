import { get, listOf, prototypeFor, toText } from '../language/operations.ts'
import type { ErrorName, Realm } from '../language/realm.ts'
import type { Fn, Obj, Value } from '../language/values.ts'
import { define, isObject } from '../language/values.ts'

const names: readonly ErrorName[] = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'AggregateError']

/** Error and its family; a stack trace is taken where the error is made. */
export function installErrors(realm: Realm): void {
  let base: Fn | undefined
  for (const name of names) {
    const fn = realm.coded(
      name,
      1,
      function* (_, all, target) {
        const args = name === 'AggregateError' ? all.slice(1) : all
        const error = Object.create(prototypeFor(target, realm.intrinsic[name])) as Obj
        realm.errors.add(error)
        realm.notePlace(error)
        const [message, options] = args
        if (message !== undefined) define(error, 'message', yield* toText(realm, message))
        if (isObject(options) && 'cause' in options) define(error, 'cause', yield* get(realm, options, 'cause'))
        if (name === 'AggregateError') define(error, 'errors', realm.array(yield* listOf(realm, all[0])))
        realm.captureStack(error, headOf(error), Number(base?.stackTraceLimit ?? 10))
        return error
      },
      true,
    )
    realm.publish(name, fn)
    define(realm.intrinsic[name], 'name', name)
    define(realm.intrinsic[name], 'message', '')
    if (base) Object.setPrototypeOf(fn, base)
    base ??= fn
  }
  realm.codeMethod(realm.intrinsic.Error, 'toString', 0, function* (self) {
    const name = yield* toText(realm, (yield* get(realm, self, 'name')) ?? 'Error')
    const message = yield* toText(realm, (yield* get(realm, self, 'message')) ?? '')
    return name && message ? `${name}: ${message}` : name || message
  })
  if (!base) return
  base.stackTraceLimit = 10
  realm.method(base, 'captureStackTrace', 2, (_, [target]) => {
    if (isObject(target)) realm.captureStack(target, headOf(target))
  })
}

function headOf(error: Obj): string {
  const name: Value = error.name
  const message: Value = error.message
  return [name, message].filter((part) => typeof part === 'string' && part !== '').join(': ')
}
