/**
 * The two ways of sharing one machine, as they stand in the scene now: virtual machines, each on a kernel of its own, and containers on a
 * kernel that is there already. Counts and sums what the scene's facts say; measures nothing itself.
 */
import type { Entity, EntityId, EntityKind, Scene } from '../scene/scene.ts'

/** A column of a stack: an application and, on the virtual machines' side, the system that it brings along. */
interface Instance {
  readonly id: EntityId
  readonly name: string
  readonly running: boolean
}

export interface Side {
  readonly instances: readonly Instance[]
  readonly kernels: number
  readonly processes: number
  /** Sums over the running instances; undefined where no instance tells. */
  readonly memoryBytes: number | undefined
  readonly diskBytes: number | undefined
  /** The slowest start of an instance. */
  readonly startMs: number | undefined
}

export interface Stacks {
  readonly virtual: Side & { readonly hypervisors: readonly string[]; readonly machines: readonly string[] }
  readonly contained: Side & { readonly engines: readonly string[]; readonly hosts: readonly string[] }
  /** The containers run inside one of the virtual machines. */
  readonly nested: boolean
}

export function stacksOf(scene: Scene): Stacks {
  const all = [...scene.entities.values()].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  const virtualMachines = all.filter(({ kind }) => kind === 'vm')
  const containers = all.filter(({ kind, state }) => kind === 'container' && state !== 'stopped' && state !== 'off')
  const hosts = unique(containers.map((container) => above(scene, container, ['vm', 'machine'])))
  const daemons = all.filter(({ kind, label }) => kind === 'daemon' && label.startsWith('dockerd'))
  return {
    virtual: {
      ...side(scene, all, virtualMachines),
      kernels: virtualMachines.filter(isRunning).length + hypervisorKernels(scene, virtualMachines),
      hypervisors: all.filter(({ kind }) => kind === 'hypervisor').map(({ label }) => label),
      machines: unique(virtualMachines.map((machine) => above(scene, machine, ['machine']))).map(({ label }) => label),
    },
    contained: {
      ...side(scene, all, containers),
      kernels: hosts.length,
      engines: daemons.map(({ label }) => label),
      hosts: hosts.map(({ label }) => label),
    },
    nested: hosts.some(({ kind }) => kind === 'vm'),
  }
}

function side(scene: Scene, all: readonly Entity[], holders: readonly Entity[]): Omit<Side, 'kernels'> {
  const ids = new Set(holders.map(({ id }) => id))
  const inside = (entity: Entity) => above(scene, entity, ['vm', 'container'], ids) !== undefined
  return {
    instances: holders.map((holder) => ({ id: holder.id, name: holder.label, running: isRunning(holder) })),
    processes: all.filter((entity) => (entity.kind === 'process' || entity.kind === 'daemon') && inside(entity)).length,
    memoryBytes: sum(holders, 'memoryBytes'),
    diskBytes: sum(holders, 'diskBytes'),
    startMs: largest(holders, 'startMs'),
  }
}

/** The nearest thing of one of these kinds (and ids) that holds an entity. */
function above(scene: Scene, entity: Entity, kinds: readonly EntityKind[], ids?: ReadonlySet<EntityId>): Entity | undefined {
  let parent = entity.parent === undefined ? undefined : scene.entities.get(entity.parent)
  for (let depth = 0; parent && depth < 32; depth++) {
    if (kinds.includes(parent.kind) && (!ids || ids.has(parent.id))) return parent
    parent = parent.parent === undefined ? undefined : scene.entities.get(parent.parent)
  }
  return undefined
}

/** A hypervisor is, or stands on, a kernel of its own: one for each machine that has virtual machines. */
function hypervisorKernels(scene: Scene, virtualMachines: readonly Entity[]): number {
  return unique(virtualMachines.map((machine) => above(scene, machine, ['machine']))).length
}

function unique(entities: readonly (Entity | undefined)[]): readonly Entity[] {
  return [...new Set(entities)].filter((entity) => entity !== undefined)
}

function isRunning({ state }: Entity): boolean {
  return state !== 'off' && state !== 'stopped' && state !== 'failed'
}

function numbers(holders: readonly Entity[], fact: string): readonly number[] {
  return holders.filter(isRunning).flatMap(({ facts }) => (typeof facts[fact] === 'number' ? [facts[fact]] : []))
}

function sum(holders: readonly Entity[], fact: string): number | undefined {
  const values = numbers(holders, fact)
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0)
}

function largest(holders: readonly Entity[], fact: string): number | undefined {
  const values = numbers(holders, fact)
  return values.length === 0 ? undefined : Math.max(...values)
}
