import { beforeEach, expect, test } from 'vitest'
import { Lab } from '../engine/lab/lab.ts'
import { wholeSupply } from '../engine/lab/programs.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import { touchesOf } from '../projections/narration/touches.ts'
import { projectScene } from '../projections/scene/project.ts'
import type { Frame, FromWorker } from './protocol.ts'
import { RunningSession } from './running.ts'

let told: FromWorker[]
let session: RunningSession
let nowMs: number
const nowRealMs = () => nowMs

beforeEach(() => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'workshop', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  told = []
  nowMs = 1_000
  session = new RunningSession(opened.value, { sceneOf: projectScene, touchesOf, progressOf: () => undefined }, (message) => told.push(message))
  opened.value.listener = {
    output: (terminal, text) => session.write(terminal, text),
    page: (visit, outcome, tookMs) => session.page(visit, outcome, tookMs),
    failure: () => undefined,
  }
})

const frames = () => told.filter((message): message is Frame => message.kind === 'frame')

const drawAll = () => {
  for (const { sequence } of frames()) session.painted(sequence, nowMs)
}

test('the first frame tells the whole scene, a quiet one after it nothing', () => {
  session.tell(nowMs, true)
  const [first] = frames()
  const kinds = new Set(first?.scene?.entities.map(({ after }) => after?.kind))
  for (const kind of ['internet', 'machine', 'hypervisor', 'vm', 'kernel', 'daemon', 'interface']) expect(kinds).toContain(kind)
  session.tell(nowMs, false)
  expect(frames()).toHaveLength(1)
})

test('virtual time follows the wall clock at the chosen speed, and stands still at 0', () => {
  const { clock } = session.lab
  const began = clock.nowMs
  session.speed = 10
  session.turn(100, nowRealMs)
  expect(clock.nowMs - began).toBeCloseTo(1_000)
  session.speed = 0
  session.turn(100, nowRealMs)
  expect(clock.nowMs - began).toBeCloseTo(1_000)
})

test('time stops while the page is two frames behind', () => {
  const { clock } = session.lab
  session.tell(nowMs, true)
  session.tell(nowMs, true)
  const stopped = clock.nowMs
  session.turn(100, nowRealMs)
  expect(clock.nowMs).toBe(stopped)
  drawAll()
  session.turn(100, nowRealMs)
  expect(clock.nowMs).toBeCloseTo(stopped + 100)
})

test('a long sleep of the page is not made up for', () => {
  const began = session.lab.clock.nowMs
  session.turn(3_600_000, nowRealMs)
  expect(session.lab.clock.nowMs - began).toBeCloseTo(250)
})

test('a terminal and its size are told, with what it prints', () => {
  session.take({ kind: 'open-terminal', terminal: '1', host: 'matrix-01', cols: 90, rows: 20 }, nowRealMs)
  session.turn(100, nowRealMs)
  expect(frames().at(-1)?.terminals).toMatchObject([{ terminal: '1', host: 'matrix-01', cols: 90, rows: 20 }])
})

test('pulling the cable and the power are told as they are', () => {
  session.tell(nowMs, true)
  drawAll()
  session.take({ kind: 'unplug', host: 'matrix-01' }, nowRealMs)
  session.take({ kind: 'power-off', host: 'matrix-01' }, nowRealMs)
  nowMs += 200
  session.turn(20, nowRealMs)
  const last = frames().at(-1)
  expect(last?.hosts).toMatchObject([{ host: 'matrix-01', powered: false, plugged: false }])
  expect(last?.scene?.entities.find(({ after }) => after?.id === 'vm:matrix-01')?.after?.state).toBe('off')
  expect(last?.scene?.entities.find(({ before }) => before?.kind === 'kernel')?.after).toBeUndefined()
})

test('a step while paused goes to the next thing that happens', () => {
  session.speed = 0
  const { clock } = session.lab
  const due = clock.nextDueMs
  session.step(nowRealMs)
  if (due !== undefined) expect(clock.nowMs).toBe(due)
  expect(frames()).toHaveLength(1)
})

test('held, it neither lets time pass nor loses what is typed', () => {
  session.take({ kind: 'open-terminal', terminal: '1', host: session.lab.firstHost, cols: 80, rows: 24 }, nowRealMs)
  while (!session.lab.terminals.get('1')?.atPrompt) session.lab.advance(5)
  const { clock } = session.lab
  const stopped = clock.nowMs
  session.held = true
  session.take({ kind: 'keys', terminal: '1', data: 'echo here\r' }, nowRealMs)
  session.turn(100, nowRealMs)
  session.step(nowRealMs)
  expect(clock.nowMs).toBe(stopped)
  session.release(nowRealMs)
  session.turn(100, nowRealMs)
  expect(
    frames()
      .flatMap(({ output }) => output.map(({ data }) => data))
      .join(''),
  ).toContain('\r\nhere\r\n')
})
