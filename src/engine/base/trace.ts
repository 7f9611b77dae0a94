/** A recorded fact's place in the record; later facts name it as their cause. */
export type FactId = number

/**
 * Something that happened, in the past tense (`process.executed`, `packet.translated`, `container.started`), with who did it and
 * which earlier fact caused it. The story of a command is the tree of facts under the fact of its being typed.
 */
export interface Fact {
  readonly id: FactId
  readonly atMs: number
  /** The host (kernel) where it happened; empty for the world itself. */
  readonly host: string
  /** `room.past-tense-verb`. */
  readonly kind: string
  /** Who did it: `dockerd[812]`, `kernel`, `student`. */
  readonly actor: string
  readonly cause: FactId | undefined
  readonly data: FactData
}

export type FactData = Readonly<Record<string, FactValue>>
export type FactValue = string | number | boolean | undefined | readonly FactValue[] | { readonly [key: string]: FactValue }

/** The record of facts, bounded: when full, the oldest half goes. */
export class TraceBus {
  private facts: Fact[] = []
  private nextId: FactId = 1
  private readonly listeners = new Set<(fact: Fact) => void>()

  constructor(
    private readonly nowMs: () => number,
    private readonly capacity: number,
  ) {}

  record(fact: Omit<Fact, 'id' | 'atMs'>): FactId {
    const recorded: Fact = { id: this.nextId++, atMs: this.nowMs(), ...fact }
    if (this.facts.length >= this.capacity) this.facts = this.facts.slice(this.capacity >> 1)
    this.facts.push(recorded)
    for (const listener of this.listeners) listener(recorded)
    return recorded.id
  }

  /** Facts with id greater than `after`, oldest first. */
  since(after: FactId): readonly Fact[] {
    let low = 0
    let high = this.facts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.facts[middle] as Fact).id <= after) low = middle + 1
      else high = middle
    }
    return this.facts.slice(low)
  }

  get lastId(): FactId {
    return this.nextId - 1
  }

  /** Returns the function that stops listening. */
  subscribe(listener: (fact: Fact) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
