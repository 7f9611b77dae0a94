import type { Sys } from '../../../kernel/calls.ts'
import { attributeOr } from './attributes.ts'
import { evaluate, store } from './evaluate.ts'
import type { Frame } from './frame.ts'
import { keyOf } from './hash.ts'
import { equal } from './operators.ts'
import type { Pattern } from './syntax.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** Structural pattern matching (PEP 634): whether a value matches, binding names on the way. */
export function* matches(vm: Vm, frame: Frame, pattern: Pattern, value: Value): Sys<boolean> {
  switch (pattern.kind) {
    case 'value':
      return yield* equal(vm, value, yield* evaluate(vm, frame, pattern.value))
    case 'capture':
    case 'starred':
      if (pattern.name !== undefined) store(frame, pattern.name, value)
      return true
    case 'or':
      for (const option of pattern.options) if (yield* matches(vm, frame, option, value)) return true
      return false
    case 'as':
      if (!(yield* matches(vm, frame, pattern.pattern, value))) return false
      store(frame, pattern.name, value)
      return true
    case 'sequence':
      return yield* sequence(vm, frame, pattern.items, value)
    case 'mapping': {
      if (!(value instanceof V.PyDict)) return false
      const rest = new V.PyDict()
      for (const [key, entry] of value.entries) rest.entries.set(key, { ...entry })
      for (const entry of pattern.entries) {
        const key = yield* keyOf(vm, yield* evaluate(vm, frame, entry.key))
        const found = value.entries.get(key)
        if (!found || !(yield* matches(vm, frame, entry.pattern, found.value))) return false
        rest.entries.delete(key)
      }
      if (pattern.rest !== undefined) store(frame, pattern.rest, rest)
      return true
    }
    case 'class':
      return yield* ofClass(vm, frame, pattern, value)
  }
}

function* sequence(vm: Vm, frame: Frame, patterns: readonly Pattern[], value: Value): Sys<boolean> {
  if (!(value instanceof V.PyList || value instanceof V.PyTuple)) return false
  const { items } = value
  const star = patterns.findIndex(({ kind }) => kind === 'starred')
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return false
  const extra = items.length - patterns.length + 1
  let at = 0
  for (const [index, pattern] of patterns.entries()) {
    if (index === star) {
      if (!(yield* matches(vm, frame, pattern, new V.PyList(items.slice(at, at + extra))))) return false
      at += extra
    } else if (!(yield* matches(vm, frame, pattern, items[at++] as Value))) return false
  }
  return true
}

function* ofClass(vm: Vm, frame: Frame, pattern: Extract<Pattern, { kind: 'class' }>, value: Value): Sys<boolean> {
  const cls = yield* evaluate(vm, frame, pattern.cls)
  if (!(cls instanceof V.PyClass) || !V.classOf(value).is(cls)) return false
  const names = cls.lookup('__match_args__')
  for (const [index, one] of pattern.positional.entries()) {
    const name = names instanceof V.PyTuple || names instanceof V.PyList ? names.items[index] : undefined
    const part = typeof name === 'string' ? yield* attributeOr(vm, value, name, undefined) : index === 0 ? value : undefined
    if (part === undefined || !(yield* matches(vm, frame, one, part))) return false
  }
  for (const one of pattern.keywords) {
    const part = yield* attributeOr(vm, value, one.name, undefined)
    if (part === undefined || !(yield* matches(vm, frame, one.pattern, part))) return false
  }
  return true
}
