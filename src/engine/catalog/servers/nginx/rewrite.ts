import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Context, Outcome } from './context.ts'
import type { Condition, RewriteStep } from './rewrite-steps.ts'
import { expand, variable } from './variables.ts'

/** How a run of steps ended: with an answer, with a changed URI to look up again, stopped, or at the end. */
export type Rewritten =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'last' }
  | { readonly kind: 'break' }
  | { readonly kind: 'end'; readonly changed: boolean }

/** Runs the rewrite module's steps. */
export function* runSteps(steps: readonly RewriteStep[], context: Context): Sys<Rewritten> {
  let changed = false
  for (const step of steps) {
    switch (step.kind) {
      case 'set':
        context.variables.set(step.name, expand(step.value, context))
        break
      case 'break':
        return { kind: 'break' }
      case 'return':
        return { kind: 'outcome', outcome: returned(step.status, step.text === undefined ? undefined : expand(step.text, context)) }
      case 'rewrite': {
        const result = rewrite(step, context)
        if (result === 'no match') continue
        if (result !== undefined) return result
        changed = true
        break
      }
      case 'if': {
        if (!(yield* holds(step.condition, context))) continue
        if (step.inside && context.location) {
          context.settings = step.inside.settings
          if (step.inside.proxyPass) context.proxyPass = step.inside.proxyPass
        }
        const inner = yield* runSteps(step.steps, context)
        if (inner.kind !== 'end') return inner
        changed ||= inner.changed
      }
    }
  }
  return { kind: 'end', changed }
}

function returned(status: number, text: string | undefined): Outcome {
  if (text !== undefined && [301, 302, 303, 307, 308].includes(status)) return { kind: 'status', status, location: text }
  return text === undefined ? { kind: 'status', status } : { kind: 'text', status, text }
}

function rewrite(step: Extract<RewriteStep, { kind: 'rewrite' }>, context: Context): Rewritten | 'no match' | undefined {
  const match = step.regex.exec(context.uri)
  if (!match) return 'no match'
  context.captures = [...match]
  for (const [name, value] of Object.entries(match.groups ?? {})) context.variables.set(name, value ?? '')
  const target = expand(step.target, context)
  const [path = '', ...query] = target.split('?')
  const keeps = !target.endsWith('?')
  const args = [query.join('?').replace(/\?$/, ''), keeps ? context.args : ''].filter(Boolean).join('&')
  if (step.flag === 'redirect' || step.flag === 'permanent') {
    const location = `${path}${args === '' ? '' : `?${args}`}`
    return { kind: 'outcome', outcome: { kind: 'status', status: step.flag === 'permanent' ? 301 : 302, location } }
  }
  context.uri = path
  context.args = args
  return step.flag === undefined ? undefined : { kind: step.flag }
}

function* holds(condition: Condition, context: Context): Sys<boolean> {
  switch (condition.kind) {
    case 'set': {
      const value = variable(condition.variable, context)
      return value !== '' && value !== '0'
    }
    case 'equal':
      return (variable(condition.variable, context) === expand(condition.value, context)) !== condition.negate
    case 'match': {
      const match = condition.regex.exec(variable(condition.variable, context))
      if (match) {
        context.captures = [...match]
        for (const [name, value] of Object.entries(match.groups ?? {})) context.variables.set(name, value ?? '')
      }
      return (match !== null) !== condition.negate
    }
    case 'file': {
      const found = yield* sys.stat({ path: expand(condition.path, context) })
      const type = found.ok ? found.value.type : undefined
      const is =
        condition.test === 'f'
          ? type === 'file'
          : condition.test === 'd'
            ? type === 'directory'
            : condition.test === 'e'
              ? found.ok
              : found.ok && (found.value.mode & 0o111) !== 0
      return is !== condition.negate
    }
  }
}
