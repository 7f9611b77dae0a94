/** The facts that the worker has told, bounded. */
import { create } from 'zustand'
import type { StoryFact } from '../../worker/protocol.ts'

const factLimit = 6_000

export const useRecord = create<{ readonly facts: readonly StoryFact[] }>()(() => ({ facts: [] }))

export function factsTold(facts: readonly StoryFact[]): void {
  if (facts.length === 0) return
  useRecord.setState((record) => {
    const all = [...record.facts, ...facts]
    return { facts: all.length > factLimit ? all.slice(-(factLimit >> 1)) : all }
  })
}

export function recordReset(): void {
  useRecord.setState({ facts: [] })
}
