// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import type { SessionLog, ToWorker } from '../../worker/protocol.ts'
import { activeTerminal, closeTerminal, joinGroup, openTerminal, splitGroup, typeLines, useWorkspace } from '../terminal/workspace.ts'
import { type Pretence, pretend } from '../testing/pretend.ts'
import { workshopScene } from '../testing/scene.ts'
import { pathOf, placeOf } from './address.ts'
import { goTo } from './place.ts'
import { attach } from './receive.ts'
import { lookBack, sceneAt, useScenes } from './scenes.ts'
import { useSession } from './session.ts'
import { packLog, unpackLog } from './share.ts'

let pretence: Pretence

beforeEach(async () => {
  pretence = pretend(workshopScene())
  attach(pretence.connection)
  useSession.setState({ phase: 'opening', name: '' })
  await goTo({ kind: 'lesson', lesson: 'apache-image' })
  await vi.waitFor(() => expect(useScenes.getState().live.entities.size).toBeGreaterThan(30))
})

const kinds = (sent: readonly ToWorker[]) => sent.map(({ kind }) => kind)

test('opening a lesson opens its world and shows what the worker tells', () => {
  expect(pretence.sent[0]).toMatchObject({ kind: 'open', world: 'workshop', lesson: 'apache-image' })
  const session = useSession.getState()
  expect(session.phase).toBe('ready')
  expect(session.marks).toHaveLength(4)
  expect(useWorkspace.getState().groups).toEqual([{ id: 1, tabs: ['1', '2'], active: '1' }])
})

test('every frame is acknowledged, so that the worker may send more', async () => {
  await vi.waitFor(() => expect(kinds(pretence.sent)).toContain('painted'))
})

test('another lesson of the same world goes on in the same session', async () => {
  await goTo({ kind: 'lesson', lesson: 'install-docker' })
  expect(pretence.sent.at(-1)).toEqual({ kind: 'watch', lesson: 'install-docker' })
})

test('terminals open, split, join and close as tabs', () => {
  expect(openTerminal('matrix-01')).toBe('3')
  expect(activeTerminal()).toBe('3')
  splitGroup(1)
  expect(useWorkspace.getState().groups.map(({ tabs }) => tabs)).toEqual([['1', '2'], ['3']])
  joinGroup(2)
  expect(useWorkspace.getState().groups.map(({ tabs }) => tabs)).toEqual([['1', '2', '3']])
  closeTerminal('3')
  expect(useWorkspace.getState().groups.map(({ tabs }) => tabs)).toEqual([['1', '2']])
})

test('lines are typed in the active terminal, or in one of the host that is named', () => {
  typeLines('docker ps')
  expect(pretence.sent.at(-1)).toEqual({ kind: 'type', terminal: '1', text: 'docker ps' })
  typeLines('hostname', 'elsewhere')
  expect(pretence.sent.slice(-2)).toMatchObject([
    { kind: 'input', input: { kind: 'open-terminal', host: 'elsewhere' } },
    { kind: 'type', text: 'hostname' },
  ])
})

test('looking back takes changes away and the present brings them back', () => {
  const { live } = useScenes.getState()
  const container = [...live.entities.values()].find(({ kind }) => kind === 'container')
  if (!container) throw new Error('no container')
  const paused = { ...container, state: 'paused' as const }
  pretence.say({
    kind: 'frame',
    sequence: 9,
    atMs: 480_000,
    output: [],
    facts: [],
    marks: [],
    scene: { fromMs: 470_000, toMs: 480_000, entities: [{ before: container, after: paused }], links: [] },
  })
  expect(useScenes.getState().shown.entities.get(container.id)?.state).toBe('paused')
  lookBack(475_000)
  expect(useScenes.getState().shown.entities.get(container.id)?.state).toBe('running')
  lookBack(undefined)
  expect(useScenes.getState().shown.entities.get(container.id)?.state).toBe('paused')
})

test('before the first diff there is nothing to go back to', () => {
  const { live, diffs } = useScenes.getState()
  expect(sceneAt(live, diffs, 0)).toBe(live)
})

test('a problem that ends the session is kept until another is opened', () => {
  pretence.say({ kind: 'problem', problem: { code: 'session-elsewhere', session: 'workshop' } })
  expect(useSession.getState()).toMatchObject({ phase: 'halted', problem: { code: 'session-elsewhere' } })
  pretence.say({ kind: 'problem', problem: { code: 'storage-full' } })
  expect(useSession.getState().phase).toBe('halted')
})

test('places and addresses say the same', () => {
  for (const path of ['/lesson/apache-image', '/world/docker', '/shared/abc-_1'])
    expect(pathOf(placeOf(path) ?? { kind: 'world', world: '' })).toBe(path)
  expect(placeOf('/lesson/unknown')).toBeUndefined()
  expect(placeOf('/')).toBeUndefined()
})

test('a log survives the way through a link; a broken link is no log', async () => {
  const log: SessionLog = {
    format: 1,
    engine: '0.1',
    world: 'workshop',
    seed: 7,
    inputs: Array.from({ length: 200 }, (_, index) => ({ atMs: index * 100, input: { kind: 'keys', terminal: '1', data: 'docker ps\r' } as const })),
    untilMs: 20_000,
  }
  const packed = await packLog(log)
  expect(packed).toMatch(/^[\w-]+$/)
  expect(packed.length).toBeLessThan(2_000)
  expect(await unpackLog(packed)).toEqual(log)
  expect(await unpackLog(packed.slice(0, 40))).toBeUndefined()
  expect(await unpackLog('%%%')).toBeUndefined()
})
