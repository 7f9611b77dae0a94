import type { Rect } from './layout.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A smooth line between two boxes, leaving each at the middle of the side that faces the other. */
export interface Route {
  readonly from: Point
  readonly leave: Point
  readonly arrive: Point
  readonly to: Point
}

type Side = 'top' | 'right' | 'bottom' | 'left'

const sides: Readonly<Record<Side, Point>> = { top: { x: 0, y: -1 }, right: { x: 1, y: 0 }, bottom: { x: 0, y: 1 }, left: { x: -1, y: 0 } }

export function route(from: Rect, to: Rect): Route {
  const [out, into] = facing(from, to)
  const start = anchor(from, out)
  const end = anchor(to, into)
  const reach = Math.min(90, Math.max(14, Math.hypot(end.x - start.x, end.y - start.y) * 0.38))
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

function facing(from: Rect, to: Rect): readonly [Side, Side] {
  if (contains(from, to)) return ['top', 'top']
  if (contains(to, from)) return ['top', 'top']
  const right = to.x - (from.x + from.width)
  const left = from.x - (to.x + to.width)
  const below = to.y - (from.y + from.height)
  const above = from.y - (to.y + to.height)
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

function anchor(rect: Rect, side: Side): Point {
  const direction = sides[side]
  return { x: rect.x + (rect.width * (1 + direction.x)) / 2, y: rect.y + (rect.height * (1 + direction.y)) / 2 }
}

function offset(point: Point, direction: Point, by: number): Point {
  return { x: point.x + direction.x * by, y: point.y + direction.y * by }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
