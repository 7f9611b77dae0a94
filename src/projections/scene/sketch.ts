import type { Entity, EntityId, EntityKind, Link, LinkKind, Scene } from './scene.ts'

type Extra = Partial<Pick<Entity, 'sublabel' | 'state' | 'facts'>>

/** A scene being put together: entities in drawing order, with the time each last changed taken over from the scene before. */
export class Sketch {
  private readonly entities = new Map<EntityId, Entity>()
  private readonly links = new Map<string, Link>()
  private order = 0

  constructor(
    private readonly before: Scene,
    private readonly atMs: number,
  ) {}

  /** Ids are `kind:id`; ids of one kind are unique in the world. */
  add(kind: EntityKind, id: string, parent: EntityId | undefined, label: string, extra: Extra = {}): EntityId {
    const key = `${kind}:${id}`
    const entity: Entity = { id: key, kind, parent, order: this.order++, label, facts: {}, ...extra, changedMs: this.atMs }
    const old = this.before.entities.get(key)
    this.entities.set(key, old && sameEntity(old, entity) ? reuse(old, entity) : entity)
    return key
  }

  has(id: EntityId): boolean {
    return this.entities.has(id)
  }

  link(kind: LinkKind, from: EntityId, to: EntityId, label?: string): void {
    const id = `${kind}/${from}/${to}`
    const link: Link = { id, kind, from, to, ...(label !== undefined && { label }) }
    const old = this.before.links.get(id)
    this.links.set(id, old && old.label === label ? old : link)
  }

  /** Links whose ends are not both there are left out. */
  finish(): Scene {
    for (const [id, link] of this.links) if (!this.entities.has(link.from) || !this.entities.has(link.to)) this.links.delete(id)
    return { atMs: this.atMs, entities: this.entities, links: this.links }
  }
}

const reuse = (old: Entity, entity: Entity): Entity => (old.order === entity.order ? old : { ...entity, changedMs: old.changedMs })

/** Equal in everything a person would call a change; counters in the facts do not count. */
function sameEntity(a: Entity, b: Entity): boolean {
  return a.label === b.label && a.sublabel === b.sublabel && a.state === b.state && a.parent === b.parent && sameFacts(a.facts, b.facts)
}

function sameFacts(a: Entity['facts'], b: Entity['facts']): boolean {
  const keys = Object.keys(b)
  return Object.keys(a).length === keys.length && keys.every((key) => a[key] === b[key])
}
