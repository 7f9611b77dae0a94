/**
 * Places things on what they stand on, like houses: a layer lies under all that stands on it and is as wide as that together, so what
 * several images share is seen as one floor under all of them. Rows of towers have their ground at the bottom.
 */
import type { EntityId } from '../scene/scene.ts'
import type { Arranged, Measured } from './layout.ts'

const sideGap = 10
const floorGap = 3
const towerGap = 18
const rowGap = 30
const narrowest = 150

interface Tower {
  readonly item: Measured
  readonly above: readonly Tower[]
  readonly width: number
  readonly height: number
}

export function skyline(items: readonly Measured[], rowWidth: number): Arranged {
  const standing = new Map<EntityId | undefined, Measured[]>()
  const here = new Set(items.map(({ node }) => node.entity.id))
  for (const item of items) {
    const { on } = item.node.entity
    const ground = on !== undefined && here.has(on) ? on : undefined
    const others = standing.get(ground)
    if (others) others.push(item)
    else standing.set(ground, [item])
  }
  const towers = (standing.get(undefined) ?? []).map((item) => towerOn(item, standing))
  const children: { child: Measured; x: number; y: number }[] = []
  let y = 0
  let width = 0
  for (const row of rowsOf(towers, rowWidth)) {
    if (y > 0) y += rowGap
    const height = Math.max(...row.map((tower) => tower.height))
    let x = 0
    for (const tower of row) {
      put(tower, x, y + height, children)
      x += tower.width + towerGap
    }
    width = Math.max(width, x - towerGap)
    y += height
  }
  return { children, width, height: y }
}

function towerOn(item: Measured, standing: ReadonlyMap<EntityId | undefined, readonly Measured[]>): Tower {
  const above = (standing.get(item.node.entity.id) ?? []).map((each) => towerOn(each, standing))
  const width = above.reduce((sum, tower) => sum + tower.width + sideGap, -sideGap)
  const tallest = Math.max(0, ...above.map(({ height }) => height))
  return {
    item,
    above,
    width: Math.max(item.shape === 'box' ? item.width : narrowest, item.shape === 'chip' ? item.width : 0, width),
    height: item.height + (above.length > 0 ? floorGap + tallest : 0),
  }
}

/** Puts a tower with its ground at `bottom`. Floors are as wide as what they carry. */
function put({ item, above, width }: Tower, x: number, bottom: number, into: { child: Measured; x: number; y: number }[]): void {
  if (item.shape !== 'box') item.width = width
  into.push({ child: item, x, y: bottom - item.height })
  let at = x
  for (const tower of above) {
    put(tower, at, bottom - item.height - floorGap, into)
    at += tower.width + sideGap
  }
}

function rowsOf(towers: readonly Tower[], rowWidth: number): readonly (readonly Tower[])[] {
  const rows: Tower[][] = []
  let room = 0
  for (const tower of towers) {
    const row = rows.at(-1)
    if (row && tower.width + towerGap <= room) {
      row.push(tower)
      room -= tower.width + towerGap
    } else {
      rows.push([tower])
      room = rowWidth - tower.width
    }
  }
  return rows
}
