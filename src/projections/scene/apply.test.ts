import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyDiff, emptyScene, reverseDiff } from './apply.ts'
import { diffScenes } from './diff.ts'
import type { Entity, Scene } from './scene.ts'

const entity = (id: string, label: string): Entity => ({ id, kind: 'process', parent: undefined, order: 0, label, facts: { label }, changedMs: 0 })

const scenes = fc
  .tuple(fc.nat(1000), fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('x', 'y')))
  .map(
    ([atMs, labels]): Scene => ({ atMs, entities: new Map(Object.entries(labels).map(([id, label]) => [id, entity(id, label)])), links: new Map() }),
  )

test('the diff of two scenes takes one to the other, and its reverse takes it back', () => {
  fc.assert(
    fc.property(scenes, scenes, (before, after) => {
      const diff = diffScenes(before, after)
      if (!diff) {
        expect(before.entities).toEqual(after.entities)
        return
      }
      const there = applyDiff(before, diff)
      expect(there.entities).toEqual(after.entities)
      expect(applyDiff(there, reverseDiff(diff)).entities).toEqual(before.entities)
    }),
  )
})

test('a scene whose things are the same objects has no diff', () => {
  const things = entity('a', 'x')
  const one = { ...emptyScene, entities: new Map([['a', things]]) }
  expect(diffScenes(one, { ...emptyScene, entities: new Map([['a', things]]) })).toBeUndefined()
})
