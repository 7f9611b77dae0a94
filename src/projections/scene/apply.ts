import type { Change, Scene, SceneDiff } from './scene.ts'

export const emptyScene: Scene = { atMs: 0, entities: new Map(), links: new Map() }

/** The scene after a diff. Maps that the diff does not touch stay the same objects. */
export function applyDiff(scene: Scene, diff: SceneDiff): Scene {
  return { atMs: diff.toMs, entities: changed(scene.entities, diff.entities), links: changed(scene.links, diff.links) }
}

/** The diff that takes a scene back: applying a diff and then its reverse is the identity. */
export function reverseDiff(diff: SceneDiff): SceneDiff {
  return { fromMs: diff.toMs, toMs: diff.fromMs, entities: diff.entities.map(reverse), links: diff.links.map(reverse) }
}

function reverse<T>(change: Change<T>): Change<T> {
  return { before: change.after, after: change.before }
}

function changed<T extends { readonly id: string }>(map: ReadonlyMap<string, T>, changes: readonly Change<T>[]): ReadonlyMap<string, T> {
  if (changes.length === 0) return map
  const next = new Map(map)
  for (const { before, after } of changes) {
    if (after) next.set(after.id, after)
    else if (before) next.delete(before.id)
  }
  return next
}
