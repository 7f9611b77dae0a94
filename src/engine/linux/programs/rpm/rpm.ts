import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { TimeZone } from '../../../base/time-zone.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { localZone } from '../../libc/local-zone.ts'
import { fail, print, printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { capabilityText, type InstalledRpm, provides, readDatabase } from './database.ts'
import { download } from './fetch.ts'
import { nevra, type RpmHeader } from './header.ts'
import { erasePackage, installPackage } from './install.ts'
import { parseKey, trustedKeys, trustKey } from './keyring.ts'
import { readPackage } from './package-file.ts'
import { globMatches } from './yum/session.ts'

const options = optionTable(
  'q|query a|all f|file p|package i|info l|list c|configfiles d|docfiles R|requires provides scripts changelog qf|queryformat= last i|install U|upgrade F|freshen e|erase v|verbose h|hash V|verify nodeps force test import= version whatprovides whatrequires',
)

/** rpm(8) 4.11: query, install, upgrade, erase, import. Leaves out verification, building and triggers. */
export const rpm: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), options)
  if (!parsed.ok)
    return yield* fail(
      'rpm',
      parsed.message.replace(
        /^(unrecognized|invalid) option.*'(.*)'$/,
        (_, __, name: string) => `${name.length === 1 ? '-' : ''}${name}: unknown option`,
      ),
    )
  const asked = parsed.value
  if (asked.has('version')) {
    yield* print('RPM version 4.11.3\n')
    return 0
  }
  if (asked.has('import')) return yield* importKey(asked.value('import') ?? '')
  if (asked.has('query')) return yield* query(asked, yield* localZone(env))
  if (asked.has('erase')) return yield* erase(asked)
  if (asked.has('install') || asked.has('info') || asked.has('upgrade') || asked.has('freshen')) return yield* install(asked)
  if (asked.has('verify')) return yield* fail('cais: rpm', '--verify is not simulated')
  return yield* fail('rpm', 'no operation given')
}

function* importKey(source: string): Sys<number> {
  let path = source
  if (/^https?:/.test(source)) {
    path = '/var/tmp/rpm-key.asc'
    if (!(yield* download(source, path)).ok) return yield* fail('error', `${source}: import read failed(2).`)
  }
  const text = yield* readFile(path)
  const key = text.ok ? parseKey(text.value) : undefined
  if (!key) return yield* fail('error', `${source}: ${text.ok ? 'key 1 not an armored public key.' : 'import read failed(2).'}`)
  if (!(yield* trustedKeys()).some((known) => known.id === key.id)) yield* trustKey(key)
  return 0
}

function* query(asked: Parsed, zone: TimeZone): Sys<number> {
  const database = yield* readDatabase()
  if (asked.has('all')) {
    const patterns = asked.operands
    const shown = database.filter(
      (entry) => patterns.length === 0 || patterns.some((pattern) => globMatches(pattern, entry.name) || globMatches(pattern, nevra(entry))),
    )
    if (asked.has('last')) shown.sort((a, b) => b.installedMs - a.installedMs)
    for (const entry of shown) yield* print(describe(entry, asked, zone))
    return 0
  }
  if (asked.operands.length === 0) return yield* fail('rpm', 'no arguments given for query')
  let code = 0
  for (const operand of asked.operands) {
    const found = yield* selected(operand, asked, database)
    if (typeof found === 'string') {
      yield* print(`${found}\n`)
      code = 1
    } else for (const entry of found) yield* print(describe(entry, asked, zone))
  }
  return code
}

