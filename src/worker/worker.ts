/** The engine's Web Worker: takes the page's messages, lets time pass, tells the page what changed. */

import { progressOf } from '../course/progress.ts'
import { inspectionOf } from '../projections/inspect/inspection.ts'
import { touchesOf } from '../projections/narration/touches.ts'
import { projectScene } from '../projections/scene/project.ts'
import { Desk } from './desk.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

const turnMs = 15

const nowRealMs = () => performance.now()
const post = (message: FromWorker) => self.postMessage(message)
const desk = new Desk({ sceneOf: projectScene, touchesOf, progressOf }, post, nowRealMs)

let lastTurnMs = nowRealMs()

function turn(): void {
  const now = nowRealMs()
  const { running } = desk
  if (running) {
    try {
      running.turn(now - lastTurnMs, nowRealMs)
    } catch (error) {
      desk.fault(running, error)
    }
    void desk.save()
  }
  lastTurnMs = now
  setTimeout(turn, turnMs)
}

/** The session could not even be opened. */
function lost(error: unknown): void {
  post({ kind: 'problem', problem: { code: 'worker-lost', message: error instanceof Error ? error.message : String(error) } })
}

function handle(message: ToWorker): void {
  const { running } = desk
  switch (message.kind) {
    case 'open':
      desk.start(message).catch(lost)
      return
    case 'take-over':
      desk.takeOver().catch(lost)
      return
    case 'undo':
      desk.undo()
      return
    case 'reset':
      desk.reset()
      return
    case 'branch':
      desk.branch(message.atMs)
      return
    case 'painted':
      running?.painted(message.sequence, nowRealMs())
      return
    case 'watch':
      running?.watch(message.lesson)
      return
  }
  if (!running || running.stopped) return
  switch (message.kind) {
    case 'input':
      running.take(message.input, nowRealMs)
      return
    case 'type':
      running.typing.add(message.terminal, message.text)
      return
    case 'pace':
      running.speed = message.speed
      return
    case 'step':
      running.step(nowRealMs)
      return
    case 'inspect':
      post({ kind: 'inspection', request: message.request, entity: message.entity, ...inspectionOf(running.lab, message.entity) })
      return
    case 'export':
      post({ kind: 'exported', request: message.request, log: running.lab.log() })
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  try {
    handle(data)
  } catch (error) {
    if (desk.running) desk.fault(desk.running, error)
  }
})
turn()
