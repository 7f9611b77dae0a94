import { expect, test } from 'vitest'
import type { Entity, EntityId, EntityKind, Scene } from '../scene/scene.ts'
import { type Layout, layoutScene, type Rect } from './layout.ts'
import type { Lens } from './lens.ts'
import { contains } from './route.ts'

type Thing = readonly [kind: EntityKind, id: EntityId, parent?: EntityId, on?: EntityId | undefined]

function laidOut(lens: Lens, ...things: readonly Thing[]): Layout {
  const entities = things.map(
    ([kind, id, parent, on], order): Entity => ({ id, kind, parent, order, label: id, facts: {}, changedMs: 0, ...(on !== undefined && { on }) }),
  )
  const scene: Scene = { atMs: 0, entities: new Map(entities.map((entity) => [entity.id, entity])), links: new Map() }
  return layoutScene(scene, { lens, opened: new Set(), siblings: 28, total: 1000, spread: 1 })
}

const rectOf = (layout: Layout, id: string): Rect => {
  const rect = layout.placed.get(id)?.rect
  if (!rect) throw new Error(`${id} is not drawn`)
  return rect
}

const overlap = (a: Rect, b: Rect) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

function expectApart(layout: Layout, ...ids: readonly string[]): void {
  for (const a of ids) for (const b of ids) if (a !== b) expect([a, b, overlap(rectOf(layout, a), rectOf(layout, b))]).toEqual([a, b, false])
}

const storage: readonly Thing[] = [
  ['machine', 'm'],
  ['image-store', 's', 'm'],
  ['image', 'base', 's', 'l1'],
  ['layer', 'l1', 's'],
  ['image', 'app', 's', 'l3'],
  ['layer', 'l3', 's', 'l2'],
  ['layer', 'l2', 's', 'l1'],
  ['image', 'other', 's', 'k1'],
  ['layer', 'k1', 's'],
  ['container', 'c1', 'm', 'app'],
  ['container', 'c2', 'm', 'app'],
  ['container', 'c3', 'm', 'gone'],
  ['volume', 'v', 'm'],
]

test('images stand on their layers, containers on their images; a shared layer lies under all that stand on it', () => {
  const layout = laidOut('storage', ...storage)
  const rest = ['base', 'l1', 'app', 'l3', 'l2', 'other', 'k1', 'c1', 'c2', 'c3', 'v']
  expectApart(layout, ...rest)
  for (const id of rest) expect(contains(rectOf(layout, 'm'), rectOf(layout, id))).toBe(true)
  const on = (above: string, below: string) => {
    const [a, b] = [rectOf(layout, above), rectOf(layout, below)]
    expect(a.y + a.height).toBeLessThanOrEqual(b.y)
    expect([a.x >= b.x, a.x + a.width <= b.x + b.width]).toEqual([true, true])
  }
  for (const [above, below] of [
    ['base', 'l1'],
    ['l2', 'l1'],
    ['l3', 'l2'],
    ['app', 'l3'],
    ['c1', 'app'],
    ['c2', 'app'],
    ['other', 'k1'],
  ] as const)
    on(above, below)
  expect(rectOf(layout, 'v').y).toBeLessThan(rectOf(layout, 'c1').y)
})

test('more layers than siblings are drawn are still under what stands on them', () => {
  const layers = Array.from({ length: 40 }, (_, index): Thing => ['layer', `l${index}`, 's', index === 0 ? undefined : `l${index - 1}`])
  const layout = laidOut('storage', ['machine', 'm'], ['image-store', 's', 'm'], ['image', 'i', 's', 'l39'], ...layers)
  expect(layout.placed.size).toBe(42)
  expectApart(layout, 'i', ...layers.map(([, id]) => id))
})

test('networks stand left of containers, what is mounted right of them, with room between for the links', () => {
  const layout = laidOut(
    'containers',
    ['machine', 'm'],
    ['kernel', 'k', 'm'],
    ['container', 'a', 'm'],
    ['published', 'p', 'a'],
    ['process', 'x', 'a'],
    ['container', 'b', 'm'],
    ['volume', 'v', 'm'],
    ['network', 'n', 'm'],
    ['bind', 'h', 'm'],
  )
  expectApart(layout, 'a', 'b', 'v', 'n', 'h')
  expect([layout.placed.has('k'), layout.placed.has('x')]).toEqual([false, false])
  expect(contains(rectOf(layout, 'a'), rectOf(layout, 'p'))).toBe(true)
  const right = (id: string) => rectOf(layout, id).x + rectOf(layout, id).width
  expect(rectOf(layout, 'a').x - right('n')).toBeGreaterThan(100)
  expect(Math.min(rectOf(layout, 'v').x, rectOf(layout, 'h').x) - Math.max(right('a'), right('b'))).toBeGreaterThan(100)
})
