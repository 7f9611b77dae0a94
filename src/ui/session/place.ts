/** Where the page is: a lesson, a world without one, or a session that somebody shared. Kept in the address after `#`. */
import { lessonById, lessons } from '../../course/catalog.ts'
import { send } from './connection.ts'
import { announce } from './notices.ts'
import { useSession } from './session.ts'
import { unpackLog } from './share.ts'

export type Place =
  | { readonly kind: 'lesson'; readonly lesson: string }
  | { readonly kind: 'world'; readonly world: string }
  | { readonly kind: 'shared'; readonly packed: string }

const usualSeed = 1

export function placeOf(path: string): Place | undefined {
  const [, kind, rest] = /^\/(lesson|world|shared)\/(.+)$/.exec(path) ?? []
  if (rest === undefined) return undefined
  if (kind === 'lesson') return lessonById(rest) ? { kind, lesson: rest } : undefined
  if (kind === 'world') return { kind, world: decodeURIComponent(rest) }
  return { kind: 'shared', packed: rest }
}

export function pathOf(place: Place): string {
  return place.kind === 'lesson'
    ? `/lesson/${place.lesson}`
    : place.kind === 'world'
      ? `/world/${encodeURIComponent(place.world)}`
      : `/shared/${place.packed}`
}

/** Where a first visit begins. */
export function firstPlace(): Place {
  const [first] = lessons
  return first ? { kind: 'lesson', lesson: first.id } : { kind: 'world', world: 'workshop' }
}

/**
 * Goes to a place. Lessons of one world share its session: what was built in one is there in the next, and going between them does not
 * disturb what runs.
 */
export async function goTo(place: Place): Promise<void> {
  if (place.kind === 'shared') return openShared(place.packed)
  const lesson = place.kind === 'lesson' ? place.lesson : undefined
  const world = place.kind === 'lesson' ? (lessonById(place.lesson)?.world ?? '') : place.world
  const { name, phase } = useSession.getState()
  useSession.setState({ lesson, lessonProgress: undefined })
  if (phase === 'ready' && name === world) return send({ kind: 'watch', lesson })
  open(world, world, usualSeed, lesson)
}

function open(session: string, world: string, seed: number, lesson: string | undefined): void {
  useSession.setState({ phase: 'opening', progress: undefined, problem: undefined, name: session, world })
  send({ kind: 'open', session, world, seed, ...(lesson !== undefined && { lesson }) })
}

async function openShared(packed: string): Promise<void> {
  useSession.setState({ lesson: undefined, phase: 'opening', problem: undefined })
  const log = await unpackLog(packed)
  if (!log) {
    announce({ problem: { code: 'log-corrupted', detail: 'link' } })
    return goTo(firstPlace())
  }
  const session = `shared-${packed.length}-${packed.slice(-12)}`
  useSession.setState({ name: session, world: log.world })
  send({ kind: 'open', session, world: log.world, seed: log.seed, log })
}
