/** Takes in what the worker says and hands each part to the store that keeps it. */
import type { Frame, FromWorker, Opened } from '../../worker/protocol.ts'
import { endJourney, showPackets } from '../diagram/journey.ts'
import { pageArrived, pagesReset } from '../side/browser/visits.ts'
import { resetScreens, writeScreen } from '../terminal/screens.ts'
import { reconcileWorkspace, resetWorkspace } from '../terminal/workspace.ts'
import { type Connection, connect, send } from './connection.ts'
import { announce, announceOpened } from './notices.ts'
import { factsTold, recordReset } from './record.ts'
import { answered } from './requests.ts'
import { sceneChanged, sceneReset } from './scenes.ts'
import { sessionAdvanced, sessionOpened, sessionTroubled, useSession } from './session.ts'

export function attach(connection: Connection): void {
  connect(connection)
  connection.listen(receive)
}

function receive(message: FromWorker): void {
  switch (message.kind) {
    case 'opened':
      opened(message)
      return
    case 'frame':
      frame(message)
      return
    case 'progress':
      useSession.setState({ progress: { work: message.work, part: message.total > 0 ? message.done / message.total : 0 } })
      return
    case 'page':
      pageArrived(message)
      return
    case 'inspection':
      answered(message.request, message)
      return
    case 'exported':
      answered(message.request, message.log)
      return
    case 'saved':
      useSession.setState({ savedMs: message.atMs })
      return
    case 'problem':
      sessionTroubled(message.problem)
      announce({ problem: message.problem })
  }
}

function opened(message: Opened): void {
  resetScreens()
  sceneReset()
  recordReset()
  pagesReset()
  endJourney()
  sessionOpened(message)
  resetWorkspace(message.terminals)
  announceOpened(message.why)
}

function frame(message: Frame): void {
  const writes = message.output.map(({ terminal, data }) => writeScreen(terminal, data))
  if (message.scene) sceneChanged(message.scene)
  factsTold(message.facts)
  if (useSession.getState().speed === 1) showPackets(message.facts, performance.now())
  sessionAdvanced(message)
  if (message.terminals) reconcileWorkspace(message.terminals)
  void Promise.all(writes)
    .then(drawn)
    .then(() => send({ kind: 'painted', sequence: message.sequence }))
}

/** After the next picture, so that a flood of output leaves the page time to answer; at once where no pictures are drawn. */
const drawn = (): Promise<void> => (document.hidden ? Promise.resolve() : new Promise((done) => requestAnimationFrame(() => done())))
