import { expect, test } from 'vitest'
import type { Fact } from '../../engine/base/trace.ts'
import { factsOf, storiesOf } from './story.ts'
import { touchesOf } from './touches.ts'

const fact = (id: number, cause?: number, more: Partial<Fact> = {}): Fact => ({
  id,
  atMs: id,
  host: 'matrix-01',
  kind: 'process.executed',
  actor: 'bash[7]',
  cause,
  data: {},
  ...more,
})

test('facts are told under what caused them; a forgotten cause begins a story', () => {
  const stories = storiesOf([fact(5, 2), fact(6), fact(7, 6), fact(8, 7), fact(9, 6)])
  expect(stories.map((story) => [story.fact.id, story.size])).toEqual([
    [5, 1],
    [6, 4],
  ])
  expect(stories[1]?.effects.map((effect) => effect.fact.id)).toEqual([7, 9])
  expect(factsOf(stories[1] as never).map(({ id }) => id)).toEqual([6, 7, 8, 9])
})

test('a fact touches its process and what it was done to', () => {
  expect(touchesOf(fact(1, undefined, { data: { container: 'abc' } }))).toEqual([
    { entity: 'process:matrix-01/7' },
    { entity: 'container:matrix-01/abc' },
  ])
})

test('a packet touches what it met on its way, in the namespace where it met it', () => {
  const hops = [
    { at: 'routed', netns: 1, device: 'lo' },
    { at: 'matched-rule', table: 'nat', chain: 'DOCKER', rule: 2, target: 'DNAT' },
    { at: 'matched-rule', table: 'filter', chain: 'FORWARD', rule: 1, target: 'ACCEPT' },
    { at: 'bridged', netns: 1, bridge: 'docker0', port: 'veth1' },
  ]
  expect(touchesOf(fact(1, undefined, { kind: 'packet.delivered', actor: 'kernel', data: { hops } }))).toEqual([
    { entity: 'interface:matrix-01/1/lo', hop: 0 },
    { entity: 'rule:matrix-01/1/nat/DOCKER/2', hop: 1 },
    { entity: 'interface:matrix-01/1/docker0', hop: 3 },
  ])
})
