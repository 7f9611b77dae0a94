import type { Sys } from '../../../kernel/calls.ts'
import { run } from '../../../libc/spawn.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { readRepositories } from '../repository.ts'
import type { YumSession } from './session.ts'

/** `yum makecache [fast]`. */
export function* makecache(session: YumSession, args: readonly string[]): Sys<number> {
  if (args.length > 0 && args[0] !== 'fast') {
    yield* printError(`Error: Invalid argument to makecache: ${args[0]}\n`)
    return 1
  }
  if (!(yield* session.loadMetadata(args[0] !== 'fast'))) return 1
  yield* session.say('Metadata Cache Created\n')
  return 0
}

export function* clean(session: YumSession, args: readonly string[]): Sys<number> {
  const [what = ''] = args
  if (!['all', 'packages', 'metadata', 'expire-cache', 'headers', 'dbcache', 'rpmdb', 'cache', 'plugins'].includes(what)) {
    yield* printError(`Error: clean requires an option: headers, packages, metadata, dbcache, plugins, expire-cache, rpmdb, all\n`)
    return 1
  }
  yield* session.say(`Loaded plugins: fastestmirror\nCleaning repos: ${session.repositories.map((repository) => repository.id).join(' ')}\n`)
  for (const repository of session.repositories) {
    const folder = yield* session.cacheFolder(repository)
    yield* run(['/bin/rm', '-rf', what === 'packages' ? `${folder}/packages` : folder])
  }
  if (what === 'all') yield* session.say('Cleaning up list of fastest mirrors\n')
  return 0
}

export function* repolist(session: YumSession, args: readonly string[]): Sys<number> {
  const [which = 'enabled'] = args
  const all = yield* readRepositories()
  if (!(yield* session.loadMetadata())) return 1
  const enabled = new Set(session.repositories.map((repository) => repository.id))
  const shown = all.filter((repository) => which === 'all' || (which === 'disabled') !== enabled.has(repository.id))
  const idOf = (id: string, mirrored: boolean) => (id.startsWith('docker') || mirrored ? `${id}/7/x86_64` : id)
  const rows = shown.map((repository) => ({
    id: idOf(repository.id, repository.mirrorList !== ''),
    name: repository.name,
    status: enabled.has(repository.id) ? String(session.offered.filter((rpm) => rpm.repository === repository.id).length) : 'disabled',
  }))
  const width = (key: 'id' | 'name', title: string) => Math.max(title.length, ...rows.map((entry) => entry[key].length))
  const [first, second] = [width('id', 'repo id'), width('name', 'repo name')]
  yield* print(`${'repo id'.padEnd(first)} ${'repo name'.padEnd(second)} status\n`)
  for (const entry of rows) yield* print(`${entry.id.padEnd(first)} ${entry.name.padEnd(second)} ${entry.status}\n`)
  yield* print(`repolist: ${session.offered.length}\n`)
  return 0
}
