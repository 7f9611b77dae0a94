import type { Rect } from './layout.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A smooth line between two boxes, leaving each at the side that faces the other. */
export interface Route {
  readonly from: Point
  readonly leave: Point
  readonly arrive: Point
  readonly to: Point
}

type Side = 'top' | 'right' | 'bottom' | 'left'

/** How a link prefers to go: the widest way between its ends, up and down where that is possible, or around its ends on the right. */
export type Manner = 'widest' | 'upright' | 'around'

export interface Way {
  readonly from: Rect
  readonly to: Rect
  readonly manner: Manner
}

const sides: Readonly<Record<Side, Point>> = { top: { x: 0, y: -1 }, right: { x: 1, y: 0 }, bottom: { x: 0, y: 1 }, left: { x: -1, y: 0 } }

export function route(from: Rect, to: Rect): Route {
  const [out, into] = facing(from, to, 'widest')
  return between(anchor(from, out, 0.5), out, anchor(to, into, 0.5), into)
}

interface End {
  readonly way: number
  readonly rect: Rect
  readonly side: Side
  readonly other: Rect
}

/** Routes that leave one side of a box share it: each has a place of its own there, in the order of where they go. */
export function routes(ways: readonly Way[]): readonly Route[] {
  const facings = ways.map(({ from, to, manner }) => facing(from, to, manner))
  const ends = new Map<string, End[]>()
  const add = (end: End) => {
    const { x, y } = end.rect
    const key = `${x} ${y} ${end.rect.width} ${end.side}`
    const same = ends.get(key)
    if (same) same.push(end)
    else ends.set(key, [end])
  }
  ways.forEach(({ from, to }, way) => {
    const [out, into] = facings[way] ?? ['right', 'left']
    add({ way, rect: from, side: out, other: to })
    add({ way, rect: to, side: into, other: from })
  })
  const points = new Map<string, Point>()
  for (const group of ends.values()) {
    const upright = group[0]?.side === 'left' || group[0]?.side === 'right'
    group.sort((a, b) => (upright ? middle(a.other).y - middle(b.other).y : middle(a.other).x - middle(b.other).x) || a.way - b.way)
    group.forEach(({ way, rect, side }, index) => {
      points.set(`${way} ${rect === ways[way]?.from}`, anchor(rect, side, (index + 1) / (group.length + 1)))
    })
  }
  return ways.map(({ from, to }, way) => {
    const [out, into] = facings[way] ?? ['right', 'left']
    return between(points.get(`${way} true`) ?? middle(from), out, points.get(`${way} false`) ?? middle(to), into)
  })
}

function between(start: Point, out: Side, end: Point, into: Side): Route {
  const reach = Math.min(90, Math.max(14, Math.hypot(end.x - start.x, end.y - start.y) * (out === into ? 0.6 : 0.38)))
  return { from: start, leave: offset(start, sides[out], reach), arrive: offset(end, sides[into], reach), to: end }
}

/** The route as an SVG path. */
export function routePath({ from, leave, arrive, to }: Route): string {
  return `M${round(from.x)} ${round(from.y)} C${round(leave.x)} ${round(leave.y)} ${round(arrive.x)} ${round(arrive.y)} ${round(to.x)} ${round(to.y)}`
}

/** A point of the route; `part` runs from 0 to 1. */
export function alongRoute({ from, leave, arrive, to }: Route, part: number): Point {
  const rest = 1 - part
  const blend = (a: number, b: number, c: number, d: number) => rest ** 3 * a + 3 * rest ** 2 * part * b + 3 * rest * part ** 2 * c + part ** 3 * d
  return { x: blend(from.x, leave.x, arrive.x, to.x), y: blend(from.y, leave.y, arrive.y, to.y) }
}

function facing(from: Rect, to: Rect, manner: Manner): readonly [Side, Side] {
  if (contains(from, to) || contains(to, from)) return ['top', 'top']
  const right = to.x - (from.x + from.width)
  const left = from.x - (to.x + to.width)
  const below = to.y - (from.y + from.height)
  const above = from.y - (to.y + to.height)
  if (manner === 'around' && right < 0 && left < 0) return ['right', 'right']
  if (manner === 'upright' && below > 0) return ['bottom', 'top']
  if (manner === 'upright' && above > 0) return ['top', 'bottom']
  const widest = Math.max(right, left, below, above)
  if (widest === right) return ['right', 'left']
  if (widest === left) return ['left', 'right']
  return widest === below ? ['bottom', 'top'] : ['top', 'bottom']
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width && outer.y + outer.height >= inner.y + inner.height
  )
}

function middle({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 }
}

/** A point of a side; `part` runs along it from the left or the top. */
function anchor({ x, y, width, height }: Rect, side: Side, part: number): Point {
  if (side === 'left' || side === 'right') return { x: side === 'left' ? x : x + width, y: y + height * part }
  return { x: x + width * part, y: side === 'top' ? y : y + height }
}

function offset(point: Point, direction: Point, by: number): Point {
  return { x: point.x + direction.x * by, y: point.y + direction.y * by }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
