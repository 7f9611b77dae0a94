import type { Entity, EntityKind } from '../scene/scene.ts'

/**
 * Measures of the drawing in its own units (CSS pixels at zoom 1). Text is measured by counting, so that the layout is the same in the
 * page, in tests and in the exported picture.
 */
export const metrics = {
  gap: 7,
  padding: 8,
  titleHeight: 26,
  chipHeight: 25,
  cardHeight: 40,
  barHeight: 22,
  squares: { size: 12, gap: 3, height: 20 },
  rootGap: 24,
  rootRow: 1180,
} as const

const monoAdvance = 6.65
const sansAdvance = 6.9
const chip = { min: 64, max: 264, ends: 40 }
const grid = 8

/** Kinds drawn as a box with a title, even while empty. */
const boxes: ReadonlySet<EntityKind> = new Set(['internet', 'machine', 'hypervisor', 'vm', 'kernel', 'container', 'pod', 'image-store'])

/** Kinds drawn as flat bars as wide as their parent: layers lie on each other. */
const bars: ReadonlySet<EntityKind> = new Set(['layer', 'writable-layer', 'created', 'copied-up', 'whiteout'])

/** Kinds that lie under their siblings across the whole width: what everything above stands on. */
const slabs: ReadonlySet<EntityKind> = new Set(['kernel', 'hypervisor'])

const bands: Readonly<Partial<Record<EntityKind, number>>> = {
  internet: 0,
  published: 2,
  'writable-layer': 4,
  layer: 5,
  bridge: 7,
  interface: 7,
  rule: 7,
  'network-link': 7,
  kernel: 8,
  hypervisor: 9,
}

/** Where things stand that have no band of their own: machines, containers, images, processes, in rows in their order. */
const usualBand = 3

/** Width at which the rows inside a box break, before it grows with what it holds. */
const rowWidths: Readonly<Partial<Record<EntityKind, number>>> = {
  internet: 720,
  machine: 720,
  hypervisor: 720,
  vm: 680,
  kernel: 640,
  container: 300,
  pod: 280,
  'image-store': 420,
  'writable-layer': 120,
  image: 200,
  network: 240,
}

/** Boxes at least this wide follow the pane's shape. */
const widest = 400

export function isBox(kind: EntityKind): boolean {
  return boxes.has(kind)
}

export function isBar(kind: EntityKind): boolean {
  return bars.has(kind)
}

/** Kinds drawn with their second words under the first. */
export function isCard(kind: EntityKind): boolean {
  return kind === 'network'
}

export function isSlab(kind: EntityKind): boolean {
  return slabs.has(kind)
}

/** Things of a lower band are drawn higher. */
export function bandOf(kind: EntityKind): number {
  return bands[kind] ?? usualBand
}

export function rowWidthOf(kind: EntityKind, spread: number): number {
  const width = rowWidths[kind] ?? 320
  return width >= widest ? width * spread : width
}

export function chipWidth(entity: Entity): number {
  const more = entity.sublabel?.length ?? -1
  const text = isCard(entity.kind) ? Math.max(entity.label.length, more) : entity.label.length + 1 + more
  return snap(Math.min(chip.max, Math.max(chip.min, chip.ends + text * monoAdvance)))
}

/** The least width in which a box's title can be read. */
export function titleWidth(entity: Entity): number {
  const text = Math.min(24, entity.label.length) + Math.min(22, entity.sublabel?.length ?? 0)
  const stateRoom = entity.state === undefined || entity.state === 'running' || entity.state === 'idle' ? 0 : 64
  return snap(56 + stateRoom + text * sansAdvance)
}

export function snap(length: number): number {
  return Math.ceil(length / grid) * grid
}
