import { expect, test } from 'vitest'
import { alongRoute, route, routePath } from './route.ts'

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
