/** Arrangements that a lens has of its own for what is in a machine; elsewhere things lie in bands. */
import type { EntityKind } from '../scene/scene.ts'
import { metrics } from './boxes.ts'
import type { Arranged, Measured } from './layout.ts'
import type { Lens } from './lens.ts'
import { packShelves } from './shelves.ts'
import { skyline } from './skyline.ts'

export function arrangementOf(items: readonly Measured[], lens: Lens, spread: number): Arranged | undefined {
  if (lens === 'containers' && items.some(({ node }) => node.entity.kind === 'container')) return columns(items)
  if (lens === 'storage' && items.some(({ node }) => node.entity.kind === 'image')) return standing(items, spread)
  return undefined
}

const columnOf: Readonly<Partial<Record<EntityKind, number>>> = { network: 0, volume: 2, bind: 2 }

/** Room between the columns, for the words on the links. */
const aisle = 140
const between = 24
/** Containers in a column before there are two of them. */
const tallest = 8

/** Networks on the left, containers in the middle, what they mount on the right: a link crosses one aisle and nothing else. */
function columns(items: readonly Measured[]): Arranged {
  const lists: Measured[][] = [[], [], []]
  for (const item of items) lists[columnOf[item.node.entity.kind] ?? 1]?.push(item)
  const packed = lists.map((list) => {
    const widest = Math.max(0, ...list.map(({ width }) => width))
    const side = Math.ceil(list.length / tallest)
    for (const item of list) if (item.shape === 'chip') item.width = widest
    return packShelves(list, side <= 1 ? 1 : side * (widest + between), between)
  })
  const height = Math.max(...packed.map((column) => column.height))
  const children: { child: Measured; x: number; y: number }[] = []
  let x = 0
  packed.forEach((column, index) => {
    const list = lists[index] ?? []
    if (list.length === 0) return
    if (x > 0) x += aisle
    list.forEach((child, at) => {
      const place = column.at[at] ?? { x: 0, y: 0 }
      children.push({ child, x: x + place.x, y: (height - column.height) / 2 + place.y })
    })
    x += column.width
  })
  return { children, width: x, height }
}

const roomForLinks = 50
const skylineRow = 1150

/** Volumes above; below them the containers, on their images, on their layers. */
function standing(items: readonly Measured[], spread: number): Arranged {
  const ground: ReadonlySet<EntityKind> = new Set(['container', 'image', 'layer'])
  const above = items.filter(({ node }) => !ground.has(node.entity.kind))
  const city = skyline(
    items.filter(({ node }) => ground.has(node.entity.kind)),
    skylineRow * spread,
  )
  const top = packShelves(above, Math.max(city.width, 1), metrics.gap * 3)
  const drop = above.length > 0 ? top.height + roomForLinks : 0
  return {
    children: [
      ...above.map((child, index) => ({ child, ...(top.at[index] ?? { x: 0, y: 0 }) })),
      ...city.children.map(({ child, x, y }) => ({ child, x, y: y + drop })),
    ],
    width: Math.max(top.width, city.width),
    height: drop + city.height,
  }
}
