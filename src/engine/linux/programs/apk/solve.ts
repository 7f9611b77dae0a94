import type { Dependency } from './dependency.ts'
import { compareApkVersions, parseDependency, satisfies } from './dependency.ts'
import type { ApkRecord, InstalledPackage } from './record.ts'
import { packageVersion } from './record.ts'
import type { Candidate } from './repository.ts'

/** A package the system is to have: one that is there, one of a repository, or a virtual one just made. */
export type Chosen = InstalledPackage | Candidate | ApkRecord

export interface Question {
  /** Words of /etc/apk/world. */
  readonly world: readonly string[]
  readonly installed: readonly InstalledPackage[]
  readonly candidates: readonly Candidate[]
  /** Packages made up on the command line (`--virtual`). */
  readonly virtual?: readonly ApkRecord[]
  /** Takes the newest of this name even if another is there. */
  readonly prefersNewest: (name: string) => boolean
}

/** Every package to have, dependencies before those who need them; or the lines of what cannot be. */
export type Solution = { readonly ok: true; readonly packages: readonly Chosen[] } | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Models apk's solver as far as one choice for each name goes: what is there stays unless it does not fit or something newer is wanted; of several
 * providers the one with the name itself wins. Leaves out repository tags and backtracking.
 */
export function solve(question: Question): Solution {
  return new Solver(question).run()
}

class Solver {
  private readonly chosen = new Map<string, Chosen>()
  private readonly order: Chosen[] = []
  private readonly problems: string[] = []

  constructor(private readonly question: Question) {}

  run(): Solution {
    const wanted = this.question.world.map((word) => parseDependency(word)).filter((each) => each !== undefined)
    for (const dependency of wanted) if (!dependency.conflict) this.need(dependency, `world[${dependency.text}]`)
    this.addCompanions()
    for (const dependency of wanted) {
      const there = dependency.conflict ? this.order.find((each) => satisfies(each, dependency)) : undefined
      if (there) this.problems.push(`  ${packageVersion(there)}:\n    breaks: world[${dependency.text}]\n`)
    }
    return this.problems.length > 0 ? { ok: false, problems: this.problems } : { ok: true, packages: this.order }
  }

  /** Packages that come by themselves with what is chosen, and with one another. */
  private addCompanions(): void {
    const companions = [...this.question.installed, ...this.question.candidates].filter(({ installIf }) => installIf.length > 0)
    for (let before = -1; before !== this.order.length; ) {
      before = this.order.length
      for (const { name, installIf } of companions) {
        const wanted = installIf.map((word) => parseDependency(word)).filter((each) => each !== undefined)
        const fits = wanted.every((each) => this.order.some((one) => satisfies(one, each)))
        const dependency = fits && !this.chosen.has(name) ? parseDependency(name) : undefined
        if (dependency) this.need(dependency, name)
      }
    }
  }

  private need(dependency: Dependency, by: string): void {
    const before = this.order.find((each) => satisfies(each, dependency)) ?? [...this.chosen.values()].find((each) => satisfies(each, dependency))
    if (before) return
    const all: readonly Chosen[] = [...(this.question.virtual ?? []), ...this.question.installed, ...this.question.candidates]
    const named = all.filter((each) => satisfies(each, { ...dependency, operator: '' }))
    const fitting = named.filter((each) => satisfies(each, dependency))
    const best = this.best(fitting, dependency.name)
    if (!best) {
      const closest = this.best(named, dependency.name)
      this.problems.push(
        closest ? `  ${packageVersion(closest)}:\n    breaks: ${by}\n` : `  ${dependency.name} (no such package):\n    required by: ${by}\n`,
      )
      return
    }
    const other = this.chosen.get(best.name)
    if (other) {
      if (other.version !== best.version) this.problems.push(`  ${packageVersion(other)}:\n    breaks: ${by}\n`)
      return
    }
    this.chosen.set(best.name, best)
    for (const word of best.depends) {
      const next = parseDependency(word)
      if (next && !next.conflict) this.need(next, `${packageVersion(best)}[${next.text}]`)
    }
    this.order.push(best)
  }

  private best(fitting: readonly Chosen[], name: string): Chosen | undefined {
    const { installed, virtual = [], prefersNewest } = this.question
    const own = fitting.filter((each) => each.name === name)
    const pool = own.length > 0 ? own : fitting
    const made = pool.find((each) => virtual.includes(each))
    if (made) return made
    const there = pool.find((each) => (installed as readonly Chosen[]).includes(each))
    if (there && !prefersNewest(there.name)) return there
    const sameName = there ? pool.filter((each) => each.name === there.name) : pool
    return [...sameName].sort((a, b) => compareApkVersions(b.version, a.version) || (a === there ? -1 : b === there ? 1 : 0))[0]
  }
}

/** What to do to get from the packages there are to those to have. */
export interface Change {
  readonly old: InstalledPackage | undefined
  readonly new: Chosen | undefined
}

export function changesBetween(installed: readonly InstalledPackage[], packages: readonly Chosen[]): readonly Change[] {
  const wanted = new Map(packages.map((each) => [each.name, each]))
  const there = new Map(installed.map((each) => [each.name, each]))
  const removed = [...installed].reverse().filter((each) => !wanted.has(each.name))
  const added = packages.filter((each) => there.get(each.name)?.version !== each.version)
  return [...ordered(removed).map((old) => ({ old, new: undefined })), ...added.map((each) => ({ old: there.get(each.name), new: each }))]
}

/** Those who need others before those that are needed. */
function ordered(removed: readonly InstalledPackage[]): readonly InstalledPackage[] {
  const left = [...removed]
  const out: InstalledPackage[] = []
  while (left.length > 0) {
    const free = left.findIndex(
      (each) =>
        !left.some(
          (other) =>
            other !== each &&
            other.depends.some((word) => {
              const dependency = parseDependency(word)
              return dependency !== undefined && !dependency.conflict && satisfies(each, dependency)
            }),
        ),
    )
    out.push(...left.splice(Math.max(0, free), 1))
  }
  return out
}
