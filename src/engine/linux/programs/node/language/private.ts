import { call } from './operations.ts'
import type { PrivateMember, Scope } from './scope.ts'
import type { Code, Value } from './values.ts'
import { isObject } from './values.ts'

function memberOf(scope: Scope, object: Value, name: string, verb: 'read' | 'write'): { readonly member: PrivateMember; readonly target: object } {
  const member = scope.privates?.get(name)
  if (!member || !isObject(object) || !member.values.has(object)) {
    const text =
      verb === 'read'
        ? `Cannot read private member #${name} from an object whose class did not declare it`
        : `Cannot write private member #${name} to an object whose class did not declare it`
    return scope.realm.fail('TypeError', text)
  }
  return { member, target: object }
}

/** `object.#name`. */
export function* getPrivate(scope: Scope, object: Value, name: string): Code<Value> {
  const { member, target } = memberOf(scope, object, name, 'read')
  if (member.kind !== 'accessor') return member.values.get(target)
  if (!member.get) return scope.realm.fail('TypeError', `'#${name}' was defined without a getter`)
  return yield* call(scope.realm, member.get, object, [])
}

export function* setPrivate(scope: Scope, object: Value, name: string, value: Value): Code<void> {
  const { member, target } = memberOf(scope, object, name, 'write')
  if (member.kind === 'method') scope.realm.fail('TypeError', `Private method '#${name}' is not writable`)
  if (member.kind === 'field') member.values.set(target, value)
  else if (member.set) yield* call(scope.realm, member.set, object, [value])
  else scope.realm.fail('TypeError', `'#${name}' was defined without a setter`)
}

/** `#name in object`. */
export const hasPrivate = (scope: Scope, object: Value, name: string): boolean =>
  isObject(object) && Boolean(scope.privates?.get(name)?.values.has(object))
