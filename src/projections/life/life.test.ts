import { expect, test } from 'vitest'
import type { Entity, SceneDiff } from '../scene/scene.ts'
import { lifeOf } from './life.ts'

const startsAtMs = Date.parse('2025-11-20T12:00:00Z')
const id = 'container:quay/1'

const container = (facts: Entity['facts']): Entity => ({
  id,
  kind: 'container',
  parent: 'machine:quay',
  order: 0,
  label: 'site',
  facts,
  changedMs: 0,
})

/** Diffs of what was seen of the container, a second apart. */
function seen(...versions: readonly (Entity | undefined)[]): readonly SceneDiff[] {
  return versions.map((after, index) => {
    const before = versions[index - 1]
    return { fromMs: index * 1000, toMs: (index + 1) * 1000, entities: [{ before, after }], links: [] }
  })
}

const words = (diffs: readonly SceneDiff[]) => lifeOf(diffs, id, startsAtMs).map(({ to, atMs }) => `${to} ${atMs}`)

const created = '2025-11-20T12:00:00.100Z'
const started = '2025-11-20T12:00:00.300Z'

test('a container that began and ended between two looks has run', () => {
  expect(words(seen(container({ status: 'exited', created, started, finished: '2025-11-20T12:00:00.900Z' })))).toEqual([
    'created 100',
    'running 300',
    'exited 900',
  ])
})

test('pausing and resuming are steps at the time they are seen, and removal ends it', () => {
  const running = container({ status: 'running', created, started })
  const steps = lifeOf(seen(running, container({ status: 'paused', created, started }), running, undefined), id, startsAtMs)
  expect(steps.map(({ from, to }) => `${from} ${to}`)).toEqual([
    'undefined created',
    'created running',
    'running paused',
    'paused running',
    'running removed',
  ])
})

test('an end that the restart policy answers leads to restarting, not to exited', () => {
  const running = container({ status: 'running', created, started })
  const again = container({ status: 'running', created, started: '2025-11-20T12:00:01.700Z', finished: '2025-11-20T12:00:01.500Z', restarts: 1 })
  expect(words(seen(running, again))).toEqual(['created 100', 'running 300', 'restarting 1500', 'running 1700'])
})

test('a host without power has not removed its containers', () => {
  const running = container({ status: 'running', created, started })
  const kernel: Entity = { ...running, id: 'kernel:quay', kind: 'kernel' }
  const off: SceneDiff = {
    fromMs: 1000,
    toMs: 2000,
    entities: [
      { before: running, after: undefined },
      { before: kernel, after: undefined },
    ],
    links: [],
  }
  expect(words([...seen(running), off]).at(-1)).toBe('running 300')
})

test('looking back, only what had happened by then is told', () => {
  const running = container({ status: 'running', created, started })
  expect(lifeOf(seen(running, undefined), id, startsAtMs, 1000).map(({ to }) => to)).toEqual(['created', 'running'])
})
