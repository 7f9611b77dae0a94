import type { Clock } from '../base/clock.ts'
import type { RandomStreams } from '../base/random.ts'
import type { TraceBus } from '../base/trace.ts'
import type { ProgramTable } from '../linux/kernel/program.ts'
import type { Machine } from '../machine/machine.ts'
import type { SiteTable } from './supply.ts'

/** What a world is made with. */
export interface WorldSetup {
  readonly clock: Clock
  readonly random: RandomStreams
  readonly trace: TraceBus
  readonly programs: ProgramTable
  readonly sites: SiteTable
  /** `scale?nodes=1000`: the parameters after the question mark. */
  readonly parameters: ReadonlyMap<string, string>
  readonly onFailure: (error: unknown) => void
}

/** A named starting state. */
export interface World {
  readonly name: string
  /** Its virtual start, Unix milliseconds. */
  readonly epochMs: number
  /** Builds and powers on its machines; the lab then lets them boot. */
  build(setup: WorldSetup): BuiltWorld
}

export interface BuiltWorld {
  /** Every machine, the internet's too, in order of drawing. */
  readonly machines: readonly Machine[]
  /** Where the first terminal opens. */
  readonly firstHost: string
  /** Who logs in there. */
  readonly user: string
  /** Directory the first terminal starts in, when it is not the user's home. */
  readonly directory?: string
}
