import type { Sys } from '../../kernel/calls.ts'
import { printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { readInstalled, readRepositories, readWorld } from './database.ts'
import type { InstalledPackage } from './record.ts'
import type { Repositories } from './repository.ts'
import { openRepositories } from './repository.ts'
import type { Change } from './solve.ts'
import { changesBetween, type Question, solve } from './solve.ts'
import { commit } from './transaction.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly cache: boolean
  readonly update: boolean
  readonly network: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly simulate: boolean
  readonly scripts: boolean
  readonly repositories: readonly string[]
}

/** What a command works with: packages there, packages to be had, /etc/apk/world. */
export interface Session {
  readonly options: GlobalOptions
  readonly installed: readonly InstalledPackage[]
  readonly world: readonly string[]
  readonly repositories: Repositories
}

export function* openSession(options: GlobalOptions, needs: 'installed' | 'repositories'): Sys<Session> {
  const urls = [...(yield* readRepositories()), ...options.repositories]
  const repositories = needs === 'installed' ? { candidates: [], descriptions: [], unavailable: 0, stale: 0 } : yield* openRepositories(urls, options)
  return { options, installed: yield* readInstalled(), world: yield* readWorld(), repositories }
}

/** Only root changes the system. */
export function* mayChange(): Sys<boolean> {
  if ((yield* sys.getcredentials({})).euid === 0) return true
  yield* printError('ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n')
  return false
}

/** Solves for a new world and makes the changes. */
export function* settle(
  session: Session,
  world: readonly string[],
  settings: Partial<Pick<Question, 'virtual' | 'prefersNewest'>> & { readonly also?: (changes: readonly Change[]) => readonly Change[] } = {},
): Sys<number> {
  const { installed, repositories, options } = session
  const solution = solve({
    world,
    installed,
    candidates: repositories.candidates,
    virtual: settings.virtual ?? [],
    prefersNewest: settings.prefersNewest ?? (() => false),
  })
  if (!solution.ok) {
    yield* printError(`ERROR: unable to select packages:\n${solution.problems.join('')}`)
    return Math.min(solution.problems.length, 99)
  }
  const changes = changesBetween(installed, solution.packages)
  return yield* commit(settings.also?.(changes) ?? changes, world, options)
}
