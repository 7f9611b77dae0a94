import type { Entity, EntityKind } from '../scene/scene.ts'

/**
 * Measures of the drawing in its own units (CSS pixels at zoom 1). Text is measured by counting, so that the layout is the same in the
 * page, in tests and in the exported picture.
 */
export const metrics = {
  gap: 8,
  padding: 10,
  titleHeight: 28,
  chipHeight: 26,
  barHeight: 22,
  squares: { size: 12, gap: 3, height: 20 },
  rootGap: 24,
} as const

const monoAdvance = 6.65
const sansAdvance = 6.9
const chip = { min: 64, max: 264, ends: 40 }
const grid = 8

/** Kinds drawn as a box with a title, even while empty. */
const boxes: ReadonlySet<EntityKind> = new Set([
  'internet',
  'machine',
  'hypervisor',
  'vm',
  'kernel',
  'container',
  'pod',
  'image-store',
  'image',
  'network',
])

/** Kinds drawn as flat bars as wide as their parent: layers lie on each other. */
const bars: ReadonlySet<EntityKind> = new Set(['layer', 'writable-layer'])

/** Kinds that lie under their siblings across the whole width: what everything above stands on. */
const slabs: ReadonlySet<EntityKind> = new Set(['kernel', 'hypervisor'])

const bands: Readonly<Partial<Record<EntityKind, number>>> = {
  internet: 0,
  machine: 1,
  vm: 1,
  pod: 1,
  container: 1,
  'image-store': 1,
  image: 1,
  volume: 2,
  network: 2,
  object: 2,
  daemon: 3,
  process: 3,
  'writable-layer': 4,
  layer: 5,
  port: 6,
  rule: 6,
  bridge: 7,
  interface: 7,
  'network-link': 7,
  kernel: 8,
  hypervisor: 9,
}

/** Width at which the rows inside a box break, before it grows with what it holds. */
const rowWidths: Readonly<Partial<Record<EntityKind, number>>> = {
  internet: 720,
  machine: 720,
  hypervisor: 720,
  vm: 680,
  kernel: 640,
  container: 240,
  pod: 280,
  'image-store': 420,
  image: 200,
  network: 240,
}

export function isBox(kind: EntityKind): boolean {
  return boxes.has(kind)
}

export function isBar(kind: EntityKind): boolean {
  return bars.has(kind)
}

export function isSlab(kind: EntityKind): boolean {
  return slabs.has(kind)
}

/** Things of a lower band are drawn higher. */
export function bandOf(kind: EntityKind): number {
  return bands[kind] ?? 3
}

export function rowWidthOf(kind: EntityKind): number {
  return rowWidths[kind] ?? 320
}

export function chipWidth(entity: Entity): number {
  const text = entity.label.length + (entity.sublabel === undefined ? 0 : entity.sublabel.length + 1)
  return snap(Math.min(chip.max, Math.max(chip.min, chip.ends + text * monoAdvance)))
}

/** The least width in which a box's title can be read. */
export function titleWidth(entity: Entity): number {
  const text = Math.min(24, entity.label.length) + Math.min(22, entity.sublabel?.length ?? 0)
  return snap(56 + text * sansAdvance)
}

export function snap(length: number): number {
  return Math.ceil(length / grid) * grid
}
