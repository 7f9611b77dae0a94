import type { Sys } from '../../kernel/calls.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { fnmatch } from '../../libc/glob.ts'
import { print, printError } from '../../libc/stdio.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import { compareApkVersions, namesOf, parseDependency, satisfies } from './dependency.ts'
import type { ApkRecord, InstalledPackage } from './record.ts'
import { packageVersion } from './record.ts'
import type { Session } from './session.ts'

/** Newest of each name there is to have. */
function newest(session: Session): ReadonlyMap<string, ApkRecord> {
  const found = new Map<string, ApkRecord>()
  for (const each of session.repositories.candidates) {
    const before = found.get(each.name)
    if (!before || compareApkVersions(each.version, before.version) > 0) found.set(each.name, each)
  }
  return found
}

const byName = (a: ApkRecord, b: ApkRecord): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : compareApkVersions(a.version, b.version))

/** A number and its unit, as long as it is below ten thousand. */
function humanSize(bytes: number): string {
  let [size, unit] = [bytes, 0]
  while (size >= 10_000 && unit < 4) [size, unit] = [Math.floor(size / 1024), unit + 1]
  return `${size} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][unit]}`
}

/** `apk info`. */
export function* info(session: Session, options: Parsed): Sys<number> {
  const { installed } = session
  if (options.has('who-owns')) return yield* owners(session, options.operands)
  if (options.has('installed')) {
    const there = options.operands.filter((name) => installed.some((each) => each.name === name))
    if (!session.options.quiet) yield* print(there.map((name) => `${name}\n`).join(''))
    return options.operands.length - there.length
  }
  if (options.operands.length === 0) {
    yield* print(installed.map((each) => (session.options.verbose ? `${packageVersion(each)}\n` : `${each.name}\n`)).join(''))
    return 0
  }
  let errors = 0
  for (const name of options.operands) {
    const known = [...installed, ...newest(session).values()].filter((each) => [...namesOf(each)].some((one) => one.name === name))
    const distinct = known.filter((each, i) => known.findIndex((other) => packageVersion(other) === packageVersion(each)) === i)
    if (distinct.length === 0) errors++
    for (const each of distinct) yield* print(sections(session, each, options))
  }
  return errors
}

const sectionKeys = ['description', 'webpage', 'size', 'depends', 'provides', 'rdepends', 'contents', 'triggers', 'license'] as const

function sections(session: Session, record: ApkRecord, options: Parsed): string {
  const wanted = options.has('all') ? [...sectionKeys] : sectionKeys.filter((key) => options.has(key))
  const name = packageVersion(record)
  const there = session.installed.find((each) => each.name === record.name && each.version === record.version)
  const list = (title: string, lines: readonly string[]) => `${name} ${title}:\n${lines.map((line) => `${line}\n`).join('')}\n`
  const text = (title: string, value: string) => `${name} ${title}:\n${value}\n\n`
  let out = ''
  for (const key of wanted.length > 0 ? wanted : (['description', 'webpage', 'size'] as const)) {
    if (key === 'description') out += text('description', record.description)
    else if (key === 'webpage') out += text('webpage', record.url)
    else if (key === 'size') out += text('installed size', humanSize(record.installedSize))
    else if (key === 'depends') out += list('depends on', record.depends)
    else if (key === 'provides') out += list('provides', record.provides)
    else if (key === 'license') out += text('license', record.license)
    else if (!there) continue
    else if (key === 'rdepends') out += list('is required by', requirers(session, there).map(packageVersion))
    else if (key === 'contents')
      out += list(
        'contains',
        there.files.filter(({ type }) => type !== 'directory').map(({ path }) => path.slice(1)),
      )
    else out += list('triggers', there.triggers)
  }
  return out
}

const requirers = (session: Session, record: InstalledPackage): readonly InstalledPackage[] =>
  session.installed.filter((other) =>
    other.depends.some((word) => {
      const dependency = parseDependency(word)
      return dependency && !dependency.conflict && satisfies(record, dependency)
    }),
  )

function* owners(session: Session, paths: readonly string[]): Sys<number> {
  let errors = 0
  for (const path of paths) {
    const of = (wanted: string | undefined) =>
      session.installed.find((each) => each.files.some((file) => file.type !== 'directory' && file.path === wanted))
    const direct = of(path)
    const owner = direct ?? of(yield* canonicalPath(path, 'existing'))
    if (owner) yield* print(`${path} ${direct ? '' : 'symlink target '}is owned by ${packageVersion(owner)}\n`)
    else {
      yield* printError(`ERROR: ${path}: Could not find owner package\n`)
      errors++
    }
  }
  return errors
}

