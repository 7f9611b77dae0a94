import type { Frame, Realm, SourceFile } from './realm.ts'
import type { Fn, Obj, Value } from './values.ts'

/** Before its declaration a `let`, `const` or `class` name has no value (temporal dead zone). */
export const unset: unique symbol = Symbol('unset')

interface Binding {
  value: Value
  readonly constant: boolean
}

export interface PrivateMember {
  readonly kind: 'field' | 'method' | 'accessor'
  readonly values: WeakMap<object, Value>
  get?: Fn
  set?: Fn
}

/** What belongs to a running function: `this`, `super`, `new.target`, its place in the trace. Arrow functions share their surroundings' `this`. */
export interface Activation {
  readonly self: { value: Value }
  readonly fn: Fn | undefined
  readonly home: Obj | undefined
  readonly target: Fn | undefined
  readonly frame: Frame
  readonly file: SourceFile
  readonly strict: boolean
  /** Runs field initialisers once `super()` returned. */
  readonly initialize?: (self: Obj) => Generator<never, void, unknown> | undefined
}

/** A block's names. */
export class Scope {
  readonly names = new Map<string, Binding>()
  readonly realm: Realm
  /** Names of `#private` members of the class around. */
  privates: Map<string, PrivateMember> | undefined

  constructor(
    readonly parent: Scope | undefined,
    readonly activation: Activation,
    realm?: Realm,
  ) {
    this.realm = realm ?? (parent as Scope).realm
    this.privates = parent?.privates
  }

  declare(name: string, value: Value, constant = false): void {
    this.names.set(name, { value, constant })
  }

  find(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const binding = scope.names.get(name)
      if (binding) return binding
    }
    return undefined
  }

  /** Gives a declared name its first value. */
  initialize(name: string, value: Value): void {
    const binding = this.names.get(name)
    if (binding) binding.value = value
    else this.declare(name, value)
  }

  read(name: string): Value {
    const binding = this.find(name)
    if (binding) {
      if (binding.value === unset) return this.realm.fail('ReferenceError', `Cannot access '${name}' before initialization`)
      return binding.value
    }
    if (name in this.realm.global) return this.realm.global[name]
    return this.realm.fail('ReferenceError', `${name} is not defined`)
  }

  assign(name: string, value: Value): void {
    const binding = this.find(name)
    if (!binding) {
      if (this.activation.strict && !(name in this.realm.global)) this.realm.fail('ReferenceError', `${name} is not defined`)
      this.realm.global[name] = value
      return
    }
    if (binding.value === unset) this.realm.fail('ReferenceError', `Cannot access '${name}' before initialization`)
    if (binding.constant) this.realm.fail('TypeError', 'Assignment to constant variable.')
    binding.value = value
  }
}
