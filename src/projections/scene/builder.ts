import type { Entity, EntityId, EntityKind, EntityState, Link, LinkKind, Scene } from './scene.ts'

interface Said {
  readonly sublabel?: string | undefined
  readonly state?: EntityState | undefined
  readonly on?: EntityId | undefined
  readonly facts?: Readonly<Record<string, string | number | boolean | undefined>>
}

/** Collects the things and links of a scene in their order of drawing. */
export class SceneBuilder {
  private readonly entities = new Map<EntityId, Entity>()
  private readonly links = new Map<string, Link>()
  private order = 0

  add(kind: EntityKind, id: EntityId, parent: EntityId | undefined, label: string, said: Said = {}): EntityId {
    const facts: Record<string, string | number | boolean> = {}
    for (const [name, value] of Object.entries(said.facts ?? {})) if (value !== undefined && value !== '') facts[name] = value
    this.entities.set(id, {
      id,
      kind,
      parent,
      order: this.order++,
      label,
      facts,
      changedMs: 0,
      ...(said.sublabel !== undefined && said.sublabel !== '' && { sublabel: said.sublabel }),
      ...(said.state !== undefined && { state: said.state }),
      ...(said.on !== undefined && { on: said.on }),
    })
    return id
  }

  has(id: EntityId): boolean {
    return this.entities.has(id)
  }

  /** Links two things; ends that are not there (yet) make no link. */
  link(kind: LinkKind, from: EntityId, to: EntityId, label?: string): void {
    const id = `${kind} ${from} ${to}`
    this.links.set(id, { id, kind, from, to, ...(label !== undefined && { label }) })
  }

  /**
   * The scene, with the times at which its things last changed carried over from the one before: what a thing is called, where it is and
   * what state it is in counts as a change, its ever moving numbers do not.
   */
  scene(atMs: number, before: Scene): Scene {
    const entities = new Map<EntityId, Entity>()
    for (const [id, entity] of this.entities) entities.set(id, carriedOver(entity, before.entities.get(id), before.atMs === 0 ? 0 : atMs))
    const links = new Map<string, Link>()
    for (const [id, link] of this.links) {
      if (!entities.has(link.from) || !entities.has(link.to)) continue
      const old = before.links.get(id)
      links.set(id, old && old.label === link.label ? old : link)
    }
    return { atMs, entities, links }
  }
}

/** The same object as before where nothing changed at all: who compares scenes looks only at the rest. */
function carriedOver(entity: Entity, old: Entity | undefined, atMs: number): Entity {
  if (!old) return { ...entity, changedMs: atMs }
  const changed = old.label !== entity.label || old.sublabel !== entity.sublabel || old.state !== entity.state || old.parent !== entity.parent
  if (!changed && old.on === entity.on && sameFacts(old.facts, entity.facts)) return old
  return { ...entity, order: old.order, changedMs: changed ? atMs : old.changedMs }
}

function sameFacts(a: Entity['facts'], b: Entity['facts']): boolean {
  const keys = Object.keys(b)
  return Object.keys(a).length === keys.length && keys.every((key) => a[key] === b[key])
}
