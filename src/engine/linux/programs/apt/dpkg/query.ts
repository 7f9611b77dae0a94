import type { Sys } from '../../../kernel/calls.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { fail, print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { formatStanza, summaryOf } from '../control.ts'
import { type Database, type DebPackage, infoPath, listOf, readDatabase } from '../database.ts'
import { abbreviation, listTable } from './list-table.ts'

const PROGRAM = 'dpkg-query'

const isPattern = (text: string): boolean => /[*?[]/.test(text)
const sorted = (database: Database): readonly DebPackage[] => [...database.values()].sort((a, b) => (a.displayName < b.displayName ? -1 : 1))

const matches = (entry: DebPackage, pattern: string): boolean =>
  isPattern(pattern)
    ? fnmatch(pattern, entry.name)
    : entry.name === pattern || entry.displayName === pattern || `${entry.name}:${entry.arch}` === pattern

/** Packages of the patterns in order of name; those of a pattern that finds nothing are reported. */
function* chosen(database: Database, patterns: readonly string[], all: boolean): Sys<{ found: readonly DebPackage[]; missing: boolean }> {
  const known = sorted(database).filter((entry) => all || entry.state !== 'not-installed')
  if (patterns.length === 0) return { found: known.filter((entry) => entry.state !== 'config-files' || all), missing: false }
  let missing = false
  for (const pattern of patterns) {
    if (known.some((entry) => matches(entry, pattern))) continue
    missing = true
    yield* printError(`${PROGRAM}: no packages found matching ${pattern}\n`)
  }
  return { found: known.filter((entry) => patterns.some((pattern) => matches(entry, pattern))), missing }
}

/** `-l`. */
export function* listPackages(patterns: readonly string[]): Sys<number> {
  const database = yield* readDatabase()
  const { found, missing } = yield* chosen(database, patterns, true)
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  if (found.length > 0) yield* print(listTable(found, size.ok && size.value.cols > 0 ? size.value.cols : undefined))
  return missing ? 1 : 0
}

const defaultFormat = '${binary:Package}\\t${Version}\\n'

/** `-W`, with `-f`. */
export function* showPackages(patterns: readonly string[], format = defaultFormat): Sys<number> {
  const database = yield* readDatabase()
  const { found, missing } = yield* chosen(database, patterns, false)
  yield* print(found.map((entry) => expandFormat(format, entry)).join(''))
  return missing ? 1 : 0
}

/** `${Package;-20}`, `${Status}`, escapes. */
export function expandFormat(format: string, entry: DebPackage): string {
  const virtual: Readonly<Record<string, string>> = {
    'binary:Package': entry.displayName,
    'binary:Summary': summaryOf(entry.fields),
    'db:Status-Abbrev': abbreviation(entry),
    'db:Status-Status': entry.state,
    'db:Status-Want': entry.selection,
    'source:Package': entry.fields.get('Source')?.split(' ')[0] ?? entry.name,
    'source:Version': entry.version,
  }
  const known = (name: string) => virtual[name] ?? [...entry.fields].find(([field]) => field.toLowerCase() === name.toLowerCase())?.[1] ?? ''
  return format
    .replace(/\$\{([\w:-]+)(?:;(-?)(\d+))?\}/g, (_, name: string, minus: string, width?: string) => {
      const value = known(name)
      if (width === undefined) return value
      const fixed = value.slice(0, Number(width))
      return minus ? fixed.padEnd(Number(width)) : fixed.padStart(Number(width))
    })
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
}

/** `-s`: the status paragraph. */
export function* statusOf(names: readonly string[]): Sys<number> {
  if (names.length === 0) return yield* needsName('--status')
  const database = yield* readDatabase()
  let code = 0
  for (const [index, name] of names.entries()) {
    const entry = database.get(name.replace(/:amd64$/, ''))
    if (!entry) {
      code = 1
      yield* printError(`${PROGRAM}: package '${name}' is not installed and no information is available\n`)
    } else yield* print(`${index > 0 ? '\n' : ''}${formatStanza(entry.fields)}`)
  }
  if (code) yield* printError('Use dpkg --info (= dpkg-deb --info) to examine archive files.\n')
  return code
}

/** `-L`: the files. */
export function* filesOf(names: readonly string[]): Sys<number> {
  if (names.length === 0) return yield* needsName('--listfiles')
  const database = yield* readDatabase()
  let code = 0
  for (const [index, name] of names.entries()) {
    const entry = database.get(name.replace(/:amd64$/, ''))
    if (!entry) {
      code = 1
      yield* printError(`${PROGRAM}: package '${name}' is not installed\n`)
      continue
    }
    const list = yield* listOf(entry)
    yield* print(`${index > 0 ? '\n' : ''}${list.map((path) => `${path}\n`).join('')}`)
  }
  if (code) yield* printError('Use dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n')
  return code
}

/** `-S`: who has the path; a pattern without a slash matches anywhere. */
export function* ownersOf(patterns: readonly string[]): Sys<number> {
  if (patterns.length === 0) return yield* usageError('--search needs at least one file name pattern argument')
  const database = yield* readDatabase()
  const lists: (readonly [DebPackage, readonly string[]])[] = []
  for (const entry of sorted(database)) lists.push([entry, yield* listOf(entry)])
  let code = 0
  for (const pattern of patterns) {
    const glob = pattern.startsWith('/') || /^[*?[]/.test(pattern) ? pattern : `*${pattern}*`
    const wanted = isPattern(glob) ? (path: string) => fnmatch(glob, path) : (path: string) => path === glob.replace(/(.)\/$/, '$1')
    const owners = new Map<string, string[]>()
    for (const [entry, list] of lists) for (const path of list) if (wanted(path)) owners.set(path, [...(owners.get(path) ?? []), entry.displayName])
    if (owners.size === 0) {
      code = 1
      yield* printError(`${PROGRAM}: no path found matching pattern ${pattern}\n`)
    }
    yield* print([...owners].map(([path, names]) => `${names.join(', ')}: ${path}\n`).join(''))
  }
  return code
}

/** `-p`: what the package file says, as apt lists it. */
export function* controlFiles(name: string): Sys<number> {
  const entry = (yield* readDatabase()).get(name)
  if (!entry) return yield* fail(PROGRAM, `package '${name}' is not installed`)
  const kinds = ['conffiles', 'list', 'md5sums', 'postinst', 'postrm', 'preinst', 'prerm', 'triggers']
  for (const kind of kinds.filter((one) => one !== 'list')) {
    const path = infoPath(entry, kind)
    if ((yield* sys.stat({ path })).ok) yield* print(`${path}\n`)
  }
  return 0
}

/** `--get-selections [patterns]`. */
export function* selections(patterns: readonly string[]): Sys<number> {
  const { found } = yield* chosen(yield* readDatabase(), patterns, true)
  yield* print(
    found
      .map((entry) => `${entry.displayName}${'\t'.repeat(Math.max(1, 6 - Math.floor(entry.displayName.length / 8)))}${entry.selection}\n`)
      .join(''),
  )
  return 0
}

const needsName = (option: string): Sys<number> => usageError(`${option} needs at least one package name argument`)

function* usageError(message: string): Sys<number> {
  yield* printError(`${PROGRAM}: error: ${message}\n\nUse --help for help about querying packages.\n`)
  return 2
}
