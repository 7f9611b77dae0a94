import type { Change, Scene, SceneDiff } from './scene.ts'

/** What takes one scene to another; undefined when they are the same. Things are compared by what they say, not by which object says it. */
export function diffScenes(before: Scene, after: Scene): SceneDiff | undefined {
  const entities = changes(before.entities, after.entities)
  const links = changes(before.links, after.links)
  if (entities.length === 0 && links.length === 0) return undefined
  return { fromMs: before.atMs, toMs: after.atMs, entities, links }
}

function changes<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): readonly Change<T>[] {
  const found: Change<T>[] = []
  for (const [id, value] of after) {
    const old = before.get(id)
    if (old === undefined || !sameValue(old, value)) found.push({ before: old, after: value })
  }
  for (const [id, old] of before) if (!after.has(id)) found.push({ before: old, after: undefined })
  return found
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => sameValue(a[key as keyof typeof a], b[key as keyof typeof b]))
}