/** `apk list`. */
export function* list(session: Session, options: Parsed): Sys<number> {
  const latest = newest(session)
  const only = (key: string) => options.has(key)
  const all = only('installed')
    ? [...session.installed]
    : [...latest.values(), ...session.installed.filter((each) => latest.get(each.name)?.version !== each.version)]
  let out = ''
  for (const each of all.sort(byName)) {
    if (options.operands.length > 0 && !options.operands.some((pattern) => fnmatch(pattern, each.name) || pattern === packageVersion(each))) continue
    const there = session.installed.find((one) => one.name === each.name)
    const current = there?.version === each.version
    const upgradable = there !== undefined && !current && compareApkVersions(each.version, there.version) > 0
    if (
      (only('upgradable') && !upgradable) ||
      (only('available') && !session.repositories.candidates.some((one) => one.name === each.name && one.version === each.version))
    )
      continue
    const state = current ? ' [installed]' : upgradable ? ` [upgradable from: ${packageVersion(there)}]` : ''
    out += session.options.quiet ? `${each.name}\n` : `${packageVersion(each)} ${each.arch} {${each.origin || each.name}} (${each.license})${state}\n`
    if (session.options.verbose) out += `  ${each.description}\n  <${each.url}>\n\n`
  }
  yield* print(out)
  return 0
}

/** `apk search`. */
export function* search(session: Session, options: Parsed): Sys<number> {
  const matches = (each: ApkRecord, word: string): boolean => {
    if (options.has('exact')) return each.name === word
    const pattern = `*${word}*`
    if (options.has('description') && fnmatch(pattern.toLowerCase(), each.description.toLowerCase())) return true
    return fnmatch(pattern, each.name) || (/[*?[]/.test(word) && fnmatch(word, each.name)) || (options.has('has-origin') && each.origin === word)
  }
  const found = [...newest(session).values()]
    .filter((each) => options.operands.length === 0 || options.operands.some((word) => matches(each, word)))
    .sort(byName)
  const line = (each: ApkRecord) =>
    session.options.verbose || options.has('description') ? `${packageVersion(each)} - ${each.description}` : packageVersion(each)
  yield* print(found.map((each) => `${session.options.quiet ? each.name : line(each)}\n`).join(''))
  return 0
}

/** `apk version`: what is there against what is to be had. */
export function* version(session: Session, options: Parsed): Sys<number> {
  if (options.has('test')) {
    const [a = '', b = ''] = options.operands
    const order = compareApkVersions(a, b)
    yield* print(`${order < 0 ? '<' : order > 0 ? '>' : '='}\n`)
    return 0
  }
  const latest = newest(session)
  yield* print(`${'Installed:'.padEnd(41)} Available:\n`)
  const limit = options.value('limit') ?? (options.operands.length > 0 || session.options.verbose ? '<=>?' : '<')
  for (const each of [...session.installed].sort(byName)) {
    if (options.operands.length > 0 && !options.operands.includes(each.name)) continue
    const other = latest.get(each.name)
    const order = other ? compareApkVersions(each.version, other.version) : 0
    const sign = !other ? '?' : order < 0 ? '<' : order > 0 ? '>' : '='
    if (limit.includes(sign)) yield* print(`${packageVersion(each).padEnd(40)} ${sign} ${other?.version ?? ''} \n`)
  }
  return 0
}

/** `apk policy`. */
export function* policy(session: Session, options: Parsed): Sys<number> {
  for (const name of options.operands) {
    const versions = new Map<string, string[]>()
    for (const each of session.installed) if (each.name === name) versions.set(each.version, ['lib/apk/db/installed'])
    for (const each of session.repositories.candidates)
      if (each.name === name) versions.set(each.version, [...(versions.get(each.version) ?? []), each.repository])
    if (versions.size === 0) continue
    yield* print(
      `${name} policy:\n${[...versions].map(([number, sources]) => `  ${number}:\n${sources.map((source) => `    ${source}\n`).join('')}`).join('')}`,
    )
  }
  return 0
}
