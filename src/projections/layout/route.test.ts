import { expect, test } from 'vitest'
import { alongRoute, route, routePath, routes } from './route.ts'

const left = { x: 0, y: 0, width: 10, height: 10 }
const right = { x: 100, y: 20, width: 10, height: 10 }

test('a route leaves and arrives at the sides that face each other', () => {
  const way = route(left, right)
  expect(way.from).toEqual({ x: 10, y: 5 })
  expect(way.to).toEqual({ x: 100, y: 25 })
  expect(alongRoute(way, 0)).toEqual(way.from)
  expect(alongRoute(way, 1)).toEqual(way.to)
  expect(routePath(way)).toMatch(/^M10 5 C/)
})

test('a route to what stands around is drawn over the top', () => {
  expect(route({ x: 20, y: 20, width: 10, height: 10 }, { x: 0, y: 0, width: 100, height: 100 })).toMatchObject({
    from: { x: 25, y: 20 },
    to: { x: 50, y: 0 },
  })
})

test('routes that leave one side each have a place of their own there, in the order of where they go', () => {
  const [low, high] = [
    { x: 100, y: 60, width: 10, height: 10 },
    { x: 100, y: 0, width: 10, height: 10 },
  ]
  const [first, second] = routes([
    { from: left, to: low, manner: 'widest' },
    { from: left, to: high, manner: 'widest' },
  ])
  expect([first?.from.x, second?.from.x]).toEqual([10, 10])
  expect(second?.from.y).toBeLessThan(first?.from.y ?? 0)
})

test('a route between things that lie below each other can go around them', () => {
  const below = { x: 0, y: 50, width: 20, height: 10 }
  expect(routes([{ from: left, to: below, manner: 'around' }])[0]).toMatchObject({ from: { x: 10, y: 5 }, to: { x: 20, y: 55 } })
  expect(routes([{ from: left, to: right, manner: 'upright' }])[0]).toMatchObject({ from: { x: 5, y: 10 }, to: { x: 105, y: 20 } })
})
