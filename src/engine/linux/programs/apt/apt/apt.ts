import type { Sys } from '../../../kernel/calls.ts'
import type { Main, Start } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { autoremove, install, open, remove, upgrade } from './change-commands.ts'
import { AptConfig } from './config.ts'
import { aptCacheHelp, aptGetHelp, aptHelp, aptMarkHelp, cow } from './help.ts'
import { flagsOf, parseOptions } from './options.ts'
import { depends, list, policy, search, show } from './query-commands.ts'
import { AptSession } from './session.ts'
import { clean, download, markPackages } from './small-commands.ts'
import { readUniverse } from './universe.ts'
import { update } from './update.ts'

/**
 * apt(8), apt-get(8), apt-cache(8) and apt-mark(8) of apt 2.6: one engine, four front ends. Models apt-private and apt-pkg: lists fetched over HTTP,
 * dependency resolution, dpkg run on its own terminal. Leaves out: pinning, source packages, held-back phasing, changelogs, edit-sources.
 */
type Operation = (session: AptSession, args: readonly string[], asked: Parsed) => Sys<boolean>

const shared: Readonly<Record<string, Operation>> = {
  update: (session) => updateLists(session),
  install: (session, args) => install(session, args),
  reinstall: (session, args) => install(session, args),
  remove: (session, args) => remove(session, args),
  purge: (session, args) => remove(session, args),
  upgrade: (session) => upgrade(session, false),
  'dist-upgrade': (session) => upgrade(session, true),
  'full-upgrade': (session) => upgrade(session, true),
  autoremove: (session, args) => autoremove(session, args),
  autopurge: (session, args) => autoremove(session, args),
  clean: (session) => clean(session),
  autoclean: (session) => clean(session),
  download: (session, args) => download(session, args),
  moo: function* () {
    yield* print(cow)
    return true
  },
  check: function* (session) {
    return (yield* open(session)) !== undefined
  },
}

const asking: Readonly<Record<string, Operation>> = {
  search: (session, args, asked) => search(session, args, asked.has('names-only')),
  show: (session, args) => show(session, args),
  policy: (session, args) => policy(session, args),
  depends: (session, args) => depends(session, args, false),
  rdepends: (session, args) => depends(session, args, true),
}

const operationsOf: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  apt: {
    ...shared,
    ...asking,
    list: (session, args, asked) =>
      list(session, args, {
        installed: asked.has('installed'),
        upgradable: asked.has('upgradable') || asked.has('upgradeable'),
        manual: asked.has('manual-installed'),
      }),
  },
  'apt-get': shared,
  'apt-cache': {
    ...asking,
    pkgnames: function* (session, args) {
      const universe = yield* readUniverse(session)
      for (const name of universe?.names() ?? []) if (name.startsWith(args[0] ?? '')) yield* print(`${name}\n`)
      return universe !== undefined
    },
  },
  'apt-mark': Object.fromEntries(
    ['auto', 'manual', 'hold', 'unhold', 'showauto', 'showmanual', 'showhold'].map(
      (verb) => [verb, (session, args) => markPackages(session, verb, args)] as const satisfies readonly [string, Operation],
    ),
  ),
}

const helps: Readonly<Record<string, string>> = { apt: aptHelp, 'apt-get': aptGetHelp, 'apt-cache': aptCacheHelp, 'apt-mark': aptMarkHelp }

const notSimulated: readonly string[] = [
  'source',
  'build-dep',
  'changelog',
  'edit-sources',
  'satisfy',
  'dselect-upgrade',
  'indextargets',
  'showpkg',
  'stats',
  'dump',
  'madison',
  'showsrc',
  'minimize-manual',
]

const frontEnd = (program: string): Main =>
  function* (start) {
    const { argv, build } = start
    const parsed = parseOptions(argv.slice(1))
    if (!parsed.ok) {
      yield* printError(`E: ${parsed.error}\n`)
      return 100
    }
    const asked = parsed.value
    const version = build.get('version') ?? '2.6.1'
    if (asked.has('version')) {
      yield* print(`apt ${version} (amd64)\n`)
      return 0
    }
    const [operation, ...args] = asked.operands
    if (operation === undefined || operation === 'help' || asked.has('help')) {
      yield* print((helps[program] ?? '').replace('VERSION', version))
      return operation === undefined && !asked.has('help') ? 1 : 0
    }
    const unmodelled = ['config-file', 'error-on'].find((key) => asked.has(key)) ?? (asked.has('target-release') ? 'target-release' : undefined)
    if (unmodelled) {
      yield* printError(`cais: ${program}: --${unmodelled} is not simulated\n`)
      return 100
    }
    const run = operationsOf[program]?.[operation]
    const session = yield* openSession(program, asked, start, operation)
    if (!run) {
      if (notSimulated.includes(operation)) {
        yield* printError(`cais: ${program}: ${operation} is not simulated\n`)
        return 100
      }
      session.error(`Invalid operation ${operation}`)
      return yield* session.finish()
    }
    yield* sys.compute({ ms: 20 })
    const fine = yield* run(session, args, asked)
    return yield* session.finish(fine ? 0 : 100)
  }

function* openSession(program: string, asked: Parsed, start: Start, operation: string): Sys<AptSession> {
  const config = yield* AptConfig.read()
  for (const option of asked.values('option')) {
    const [name = '', ...rest] = option.split('=')
    config.set(name, rest.join('='))
  }
  const terminal = (yield* sys.tcgetattr({ fd: 1 })).ok
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  const columns = size.ok && size.value.cols >= 5 ? size.value.cols - 1 : 80
  const rows = size.ok && size.value.rows > 0 ? size.value.rows : 24
  if (program === 'apt' && !terminal && !config.is('APT::Cmd::Disable-Script-Warning', false))
    yield* printError('\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n')
  return new AptSession(program, flagsOf(asked, config, terminal, operation), config, terminal, columns, rows, start.env)
}

/** `update` ends by reading what it fetched; apt tells how much could be upgraded. */
function* updateLists(session: AptSession): Sys<boolean> {
  const fine = yield* update(session)
  if (session.program === 'apt-get') {
    if (session.failed) yield* session.progress('Reading package lists', (function* () {})())
    else
      yield* session.progress(
        'Reading package lists',
        (function* () {
          yield* readUniverse(session)
        })(),
      )
    return fine
  }
  const universe = yield* open(session)
  if (!universe || !fine) return false
  const count = universe.upgradable().length
  yield* session.say(
    count === 0
      ? 'All packages are up to date.\n'
      : `${count} package${count === 1 ? '' : 's'} can be upgraded. Run 'apt list --upgradable' to see ${count === 1 ? 'it' : 'them'}.\n`,
  )
  return true
}

export const apt = frontEnd('apt')
export const aptGet = frontEnd('apt-get')
export const aptCache = frontEnd('apt-cache')
export const aptMark = frontEnd('apt-mark')
