import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import { utc } from '../../../base/time-zone.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { writeWorld } from './database.ts'
import { namesOf, parseDependency, satisfies } from './dependency.ts'
import { readPackageFile } from './package-file.ts'
import type { ApkRecord } from './record.ts'
import { packageVersion } from './record.ts'
import type { Session } from './session.ts'
import { settle } from './session.ts'
import { installFile } from './transaction.ts'

/** `apk add`: words into world, or into a virtual package's dependencies. */
export function* add(session: Session, options: Parsed): Sys<number> {
  const virtualName = options.value('virtual')
  for (const word of options.operands) {
    if (word.endsWith('.apk') && (yield* sys.stat({ path: word })).ok) return yield* addFile(session, word)
    if (parseDependency(word)) continue
    yield* printError(
      `ERROR: '${word}' is not a valid ${virtualName === undefined ? 'world' : 'package'} dependency, format is ${virtualName === undefined ? 'name(@tag)([<>~=]version)' : 'name([<>~=]version)'}\n`,
    )
    return 1
  }
  const upgraded = new Set(options.has('upgrade') || options.has('latest') ? options.operands.map(nameOf) : [])
  const prefersNewest = (name: string) => upgraded.has(name)
  if (virtualName === undefined) return yield* settle(session, join(session.world, options.operands), { prefersNewest })
  const now = civilTime(yield* sys.clockRealtime({}), utc)
  const [name = '', version = strftime('%Y%m%d.%H%M%S', now)] = virtualName.split('=')
  if (options.operands.length === 0) yield* printError('WARNING: creating empty virtual package\n')
  const record: ApkRecord = {
    name,
    version,
    arch: 'noarch',
    size: 0,
    installedSize: 0,
    description: 'virtual meta package',
    url: '',
    license: '',
    origin: '',
    builtSeconds: 0,
    checksum: '',
    depends: options.operands,
    provides: [],
    installIf: [],
  }
  return yield* settle(session, join(session.world, [`${name}=${version}`]), { virtual: [record], prefersNewest })
}

const nameOf = (word: string): string => parseDependency(word)?.name ?? word

/** A word takes the place of an older one about the same name. */
function join(world: readonly string[], words: readonly string[]): readonly string[] {
  const names = new Set(words.map(nameOf))
  return [...world.filter((word) => !names.has(nameOf(word))), ...words]
}

/** A file given by name; its dependencies must be there already. */
function* addFile(session: Session, path: string): Sys<number> {
  const file = yield* readPackageFile(path)
  if (!file) {
    yield* printError(`ERROR: ${path}: v2 package format error\n`)
    return 99
  }
  const missing = file.package.depends.filter((word) => {
    const dependency = parseDependency(word)
    return dependency && !dependency.conflict && !session.installed.some((each) => satisfies(each, dependency))
  })
  if (missing.length > 0) {
    yield* printError(`cais: apk: dependencies of a file (${missing.join(' ')}) are not simulated: add them first\n`)
    return 1
  }
  const name = packageVersion(file.package)
  yield* print(`(1/1) Installing ${file.package.name} (${file.package.version})\n`)
  const old = session.installed.find((each) => each.name === file.package.name)
  const failed = yield* installFile(path, name, old, new Set(), session.options)
  if (failed === undefined)
    return yield* settle(
      { ...session, installed: [...session.installed.filter((each) => each !== old), file.package] },
      join(session.world, [file.package.name]),
    )
  yield* printError(`ERROR: ${failed}\n`)
  return 1
}

/** `apk del`: words out of world; what nobody needs any more goes with them. */
export function* del(session: Session, options: Parsed): Sys<number> {
  const gone = new Set<string>()
  let errors = 0
  for (const word of options.operands) {
    const there = session.installed.find((each) => [...namesOf(each)].some(({ name }) => name === word))
    if (there || session.world.some((each) => nameOf(each) === word)) {
      gone.add(word)
      if (there && options.has('rdepends')) for (const name of dependents(session, there.name)) gone.add(name)
    } else {
      yield* printError(`ERROR: No such package: ${word}\n`)
      errors++
    }
  }
  if (errors > 0) return errors
  const world = session.world.filter((word) => !gone.has(nameOf(word)))
  return yield* removed(session, world, gone)
}

function* removed(session: Session, world: readonly string[], gone: ReadonlySet<string>): Sys<number> {
  const kept = [...gone].flatMap((name) => {
    const holders = [...dependents(session, name)].filter((each) => world.some((word) => nameOf(word) === each))
    return holders.length > 0 && session.installed.some((each) => each.name === name) ? [{ name, holders }] : []
  })
  if (kept.length > 0)
    yield* print(
      `World updated, but the following packages are not removed due to:\n${kept.map(({ name, holders }) => `  ${name}: ${holders.sort().join(' ')}\n`).join('')}\n`,
    )
  return yield* settle(session, world)
}

/** Everything installed that needs a package, directly or not. */
function dependents(session: Session, name: string): ReadonlySet<string> {
  const found = new Set<string>()
  const queue = [name]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const record = session.installed.find((each) => each.name === at)
    for (const other of record ? session.installed : []) {
      const needs = other.depends.some((word) => {
        const dependency = parseDependency(word)
        return dependency && !dependency.conflict && record && satisfies(record, dependency)
      })
      if (!needs || found.has(other.name) || other.name === name) continue
      found.add(other.name)
      queue.push(other.name)
    }
  }
  return found
}

/** `apk upgrade`: the newest of everything, or of what is named. */
export function* upgrade(session: Session, options: Parsed): Sys<number> {
  const names = new Set(options.operands)
  return yield* settle(session, session.world, { prefersNewest: (name) => names.size === 0 || names.has(name) })
}

/** `apk fix`: puts packages in place again. */
export function* fix(session: Session, options: Parsed): Sys<number> {
  for (const name of options.operands) {
    if (session.installed.some((each) => each.name === name)) continue
    yield* printError(`ERROR: unable to select packages:\n  ${name} (no such package):\n    required by: world[${name}]\n`)
    return 1
  }
  return yield* settle(session, session.world, {
    also: (changes) => [
      ...changes,
      ...options.operands.flatMap((name) => {
        const old = session.installed.find((each) => each.name === name)
        const same = session.repositories.candidates.find((each) => each.name === name && each.version === old?.version)
        return old && same ? [{ old, new: same }] : []
      }),
    ],
  })
}

/** `apk update`: the indexes anew. */
export function* update(session: Session): Sys<number> {
  const { descriptions, candidates, unavailable, stale } = session.repositories
  if (!session.options.quiet) {
    yield* print(descriptions.map((line) => `${line}\n`).join(''))
    const bad = unavailable + stale
    const distinct = new Set([...candidates, ...session.installed].map(packageVersion)).size
    yield* print(`${bad > 0 ? `${unavailable} unavailable, ${stale} stale;` : 'OK:'} ${distinct} distinct packages available\n`)
  }
  yield* writeWorld(session.world)
  return unavailable + stale
}
