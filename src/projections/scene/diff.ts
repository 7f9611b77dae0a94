import type { Change, Scene, SceneDiff } from './scene.ts'

/** What changed from one scene to another; undefined when nothing did. */
export function diffScenes(before: Scene, after: Scene): SceneDiff | undefined {
  const entities = changes(before.entities, after.entities)
  const links = changes(before.links, after.links)
  return entities.length + links.length === 0 ? undefined : { fromMs: before.atMs, toMs: after.atMs, entities, links }
}

function changes<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): Change<T>[] {
  const found: Change<T>[] = []
  for (const [id, value] of after) {
    const old = before.get(id)
    if (old !== value) found.push({ before: old, after: value })
  }
  for (const [id, value] of before) if (!after.has(id)) found.push({ before: value, after: undefined })
  return found
}
