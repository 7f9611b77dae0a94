import type { Lab } from '../engine/lab/lab.ts'
import { apacheImageChecks } from './apache-image/checks.ts'
import type { Check, StepHint } from './check.ts'
import { HostView } from './check.ts'
import { installDockerChecks } from './install-docker/checks.ts'

const checksOf: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  'install-docker': installDockerChecks,
  'apache-image': apacheImageChecks,
}

export interface Progress {
  readonly lesson: string
  readonly steps: readonly { readonly step: string; readonly done: boolean; readonly hint?: StepHint }[]
}

/** How far a lesson is in a lab: each step's check, on the world's first host. Undefined for a lesson without checks. */
export function progressOf(lesson: string, lab: Lab): Progress | undefined {
  const checks = Object.hasOwn(checksOf, lesson) ? checksOf[lesson] : undefined
  if (!checks) return undefined
  const view = HostView.of(lab, lab.firstHost)
  const steps = Object.entries(checks).map(([step, check]) => {
    const outcome = view ? check(view) : { done: false as const }
    return { step, done: outcome.done, ...('hint' in outcome && outcome.hint && { hint: outcome.hint }) }
  })
  return { lesson, steps }
}
