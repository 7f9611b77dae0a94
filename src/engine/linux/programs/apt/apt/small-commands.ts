import type { Sys } from '../../../kernel/calls.ts'
import { run } from '../../../libc/spawn.ts'
import { print } from '../../../libc/stdio.ts'
import { readDatabase, writeDatabase } from '../database.ts'
import { fetchAll } from './carry-out.ts'
import type { AptSession } from './session.ts'
import { readUniverse, writeAutomatic } from './universe.ts'

/** `clean`, `autoclean`. */
export function* clean(session: AptSession): Sys<boolean> {
  if (!(yield* session.lock('/var/cache/apt/archives/lock', 'directory /var/cache/apt/archives/'))) return false
  yield* run(['/bin/sh', '-c', 'rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin'])
  return true
}

/** `download NAME…` into the current directory. */
export function* download(session: AptSession, names: readonly string[]): Sys<boolean> {
  const universe = yield* readUniverse(session)
  if (!universe) return false
  const wanted = names.map((name) => {
    const [plain = '', version] = name.split('=')
    const offer = (universe.offers.get(plain) ?? []).find((one) => version === undefined || one.version === version)
    if (!offer)
      session.error(
        universe.installed.has(plain)
          ? `Can't find a source to download version '${universe.installed.get(plain)?.version}' of '${plain}:amd64'`
          : `Unable to locate package ${plain}`,
      )
    return offer
  })
  if (session.failed) return false
  return yield* fetchAll(
    session,
    wanted.flatMap((offer) => (offer ? [offer] : [])),
    '.',
  )
}

/** apt-mark(8). */
export function* markPackages(session: AptSession, verb: string, names: readonly string[]): Sys<boolean> {
  const universe = yield* readUniverse(session)
  if (!universe) return false
  const shows: Readonly<Record<string, (name: string) => boolean>> = {
    showauto: (name) => universe.automatic.has(name),
    showmanual: (name) => !universe.automatic.has(name),
    showhold: (name) => universe.installed.get(name)?.selection === 'hold',
  }
  const wanted = shows[verb]
  if (wanted) {
    const found = [...universe.installed.keys()].sort().filter((name) => (names.length === 0 || names.includes(name)) && wanted(name))
    yield* print(found.map((name) => `${name}\n`).join(''))
    return true
  }
  for (const name of names) if (!universe.installed.has(name) && !universe.offers.has(name)) session.error(`Unable to locate package ${name}`)
  if (names.length === 0 || session.failed) session.error('No packages found')
  if (session.failed) return false
  const database = yield* readDatabase()
  for (const name of names) {
    const entry = database.get(name)
    if (verb === 'hold' || verb === 'unhold') {
      const held = entry?.selection === 'hold'
      if (held === (verb === 'hold')) {
        yield* print(`${name} was already ${verb === 'hold' ? 'set on hold' : 'not on hold'}.\n`)
        continue
      }
      if (entry) database.set(name, entry.inState(entry.state, verb === 'hold' ? 'hold' : 'install'))
      yield* writeDatabase(database)
      yield* print(verb === 'hold' ? `${name} set on hold.\n` : `Canceled hold on ${name}.\n`)
      continue
    }
    const automatic = verb === 'auto'
    if (universe.automatic.has(name) === automatic) {
      yield* print(`${name} was already set to ${automatic ? 'automatically' : 'manually'} installed.\n`)
      continue
    }
    if (automatic) universe.automatic.add(name)
    else universe.automatic.delete(name)
    yield* writeAutomatic(universe.automatic)
    yield* print(`${name} set to ${automatic ? 'automatically' : 'manually'} installed.\n`)
  }
  return true
}
