import type { Entity, EntityId, EntityKind, EntityState, Link, LinkKind, Scene } from './scene.ts'

interface Said {
  readonly sublabel?: string | undefined
  readonly state?: EntityState | undefined
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
    for (const [id, entity] of this.entities) {
      const old = before.entities.get(id)
      const changed =
        !old || old.label !== entity.label || old.sublabel !== entity.sublabel || old.state !== entity.state || old.parent !== entity.parent
      entities.set(id, { ...entity, order: old?.order ?? entity.order, changedMs: changed ? (before.atMs === 0 ? 0 : atMs) : old.changedMs })
    }
    const links = new Map([...this.links].filter(([, link]) => entities.has(link.from) && entities.has(link.to)))
    return { atMs, entities, links }
  }
}
