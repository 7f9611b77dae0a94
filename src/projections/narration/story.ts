/**
 * Tells what happened as trees: each fact under the fact that caused it. Leaves out words; the page says each fact in the reader's
 * language. A fact whose cause has been forgotten starts a story of its own.
 */
import type { Fact, FactId } from '../../engine/base/trace.ts'

export interface StoryNode<F extends Fact> {
  readonly fact: F
  readonly effects: readonly StoryNode<F>[]
  /** How many facts the tree holds, itself included. */
  readonly size: number
}

/** The stories of a record of facts (oldest first), oldest first. */
export function storiesOf<F extends Fact>(facts: readonly F[]): readonly StoryNode<F>[] {
  const effects = new Map<FactId, F[]>()
  const known = new Set<FactId>()
  const roots: F[] = []
  for (const fact of facts) {
    if (fact.cause !== undefined && known.has(fact.cause)) {
      const siblings = effects.get(fact.cause)
      if (siblings) siblings.push(fact)
      else effects.set(fact.cause, [fact])
    } else roots.push(fact)
    known.add(fact.id)
  }
  return roots.map((fact) => node(fact, effects))
}

function node<F extends Fact>(fact: F, effects: ReadonlyMap<FactId, readonly F[]>): StoryNode<F> {
  const inside = (effects.get(fact.id) ?? []).map((effect) => node(effect, effects))
  return { fact, effects: inside, size: inside.reduce((sum, effect) => sum + effect.size, 1) }
}

/** A story's facts in the order in which they happened. */
export function factsOf<F extends Fact>(story: StoryNode<F>): readonly F[] {
  const facts: F[] = []
  const visit = (current: StoryNode<F>) => {
    facts.push(current.fact)
    for (const effect of current.effects) visit(effect)
  }
  visit(story)
  return facts.sort((a, b) => a.id - b.id)
}

/** What somebody did, or what went on by itself in between. */
export interface Chapter<F extends Fact> {
  readonly by: 'somebody' | 'itself'
  readonly stories: readonly StoryNode<F>[]
}

/** Facts that a person set off: a line typed, a visit, a hand on a machine. */
const deeds = /^(shell\.command-entered|browser\.|machine\.(powered|cable)|signal\.sent)/

/** Stories in the order in which they happened: each deed by itself, what went on between two of them together. */
export function chaptersOf<F extends Fact>(stories: readonly StoryNode<F>[]): readonly Chapter<F>[] {
  const chapters: { by: Chapter<F>['by']; stories: StoryNode<F>[] }[] = []
  for (const story of stories) {
    const last = chapters.at(-1)
    // Machines that were on when the world began were not switched on by anybody.
    if (deeds.test(story.fact.kind) && story.fact.atMs > 0) chapters.push({ by: 'somebody', stories: [story] })
    else if (last?.by === 'itself') last.stories.push(story)
    else chapters.push({ by: 'itself', stories: [story] })
  }
  return chapters
}
