/** Going to a place: opening its session, or going on in the one that runs. */
import type { ToWorker } from '../../worker/protocol.ts'
import { firstPlace, openMessage, type Place } from './address.ts'
import { send } from './connection.ts'
import { announce } from './notices.ts'
import { useSession } from './session.ts'
import { unpackLog } from './share.ts'

type Open = Extract<ToWorker, { kind: 'open' }>

/** Going between lessons of one world does not disturb what runs. */
export async function goTo(place: Place): Promise<void> {
  if (place.kind === 'shared') return openShared(place.packed)
  const message = openMessage(place)
  const { name, phase, lesson } = useSession.getState()
  if (phase === 'halted' || name !== message.session) {
    openingBegan(message)
    send(message)
  } else if (lesson !== message.lesson) {
    useSession.setState({ lesson: message.lesson, lessonProgress: undefined })
    send({ kind: 'watch', lesson: message.lesson })
  }
}

/** Notes that a session is being opened. */
export function openingBegan({ session, world, lesson }: Open): void {
  useSession.setState({ phase: 'opening', progress: undefined, problem: undefined, name: session, world, lesson, lessonProgress: undefined })
}

async function openShared(packed: string): Promise<void> {
  useSession.setState({ lesson: undefined, phase: 'opening', problem: undefined })
  const log = await unpackLog(packed)
  if (!log) {
    announce({ problem: { code: 'log-corrupted', detail: 'link' } })
    return goTo(firstPlace())
  }
  const message: Open = { kind: 'open', session: `shared-${packed.length}-${packed.slice(-12)}`, world: log.world, seed: log.seed, log }
  openingBegan(message)
  send(message)
}
