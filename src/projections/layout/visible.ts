import type { Entity, EntityId, EntityKind, Scene } from '../scene/scene.ts'
import { type Lens, shows } from './lens.ts'

/** A thing to be drawn, inside another; `folded` counts, by kind, what it holds but does not draw. */
export interface VisibleNode {
  readonly entity: Entity
  readonly children: readonly VisibleNode[]
  readonly folded: ReadonlyMap<EntityKind, number>
}

export interface VisibleOptions {
  readonly lens: Lens
  /** Things opened by the reader: never folded. */
  readonly opened: ReadonlySet<EntityId>
  /** Siblings of one kind drawn before the rest is folded. */
  readonly siblings: number
  /** Things drawn in all; beyond it the innermost are folded. */
  readonly total: number
}

/** The tree that a lens shows. A thing whose parent is hidden, or not there (yet), is drawn in its nearest shown ancestor. */
export function visibleTree(scene: Scene, options: VisibleOptions): readonly VisibleNode[] {
  const children = new Map<EntityId | undefined, Entity[]>()
  let count = 0
  for (const entity of scene.entities.values()) {
    if (!shows(options.lens, entity.kind)) continue
    count++
    const parent = shownAncestor(scene, entity, options.lens)
    const siblings = children.get(parent)
    if (siblings) siblings.push(entity)
    else children.set(parent, [entity])
  }
  for (const siblings of children.values()) siblings.sort(byOrder)
  const crowded = count > options.total
  const build = (entity: Entity): VisibleNode => {
    const inside = children.get(entity.id) ?? []
    const limit = options.opened.has(entity.id) ? Number.POSITIVE_INFINITY : crowded ? 0 : options.siblings
    const { kept, folded } = fold(inside, limit, (id) => children.has(id))
    return { entity, children: kept.map(build), folded }
  }
  return (children.get(undefined) ?? []).map(build)
}

function shownAncestor(scene: Scene, entity: Entity, lens: Lens): EntityId | undefined {
  let parent = entity.parent === undefined ? undefined : scene.entities.get(entity.parent)
  for (let depth = 0; parent && depth < 32; depth++) {
    if (shows(lens, parent.kind)) return parent.id
    parent = parent.parent === undefined ? undefined : scene.entities.get(parent.parent)
  }
  return undefined
}

/** What others stand on is not folded, nor what stands there. */
const carrying: ReadonlySet<EntityKind> = new Set(['layer', 'image'])

function fold(
  inside: readonly Entity[],
  limit: number,
  holds: (id: EntityId) => boolean,
): { kept: readonly Entity[]; folded: Map<EntityKind, number> } {
  const drawn = new Map<EntityKind, number>()
  const folded = new Map<EntityKind, number>()
  const kept: Entity[] = []
  for (const entity of inside) {
    const before = drawn.get(entity.kind) ?? 0
    if (before < limit || holds(entity.id) || (limit > 0 && carrying.has(entity.kind))) {
      drawn.set(entity.kind, before + 1)
      kept.push(entity)
    } else folded.set(entity.kind, (folded.get(entity.kind) ?? 0) + 1)
  }
  return { kept, folded }
}

function byOrder(a: Entity, b: Entity): number {
  return a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
