import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entity, EntityKind, Scene } from '../scene/scene.ts'
import { fittedLayout, type Layout, layoutScene, type Rect } from './layout.ts'
import { contains } from './route.ts'

const options = { lens: 'machine', opened: new Set<string>(), siblings: 28, total: 1000, spread: 1 } as const

function sceneOf(...things: readonly (readonly [EntityKind, string, string?])[]): Scene {
  const entities = things.map(([kind, id, parent], order): Entity => ({ id, kind, parent, order, label: id, facts: {}, changedMs: 0 }))
  return { atMs: 0, entities: new Map(entities.map((entity) => [entity.id, entity])), links: new Map() }
}

const host = (containers: number): Scene =>
  sceneOf(
    ['machine', 'm'],
    ['kernel', 'k', 'm'],
    ...Array.from({ length: containers }, (_, index) => ['container', `c${index}`, 'm'] as const),
    ...Array.from({ length: containers }, (_, index) => ['process', `p${index}`, `c${index}`] as const),
  )

const rectOf = (layout: Layout, id: string): Rect => {
  const rect = layout.placed.get(id)?.rect
  if (!rect) throw new Error(`${id} is not drawn`)
  return rect
}

const overlap = (a: Rect, b: Rect) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

test('things lie inside what holds them and never on their siblings', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0.5, 1, 1.9), (containers, spread) => {
      const scene = host(containers)
      const layout = layoutScene(scene, { ...options, siblings: 100, spread })
      for (const { entity, rect } of layout.placed.values()) {
        if (entity.parent !== undefined) expect(contains(rectOf(layout, entity.parent), rect)).toBe(true)
        for (const other of layout.placed.values()) {
          if (other.entity !== entity && other.entity.parent === entity.parent) expect(overlap(rect, other.rect)).toBe(false)
        }
      }
    }),
  )
})

test('one more sibling at the end moves none of those before it', () => {
  const [before, after] = [layoutScene(host(3), options), layoutScene(host(4), options)]
  for (const id of ['m', 'c0', 'c1', 'c2', 'p0']) {
    const { x, y } = rectOf(before, id)
    expect(rectOf(after, id)).toMatchObject({ x, y })
  }
})

test('the same scene is laid out the same', () => {
  expect(layoutScene(host(7), options)).toEqual(layoutScene(host(7), options))
})

test('a kernel lies under the containers that stand on it, across the whole machine', () => {
  const layout = layoutScene(host(3), options)
  const [machine, kernel, container] = [rectOf(layout, 'm'), rectOf(layout, 'k'), rectOf(layout, 'c0')]
  expect(kernel.y).toBeGreaterThanOrEqual(container.y + container.height)
  expect(kernel.width).toBeGreaterThan(machine.width - 20)
})

test('what a lens hides is drawn as if its parent held its children', () => {
  const scene = sceneOf(['machine', 'm'], ['image-store', 's', 'm'], ['container', 'c', 's'])
  const layout = layoutScene(scene, { ...options, lens: 'processes' })
  expect(layout.placed.has('s')).toBe(false)
  expect(contains(rectOf(layout, 'm'), rectOf(layout, 'c'))).toBe(true)
})

test('many alike are folded into a count until they are opened', () => {
  const scene = sceneOf(['kernel', 'k'], ...Array.from({ length: 50 }, (_, index) => ['process', `p${index}`, 'k'] as const))
  const folded = layoutScene(scene, options)
  expect(folded.placed.get('k')?.folded.get('process')).toBe(22)
  expect(folded.placed.has('p27')).toBe(true)
  expect(folded.placed.has('p28')).toBe(false)
  expect(layoutScene(scene, { ...options, opened: new Set(['k']) }).placed.size).toBe(51)
})

test('a crowd is folded into its boxes and laid out within a frame', () => {
  const things = Array.from({ length: 600 }, (_, index) => [
    ['container', `c${index}`, `m${index % 10}`] as const,
    ['process', `p${index}`, `c${index}`] as const,
  ]).flat()
  const machines = Array.from({ length: 10 }, (_, index) => ['machine', `m${index}`] as const)
  const layout = layoutScene(sceneOf(...machines, ...things), options)
  expect(layout.placed.size).toBe(610)
  expect(layout.placed.get('c0')?.folded.get('process')).toBe(1)
})

test('the spread follows the pane and stays when another would be little better', () => {
  const scene = host(12)
  const wide = fittedLayout(scene, options, 4, 1)
  const tall = fittedLayout(scene, options, 0.5, 1)
  expect(wide.width / wide.height).toBeGreaterThan(tall.width / tall.height)
  expect(fittedLayout(scene, options, 4, wide.spread).spread).toBe(wide.spread)
})