function* selected(operand: string, asked: Parsed, database: readonly InstalledRpm[]): Sys<readonly RpmHeader[] | string> {
  if (asked.has('package'))
    return [(yield* readPackage(operand)) ?? []].flat().length > 0
      ? [(yield* readPackage(operand)) as RpmHeader]
      : `error: open of ${operand} failed: No such file or directory`
  if (asked.has('file')) {
    const owners = database.filter((entry) => entry.files.some((file) => file.path === operand))
    if (owners.length > 0) return owners
    return (yield* sys.stat({ path: operand })).ok
      ? `file ${operand} is not owned by any package`
      : `error: file ${operand}: No such file or directory`
  }
  if (asked.has('whatprovides')) {
    const found = database.filter((entry) => provides(entry, { name: operand }))
    return found.length > 0 ? found : `no package provides ${operand}`
  }
  if (asked.has('whatrequires')) {
    const found = database.filter((entry) => entry.requires.some((capability) => capability.name === operand))
    return found.length > 0 ? found : `no package requires ${operand}`
  }
  const found = database.filter((entry) =>
    [
      entry.name,
      `${entry.name}-${entry.version}`,
      `${entry.name}-${entry.version}-${entry.release}`,
      nevra(entry),
      `${entry.name}.${entry.arch}`,
    ].includes(operand),
  )
  return found.length > 0 ? found : `package ${operand} is not installed`
}

function describe(entry: RpmHeader, asked: Parsed, zone: TimeZone): string {
  if (asked.has('queryformat')) return queryFormat(asked.value('queryformat') ?? '', entry)
  if (asked.has('info')) return infoText(entry, zone)
  if (asked.has('list')) return entry.files.length > 0 ? entry.files.map((file) => `${file.path}\n`).join('') : '(contains no files)\n'
  if (asked.has('configfiles'))
    return entry.files
      .filter((file) => file.config)
      .map((file) => `${file.path}\n`)
      .join('')
  if (asked.has('requires')) return entry.requires.map((capability) => `${capabilityText(capability)}\n`).join('')
  if (asked.has('provides')) return entry.provides.map((capability) => `${capabilityText(capability)}\n`).join('')
  if (asked.has('scripts'))
    return Object.entries(entry.scripts)
      .map(([kind, script]) => `${scriptTitles[kind]} scriptlet (using /bin/sh):\n${script}\n`)
      .join('')
  if (asked.has('last') && 'installedMs' in entry)
    return `${nevra(entry).padEnd(45)} ${strftime('%a %d %b %Y %I:%M:%S %p %Z', civilTime((entry as InstalledRpm).installedMs, zone))}\n`
  return `${nevra(entry)}\n`
}

const scriptTitles: Readonly<Record<string, string>> = { pre: 'preinstall', post: 'postinstall', preun: 'preuninstall', postun: 'postuninstall' }

/** `%{NAME}-%{VERSION}\n`, with widths: `%-30{NAME}`. */
export function queryFormat(format: string, entry: RpmHeader): string {
  const tags: Readonly<Record<string, string | number>> = {
    NAME: entry.name,
    VERSION: entry.version,
    RELEASE: entry.release,
    ARCH: entry.arch,
    EPOCH: entry.epoch > 0 ? entry.epoch : '(none)',
    SIZE: entry.installedBytes,
    SUMMARY: entry.summary,
    LICENSE: entry.license,
    URL: entry.url,
    VENDOR: entry.vendor,
    GROUP: entry.group,
    NEVRA: nevra(entry),
  }
  return format
    .replace(/%(-?)(\d*)\{([A-Za-z_]+)(?::\w+)?\}/g, (_, minus: string, width: string, tag: string) => {
      const value = String(tags[tag.toUpperCase()] ?? '(none)')
      return minus ? value.padEnd(Number(width || 0)) : value.padStart(Number(width || 0))
    })
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
}

function infoText(entry: RpmHeader, zone: TimeZone): string {
  const stamp = (atMs: number) => strftime('%a %d %b %Y %I:%M:%S %p %Z', civilTime(atMs, zone))
  const installed = 'installedMs' in entry ? stamp((entry as InstalledRpm).installedMs) : '(not installed)'
  const rows: readonly (readonly [string, string])[] = [
    ['Name', entry.name],
    ...(entry.epoch > 0 ? [['Epoch', String(entry.epoch)] as const] : []),
    ['Version', entry.version],
    ['Release', entry.release],
    ['Architecture', entry.arch],
    ['Install Date', installed],
    ['Group', entry.group],
    ['Size', String(entry.installedBytes)],
    ['License', entry.license],
    ['Signature', entry.signedBy ? `RSA/SHA512, ${stamp(entry.builtMs)}, Key ID ${entry.signedBy}` : '(none)'],
    ['Source RPM', entry.sourceRpm],
    ['Build Date', stamp(entry.builtMs)],
    ['Build Host', entry.buildHost],
    ['Relocations', '(not relocatable)'],
    ['Packager', entry.packager],
    ['Vendor', entry.vendor],
    ['URL', entry.url],
    ['Summary', entry.summary],
  ]
  return `${rows.map(([label, value]) => `${label.padEnd(12)}: ${value}\n`).join('')}Description :\n${entry.description}\n`
}

