/**
 * Where the page is: a lesson, a world without one, or a session that somebody shared. Kept in the address after `#`. Knows neither React nor
 * the stores: the page's first lines use it to wake the engine before anything is drawn.
 */
import { lessonById, lessons } from '../../course/catalog.ts'
import type { ToWorker } from '../../worker/protocol.ts'

export type Place =
  | { readonly kind: 'lesson'; readonly lesson: string }
  | { readonly kind: 'world'; readonly world: string }
  | { readonly kind: 'shared'; readonly packed: string }

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

/** The place that an address names; else that of the last visit; else the first lesson. */
export function placeToOpen(hash: string, lastPlace: string): Place {
  return placeOf(hash.replace(/^#/, '')) ?? placeOf(lastPlace) ?? firstPlace()
}

export function firstPlace(): Place {
  const [first] = lessons
  return first ? { kind: 'lesson', lesson: first.id } : { kind: 'world', world: 'workshop' }
}

type Open = Extract<ToWorker, { kind: 'open' }>

const usualSeed = 1

/** What opens a place's session. Lessons of one world share its session: what was built in one is there in the next. */
export function openMessage(place: Exclude<Place, { kind: 'shared' }>): Open {
  if (place.kind === 'world') return { kind: 'open', session: place.world, world: place.world, seed: usualSeed }
  const world = lessonById(place.lesson)?.world ?? ''
  return { kind: 'open', session: world, world, seed: usualSeed, lesson: place.lesson }
}
