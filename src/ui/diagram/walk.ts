import type { Layout } from '../../projections/layout/layout.ts'
import type { Entity, EntityId, Scene } from '../../projections/scene/scene.ts'

export type Direction = 'in' | 'out' | 'next' | 'previous'

/** From one drawn thing to another by the keyboard: into it, out of it, or along its siblings as they lie. */
export function walk(scene: Scene, layout: Layout, from: EntityId | undefined, direction: Direction): EntityId | undefined {
  const placed = from === undefined ? undefined : layout.placed.get(from)
  if (!placed) return childrenOf(scene, layout, undefined)[0]
  if (direction === 'in') return childrenOf(scene, layout, from)[0] ?? from
  const parent = drawnParent(scene, layout, placed.entity)
  if (direction === 'out') return parent ?? from
  const siblings = childrenOf(scene, layout, parent)
  const index = siblings.indexOf(placed.entity.id)
  return siblings[(index + (direction === 'next' ? 1 : -1) + siblings.length) % siblings.length]
}

function childrenOf(scene: Scene, layout: Layout, parent: EntityId | undefined): readonly EntityId[] {
  return [...layout.placed.values()]
    .filter(({ entity }) => drawnParent(scene, layout, entity) === parent)
    .sort((a, b) => a.rect.y - b.rect.y || a.rect.x - b.rect.x)
    .map(({ entity }) => entity.id)
}

function drawnParent(scene: Scene, layout: Layout, entity: Entity): EntityId | undefined {
  let parent = entity.parent
  for (let depth = 0; parent !== undefined && depth < 32; depth++) {
    if (layout.placed.has(parent)) return parent
    parent = scene.entities.get(parent)?.parent
  }
  return undefined
}
