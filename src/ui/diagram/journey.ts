/** A request, or any story, followed through the diagram: a dot that goes from thing to thing. */
import { create } from 'zustand'
import { factsOf, type StoryNode } from '../../projections/narration/story.ts'
import type { EntityId } from '../../projections/scene/scene.ts'
import type { StoryFact } from '../../worker/protocol.ts'
import { changeSettings } from '../settings/settings.ts'

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
  /** Began by itself, and goes by itself when it is over. */
  readonly unasked: boolean
}

const nowhere: Journey = { hops: [], at: 0, playing: false, unasked: false }

export const useJourney = create<Journey>()(() => nowhere)

const hopLimit = 60
/** Of a journey nobody asked for: about ten seconds. */
const unaskedLimit = 14

/** The things that facts touch, in order, without standing still. */
export function hopsOf(facts: readonly StoryFact[]): readonly Hop[] {
  const hops: Hop[] = []
  for (const fact of facts) {
    for (const { entity, hop } of fact.touches) if (hops[hops.length - 1]?.entity !== entity) hops.push({ entity, fact, part: hop })
  }
  return hops.slice(0, hopLimit)
}

/** Plays a story. A packet's is drawn in the network lens, where its way can be seen. */
export function playStory(story: StoryNode<StoryFact>): void {
  const facts = factsOf(story)
  const hops = hopsOf(facts)
  if (hops.length === 0) return
  const packets = facts.some(({ kind }) => kind.startsWith('packet.'))
  changeSettings({ pane: 'diagram', ...(packets && { lens: 'network' }) })
  useJourney.setState({ hops, at: 0, playing: true, unasked: false })
}

const restMs = 6_000
let lastUnaskedMs = Number.NEGATIVE_INFINITY

/**
 * Shows what a deed sends on its way: packets that carry something, there and back, or the first one where none does. What is being followed goes on,
 * and is not disturbed for a while after; a new deed comes before both. Never changes the lens.
 */
export function showPackets(facts: readonly StoryFact[], nowMs: number): void {
  if (facts.some(({ kind }) => kind === 'shell.command-entered' || kind.startsWith('browser.'))) giveWay()
  if (useJourney.getState().hops.length > 0 || nowMs - lastUnaskedMs < restMs) return
  const packets = facts.filter(({ kind, touches, data }) => kind.startsWith('packet.') && touches.length > 0 && !asksForName(data))
  const carrying = packets.filter(({ data }) => Number(data.bytes) > 0)
  const first = packets[0]
  const shown = carrying.length > 0 ? carrying : packets.filter(({ data }) => data.packet === first?.data.packet)
  const hops = hopsOf(shown)
  if (hops.length < 2) return
  lastUnaskedMs = nowMs
  useJourney.setState({ hops: hops.slice(0, unaskedLimit), at: 0, playing: true, unasked: true })
}

/** What began by itself ends for a new deed. */
function giveWay(): void {
  lastUnaskedMs = Number.NEGATIVE_INFINITY
  if (useJourney.getState().unasked) endJourney()
}

/** Questions to name servers come before everything and say little of it. */
const asksForName = ({ sourcePort, destinationPort }: StoryFact['data']): boolean => sourcePort === 53 || destinationPort === 53

export function stepJourney(steps: number): void {
  useJourney.setState(({ hops, at }) => ({ at: Math.min(hops.length - 1, Math.max(0, at + steps)), playing: false, unasked: false }))
}

/** The next hop of a playing journey, or its end. */
export function advanceJourney(): void {
  useJourney.setState(({ hops, at, unasked }) => (at + 1 < hops.length ? { at: at + 1 } : unasked ? nowhere : { playing: false }))
}

export function endJourney(): void {
  useJourney.setState(nowhere)
}
