/** A request, or any story, followed through the diagram: a dot that goes from thing to thing. */
import { create } from 'zustand'
import { factsOf, type StoryNode } from '../../projections/narration/story.ts'
import type { EntityId } from '../../projections/scene/scene.ts'
import type { StoryFact } from '../../worker/protocol.ts'
import { changeSettings, useSettings } from '../settings/settings.ts'

export interface Hop {
  readonly entity: EntityId
  readonly fact: StoryFact
  /** Which of the fact's own hops (a packet's) this is; undefined for the fact as a whole. */
  readonly part: number | undefined
}

interface Journey {
  readonly hops: readonly Hop[]
  readonly at: number
  readonly playing: boolean
}

export const useJourney = create<Journey>()(() => ({ hops: [], at: 0, playing: false }))

const hopLimit = 60

/** The things that facts touch, in order, without standing still. */
export function hopsOf(facts: readonly StoryFact[]): readonly Hop[] {
  const hops: Hop[] = []
  for (const fact of facts) {
    for (const { entity, hop } of fact.touches) if (hops[hops.length - 1]?.entity !== entity) hops.push({ entity, fact, part: hop })
  }
  return hops.slice(0, hopLimit)
}

export function playStory(story: StoryNode<StoryFact>): void {
  play(factsOf(story))
}

/** Starts the journey of facts. A packet's is drawn in the network lens, where its way can be seen. */
export function play(facts: readonly StoryFact[]): void {
  const hops = hopsOf(facts)
  if (hops.length === 0) return
  const packets = facts.some(({ kind }) => kind.startsWith('packet.'))
  changeSettings({ pane: 'diagram', ...(packets && useSettings.getState().lens !== 'network' && { lens: 'network' }) })
  useJourney.setState({ hops, at: 0, playing: true })
}

export function stepJourney(steps: number): void {
  useJourney.setState(({ hops, at }) => ({ at: Math.min(hops.length - 1, Math.max(0, at + steps)), playing: false }))
}

export function endJourney(): void {
  useJourney.setState({ hops: [], at: 0, playing: false })
}