function* install(asked: Parsed): Sys<number> {
  const database = yield* readDatabase()
  const found: { header: RpmHeader; path: string }[] = []
  for (const operand of asked.operands) {
    let path = operand
    if (/^https?:/.test(operand)) {
      path = `/var/tmp/${operand.split('/').at(-1)}`
      yield* print(`Retrieving ${operand}\n`)
      if (!(yield* download(operand, path)).ok) return yield* fail('error', `skipping ${operand} - transfer failed`)
    }
    const header = yield* readPackage(path)
    if (!header)
      return yield* fail(
        'error',
        (yield* sys.stat({ path })).ok ? `${path}: not an rpm package (or package manifest)` : `open of ${path} failed: No such file or directory`,
      )
    found.push({ header, path })
  }
  if (!asked.has('nodeps')) {
    const missing = found.flatMap(({ header }) =>
      header.requires
        .filter((wanted) => ![...database, ...found.map((other) => other.header)].some((entry) => provides(entry, wanted)))
        .map((wanted) => `\t${capabilityText(wanted)} is needed by ${nevra(header)}\n`),
    )
    if (missing.length > 0) {
      yield* printError(`error: Failed dependencies:\n${missing.join('')}`)
      return missing.length
    }
  }
  for (const { header } of found) {
    const same = database.find((entry) => nevra(entry) === nevra(header))
    if (same && !asked.has('force')) {
      yield* printError(`\tpackage ${nevra(header)} is already installed\n`)
      return 1
    }
  }
  const hashes = asked.has('hash')
  if (asked.has('verbose')) yield* print(`${'Preparing...'.padEnd(34)}${hashes ? `${'#'.repeat(33)} [100%]` : ''}\nUpdating / installing...\n`)
  for (const [index, { header, path }] of found.entries()) {
    if (!(yield* installPackage(header, path, 'installed'))) return yield* fail('error', `unpacking of archive failed on file ${path}: cpio: write`)
    const percent = Math.round(((index + 1) * 100) / found.length)
    if (asked.has('verbose'))
      yield* print(
        hashes
          ? `${`   ${index + 1}:${header.name}-${header.version}-${header.release}`.padEnd(34).slice(0, 34)}${'#'.repeat(33)} [${String(percent).padStart(3)}%]\n`
          : `${nevra(header)}\n`,
      )
  }
  return 0
}

function* erase(asked: Parsed): Sys<number> {
  const database = yield* readDatabase()
  const going = asked.operands.map((operand) =>
    database.find((entry) => entry.name === operand || nevra(entry) === operand || `${entry.name}-${entry.version}-${entry.release}` === operand),
  )
  for (const [index, entry] of going.entries()) if (!entry) return yield* fail('error', `package ${asked.operands[index]} is not installed`)
  const names = new Set(going.map((entry) => entry?.name))
  const staying = database.filter((entry) => !names.has(entry.name))
  const broken = asked.has('nodeps')
    ? []
    : staying.flatMap((entry) =>
        entry.requires
          .filter((wanted) => going.some((gone) => gone && provides(gone, wanted)) && !staying.some((other) => provides(other, wanted)))
          .map((wanted) => `\t${capabilityText(wanted)} is needed by (installed) ${nevra(entry)}\n`),
      )
  if (broken.length > 0) {
    yield* printError(`error: Failed dependencies:\n${broken.join('')}`)
    return broken.length
  }
  for (const entry of going) if (entry) yield* erasePackage(entry.name)
  return 0
}
