import { assert } from '../base/assert.ts'
import type { TreeEntry } from '../linux/kernel/fs/tree.ts'
import type { Program, ProgramTable } from '../linux/kernel/program.ts'

/** What public servers hold, by a name of ours: files by path, made when somebody first looks. */
export type SiteTable = ReadonlyMap<string, () => Readonly<Record<string, TreeEntry>>>

/**
 * What a world draws on beside its own machines: the programs its executables name, and what public servers publish. A page loads most of it
 * after the first prompt, so both tables may be filled later, as long as virtual time stands still meanwhile.
 */
export interface Supply {
  readonly programs: ProgramTable
  readonly sites: SiteTable
}

/** Programs of which some are not here yet: to run one of those is a bug of whoever let the world go on. */
class ArrivingPrograms extends Map<string, Program> {
  whole = false

  override get(name: string): Program | undefined {
    const program = super.get(name)
    assert(program || this.whole, `${name} runs before it was loaded`)
    return program
  }
}

/** A supply that begins with what a machine needs to boot and log in. */
export class ArrivingSupply implements Supply {
  readonly programs = new ArrivingPrograms()
  readonly sites = new Map<string, () => Readonly<Record<string, TreeEntry>>>()

  constructor(boot: ProgramTable) {
    for (const [name, program] of boot) this.programs.set(name, program)
  }

  get whole(): boolean {
    return this.programs.whole
  }

  /** The rest has come. */
  complete({ programs, sites }: Supply): void {
    for (const [name, program] of programs) this.programs.set(name, program)
    for (const [name, files] of sites) this.sites.set(name, files)
    this.programs.whole = true
  }
}
