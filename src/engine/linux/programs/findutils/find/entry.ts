import type { FileType, Stat, Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'

/** A file that find looks at; what needs a system call is looked up once. */
export class Entry {
  private known: Stat | undefined
  /** -prune was evaluated: do not descend. */
  pruned = false

  constructor(
    readonly path: string,
    /** The starting point it was found below. */
    readonly root: string,
    readonly depth: number,
    /** Links are followed here. */
    readonly follows: boolean,
    /** What the directory said. */
    private readonly direntType: FileType | undefined,
    stat?: Stat,
  ) {
    this.known = stat
  }

  get name(): string {
    const trimmed = this.path.replace(/\/+$/, '')
    return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
  }

  *stat(): Sys<Stat | undefined> {
    if (this.known) return this.known
    const stat = yield* sys.stat({ path: this.path, noFollow: !this.follows })
    if (stat.ok) this.known = stat.value
    else if (this.follows) {
      const link = yield* sys.stat({ path: this.path, noFollow: true })
      if (link.ok) this.known = link.value
    }
    return this.known
  }

  *type(): Sys<FileType | undefined> {
    if (this.known) return this.known.type
    if (this.direntType !== undefined && (!this.follows || this.direntType !== 'symlink')) return this.direntType
    return (yield* this.stat())?.type
  }
}

/** Something that is true or false of a file, perhaps by doing something. */
export type Test = (entry: Entry) => Sys<boolean>
