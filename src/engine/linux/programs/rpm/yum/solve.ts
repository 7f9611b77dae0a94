import { capabilityText, provides } from '../database.ts'
import type { Capability } from '../header.ts'
import { fullEvrText, nevra } from '../header.ts'
import type { OfferedRpm } from '../metadata.ts'
import { compareEvr } from '../version.ts'
import type { YumSession } from './session.ts'

export interface Step {
  readonly action: 'install' | 'update' | 'erase'
  readonly rpm: OfferedRpm
  /** Asked for, or needed by something asked for. */
  readonly dependency: boolean
  /** The version it replaces. */
  readonly replaces?: string
}

export interface Solution {
  readonly steps: readonly Step[]
  /** What yum prints while it resolves. */
  readonly log: string
  /** Requirements nobody provides: `Package: … Requires: …`. */
  readonly missing: readonly { readonly rpm: OfferedRpm; readonly wanted: Capability }[]
}

/** Newest of what is offered, x86_64 before noarch of equal versions. */
export const newest = (offers: readonly OfferedRpm[]): OfferedRpm | undefined =>
  offers.reduce<OfferedRpm | undefined>((best, offer) => (!best || compareEvr(offer, best) > 0 ? offer : best), undefined)

/** Closes a set of packages under their requirements, in rounds as yum does. */
export function solve(session: YumSession, wanted: readonly OfferedRpm[]): Solution {
  const installed = session.installed
  const steps: Step[] = []
  const log = ['Resolving Dependencies\n']
  const missing: { rpm: OfferedRpm; wanted: Capability }[] = []
  let round: OfferedRpm[] = [...wanted]
  let dependency = false
  while (round.length > 0) {
    log.push('--> Running transaction check\n')
    const next: OfferedRpm[] = []
    for (const rpm of round) {
      const old = installed.find((candidate) => candidate.name === rpm.name && candidate.name !== 'kernel')
      if (old) log.push(`---> Package ${old.name}.${old.arch} ${fullEvrText(old)} will be updated\n`)
      log.push(`---> Package ${rpm.name}.${rpm.arch} ${fullEvrText(rpm)} will be ${old ? 'an update' : 'installed'}\n`)
      steps.push({ action: old ? 'update' : 'install', rpm, dependency, ...(old && { replaces: nevra(old) }) })
    }
    for (const rpm of round) {
      for (const capability of rpm.requires) {
        if (steps.some((step) => provides(step.rpm, capability)) || next.some((candidate) => provides(candidate, capability))) continue
        const replaced = new Set(steps.map((step) => step.rpm.name))
        if (installed.some((candidate) => !replaced.has(candidate.name) && provides(candidate, capability))) continue
        log.push(`--> Processing Dependency: ${capabilityText(capability)} for package: ${nevraWithEpoch(rpm)}\n`)
        const provider = newest(session.offered.filter((candidate) => provides(candidate, capability)))
        if (provider) next.push(provider)
        else missing.push({ rpm, wanted: capability })
      }
    }
    round = next
    dependency = true
  }
  log.push('--> Finished Dependency Resolution\n')
  return { steps, log: log.join(''), missing }
}

export const nevraWithEpoch = (rpm: OfferedRpm): string => (rpm.epoch > 0 ? `${rpm.epoch}:${nevra(rpm)}` : nevra(rpm))
