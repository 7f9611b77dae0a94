import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { clean, makecache, repolist } from './cache-commands.ts'
import { install, localPackages, remove, update } from './change-commands.ts'
import { history, info, list, search, whatProvides } from './query-commands.ts'
import { YumSession } from './session.ts'

const options = optionTable(
  'y|assumeyes q|quiet v|verbose C|cacheonly h|help version assumeno nogpgcheck enablerepo= disablerepo= showduplicates skip-broken obsoletes R|randomwait: e|errorlevel: d|debuglevel: c|config: x|exclude: setopt= noplugins',
)

const notSimulated = ['randomwait', 'config', 'exclude', 'setopt', 'skip-broken']

const commands: Readonly<Record<string, (session: YumSession, args: readonly string[]) => Sys<number>>> = {
  install,
  localinstall: localPackages,
  update,
  upgrade: update,
  'check-update': (session, args) => update(session, args, { check: true }),
  remove,
  erase: remove,
  list,
  info,
  search,
  provides: whatProvides,
  whatprovides: whatProvides,
  repolist,
  makecache,
  clean,
  history,
}

const changing = new Set(['install', 'localinstall', 'update', 'upgrade', 'remove', 'erase', 'makecache', 'clean'])

/** yum(8) 3.4.3: install, update, remove, queries, caches over the repositories of /etc/yum.repos.d. Leaves out groups, plugins and delta rpms. */
export const yum: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), options)
  if (!parsed.ok) {
    const message = parsed.message
      .replace(/^unrecognized option '(.*)'$/, 'no such option: $1')
      .replace(/^invalid option -- '(.)'$/, 'no such option: -$1')
    yield* printError(`Loaded plugins: fastestmirror\nUsage: yum [options] COMMAND\n\n\nCommand line error: ${message}\n`)
    return 1
  }
  const asked = parsed.value
  for (const name of notSimulated) {
    if (!asked.has(name)) continue
    yield* printError(`cais: yum: --${name} is not simulated\n`)
    return 1
  }
  if (asked.has('version')) {
    yield* print('3.4.3\n')
    return 0
  }
  const [name, ...args] = asked.operands
  const command = name === undefined ? undefined : commands[name]
  if (!command || asked.has('help')) return yield* usage(name)
  if (changing.has(name as string) && (yield* sys.getcredentials({})).euid !== 0) {
    yield* printError('Loaded plugins: fastestmirror\nYou need to be root to perform this command.\n')
    return 1
  }
  const split = (key: string) => asked.values(key).flatMap((value) => value.split(','))
  const session = new YumSession({
    assumeYes: asked.has('assumeyes'),
    assumeNo: asked.has('assumeno'),
    quiet: asked.has('quiet'),
    cacheOnly: asked.has('cacheonly'),
    noGpgCheck: asked.has('nogpgcheck'),
    enable: split('enablerepo'),
    disable: split('disablerepo'),
    showDuplicates: asked.has('showduplicates'),
  })
  yield* session.begin()
  yield* sys.compute({ ms: 250 })
  return yield* command(session, args)
}

function* usage(name: string | undefined): Sys<number> {
  yield* print('Loaded plugins: fastestmirror\n')
  if (name !== undefined && !commands[name]) {
    yield* print(`No such command: ${name}. Please use /usr/bin/yum --help\n`)
    return 1
  }
  if (name === undefined) yield* print('You need to give some command\n')
  yield* print(`Usage: yum [options] COMMAND\n\nList of Commands:\n\n${Object.keys(commands).sort().join('\n')}\n`)
  return name === undefined ? 1 : 0
}
