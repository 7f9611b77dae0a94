/**
 * The life of a container as the scene's changes tell it, with the times that Docker wrote down: what began and ended between two looks is
 * told as well. Models moby's container/state.go; leaves out `removing`, which lasts no time.
 */
import type { Entity, EntityId, SceneDiff } from '../scene/scene.ts'

export type LifeState = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removed'

export interface LifeStep {
  readonly from: LifeState | undefined
  readonly to: LifeState
  /** Virtual time since the world began. */
  readonly atMs: number
}

const states: ReadonlySet<string> = new Set(['created', 'running', 'paused', 'restarting', 'exited', 'dead'])

/** The steps of a container until an instant, oldest first; `startsAtMs` is the world's start in Unix milliseconds. */
export function lifeOf(diffs: readonly SceneDiff[], id: EntityId, startsAtMs: number, untilMs = Number.POSITIVE_INFINITY): readonly LifeStep[] {
  const steps: LifeStep[] = []
  const add = (to: LifeState, atMs: number) => {
    const last = steps.at(-1)
    if (last?.to !== to) steps.push({ from: last?.to, to, atMs: Math.max(atMs, last?.atMs ?? 0) })
  }
  for (const diff of diffs) {
    if (diff.toMs > untilMs) break
    const change = diff.entities.find(({ before, after }) => (after ?? before)?.id === id)
    if (!change) continue
    const { before, after } = change
    if (!after) {
      // Without power nothing of the host is drawn; its containers are still on its disk.
      if (hostIsThere(diff, before)) add('removed', diff.toMs)
      continue
    }
    if (steps.length === 0 || steps.at(-1)?.to === 'removed') add('created', momentOf(after, 'created', startsAtMs) ?? diff.toMs)
    for (const [to, atMs] of between(before, after, startsAtMs)) add(to, atMs)
    const { status } = after.facts
    if (isState(status)) add(status, diff.toMs)
  }
  return steps
}

/** Starts and ends that happened between two looks. */
function between(before: Entity | undefined, after: Entity, startsAtMs: number): readonly (readonly [LifeState, number])[] {
  const found: (readonly [LifeState, number])[] = []
  const note = (name: 'started' | 'finished', to: LifeState) => {
    const atMs = before?.facts[name] === after.facts[name] ? undefined : momentOf(after, name, startsAtMs)
    if (atMs !== undefined) found.push([to, atMs])
  }
  const again = after.facts.status === 'restarting' || Number(after.facts.restarts ?? 0) > Number(before?.facts.restarts ?? 0)
  note('started', 'running')
  note('finished', again ? 'restarting' : 'exited')
  return found.sort(([, a], [, b]) => a - b)
}

function momentOf({ facts }: Entity, name: string, startsAtMs: number): number | undefined {
  const unixMs = Date.parse(String(facts[name] ?? ''))
  return Number.isFinite(unixMs) ? Math.max(0, unixMs - startsAtMs) : undefined
}

function hostIsThere(diff: SceneDiff, gone: Entity | undefined): boolean {
  return !diff.entities.some(({ before, after }) => before?.kind === 'kernel' && !after && before.parent === gone?.parent)
}

function isState(status: unknown): status is LifeState {
  return typeof status === 'string' && states.has(status)
}
