/**
 * Places the scene's nested boxes. Models a section drawing: what stands on something is drawn above it, so a machine's containers are
 * above its kernel, and the kernel above the hypervisor. Pure and deterministic; siblings keep their places when another is added after
 * them. Leaves out edges' crossings: links are routed afterwards over whatever lies between (route.ts).
 */
import type { Entity, EntityId, EntityKind, Scene } from '../scene/scene.ts'
import { arrangementOf } from './arrangement.ts'
import { bandOf, chipWidth, isBar, isBox, isCard, isSlab, metrics, rowWidthOf, snap, titleWidth } from './boxes.ts'
import type { Lens } from './lens.ts'
import { packShelves } from './shelves.ts'
import { type VisibleNode, type VisibleOptions, visibleTree } from './visible.ts'

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One thing with its place in the whole drawing. */
export interface Placed {
  readonly entity: Entity
  readonly rect: Rect
  readonly depth: number
  readonly shape: 'box' | 'chip' | 'bar'
  readonly folded: ReadonlyMap<EntityKind, number>
}

export interface Layout {
  /** Parents before their children. */
  readonly placed: ReadonlyMap<EntityId, Placed>
  readonly width: number
  readonly height: number
  readonly spread: number
}

/** A thing with its size, not yet in its place. */
export interface Measured {
  readonly node: VisibleNode
  width: number
  height: number
  readonly shape: Placed['shape']
  readonly children: Arranged['children']
}

export interface Arranged {
  readonly children: readonly { readonly child: Measured; x: number; y: number }[]
  readonly width: number
  readonly height: number
}

export interface LayoutOptions extends VisibleOptions {
  /** Widens the rows of the large boxes for a wide pane, narrows them for a tall one; 1 is usual. */
  readonly spread: number
}

/** Few steps, so that a drawing is rearranged rarely. */
const spreads: readonly number[] = [0.5, 0.75, 1, 1.4, 1.9, 2.6]

/** How much larger another arrangement must come out before it replaces the present one. */
const worthMoving = 1.2

/** The layout that is drawn largest in a pane of this shape, unless the present spread is nearly as good. */
export function fittedLayout(scene: Scene, options: VisibleOptions, aspect: number, present: number): Layout {
  const tree = visibleTree(scene, options)
  const scale = ({ width, height }: Layout) => 1 / Math.max(width / aspect, height, 1)
  let best = layoutTree(tree, present, options.lens)
  for (const spread of spreads) {
    const other = spread === present ? best : layoutTree(tree, spread, options.lens)
    if (scale(other) > scale(best) * (best.spread === present ? worthMoving : 1)) best = other
  }
  return best
}

export function layoutScene(scene: Scene, options: LayoutOptions): Layout {
  return layoutTree(visibleTree(scene, options), options.spread, options.lens)
}

function layoutTree(tree: readonly VisibleNode[], spread: number, lens: Lens): Layout {
  const roots = tree.map((node) => measure(node, spread, lens))
  const rows = stack(roots, metrics.rootRow * spread, metrics.rootGap)
  const placed = new Map<EntityId, Placed>()
  for (const { child, x, y } of rows.children) place(child, x, y, 0, placed)
  return { placed, width: rows.width, height: rows.height, spread }
}

function measure(node: VisibleNode, spread: number, lens: Lens): Measured {
  const { kind } = node.entity
  const shape = node.children.length > 0 || node.folded.size > 0 || isBox(kind) ? 'box' : isBar(kind) ? 'bar' : 'chip'
  if (shape === 'chip')
    return { node, shape, width: chipWidth(node.entity), height: isCard(kind) ? metrics.cardHeight : metrics.chipHeight, children: [] }
  if (shape === 'bar') return { node, shape, width: chipWidth(node.entity), height: metrics.barHeight, children: [] }
  const measured = node.children.map((child) => measure(child, spread, lens))
  const inside = arrangementOf(measured, lens, spread) ?? stack(measured, rowWidthOf(kind, spread), metrics.gap)
  const squares = node.folded.size > 0 ? metrics.squares.height + (inside.height > 0 ? metrics.gap : 0) : 0
  const content = inside.height + squares
  const width = Math.max(titleWidth(node.entity), inside.width + 2 * metrics.padding)
  for (const row of inside.children) {
    if (fills(row.child, kind)) widen(row.child, width - 2 * metrics.padding)
    row.x += metrics.padding
    row.y += metrics.titleHeight
  }
  return { node, shape, width: snap(width), height: metrics.titleHeight + content + (content > 0 ? metrics.padding : 0), children: inside.children }
}

/** Slabs, and what a container wrote to, are as wide as what they are in. */
function fills({ node }: Measured, inside: EntityKind): boolean {
  return isSlab(node.entity.kind) || (isBar(node.entity.kind) && (inside === 'container' || inside === 'image'))
}

/** Bars inside what becomes wider become wider too. */
function widen(item: Measured, width: number): void {
  item.width = width
  for (const { child } of item.children) if (child.shape === 'bar') child.width = width - 2 * metrics.padding
}

/** Bands from top to bottom, each packed in rows; bars and slabs take a row each. */
function stack(items: readonly Measured[], rowWidth: number, gap: number): Arranged {
  const bands = new Map<number, Measured[]>()
  for (const item of items) {
    const band = bandOf(item.node.entity.kind)
    const same = bands.get(band)
    if (same) same.push(item)
    else bands.set(band, [item])
  }
  const children: { child: Measured; x: number; y: number }[] = []
  let y = 0
  let width = 0
  for (const band of [...bands.keys()].sort((a, b) => a - b)) {
    const inBand = bands.get(band) ?? []
    const single = inBand.every((item) => item.shape === 'bar' || isSlab(item.node.entity.kind))
    const spacing = inBand.every((item) => item.shape === 'bar') ? 3 : gap
    const packed = packShelves(inBand, single ? 1 : rowWidth, spacing)
    inBand.forEach((child, index) => {
      const at = packed.at[index] ?? { x: 0, y: 0 }
      children.push({ child, x: at.x, y: y + at.y })
    })
    width = Math.max(width, packed.width)
    y += packed.height + gap
  }
  return { children, width, height: Math.max(0, y - gap) }
}

function place(measured: Measured, x: number, y: number, depth: number, into: Map<EntityId, Placed>): void {
  const { node, shape, width, height } = measured
  into.set(node.entity.id, { entity: node.entity, rect: { x, y, width, height }, depth, shape, folded: node.folded })
  for (const row of measured.children) place(row.child, x + row.x, y + row.y, depth + 1, into)
}
