import { decode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable, type Parsed } from '../../../libc/getopt.ts'
import { run } from '../../../libc/spawn.ts'
import { print, printError, readAll } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { ADMIN, readDatabase, writeDatabase } from '../database.ts'
import { type VersionSign, versionSatisfies } from '../version.ts'
import { configurePackages } from './configure.ts'
import { controlFiles, filesOf, listPackages, ownersOf, selections, showPackages, statusOf } from './query.ts'
import { removePackages } from './remove.ts'
import { DpkgSession } from './session.ts'
import { unpackArchive } from './unpack.ts'

/**
 * dpkg(1) over /var/lib/dpkg: unpacking, configuring, removing, triggers, queries. Models dpkg 1.21's src/main. Leaves out: diversions,
 * stat overrides, multiarch beyond amd64, questions about changed configuration files (they are kept), --verify, --audit.
 */
const actions =
  'i|install unpack A|record-avail configure r|remove P|purge triggers-only l|list L|listfiles s|status S|search W|show p|print-avail I|info c|contents x|extract e|control f|field b|build get-selections set-selections print-architecture print-foreign-architectures add-architecture compare-versions C|audit V|verify assert-support-predepends'
const modifiers =
  'a|pending R|recursive status-fd= no-triggers triggers auto-deconfigure force-all force-depends force-confold force-confnew force-confdef force-overwrite force-remove-essential force-remove-reinstreq F|force= admindir= root= D|debug= E|skip-same-version no-pager'

const actionKeys = optionTable(actions).map((option) => option.key ?? '')

const needAction = `dpkg: error: need an action option

Type dpkg --help for help about installing and deinstalling packages [*];
Use 'apt' or 'aptitude' for user-friendly package management;
Type dpkg -Dhelp for a list of dpkg debug flag values;
Type dpkg --force-help for a list of forcing options;
Type dpkg-deb --help for help about manipulating *.deb files;

Options marked [*] produce a lot of output - pipe it through 'less' or 'more' !
`

export const dpkg: Main = function* ({ argv, build }) {
  // Only the first letter of `-l` and its like is an action: the rest are the patterns.
  const parsed = getopt(argv.slice(1), optionTable(`${actions} ${modifiers} version help`))
  if (!parsed.ok) {
    const what = parsed.message
      .replace(/^unrecognized option '(.*)'$/, 'unknown option $1')
      .replace(/^invalid option -- '(.*)'$/, 'unknown option -$1')
    yield* printError(needAction.replace('need an action option', what))
    return 2
  }
  const asked = parsed.value
  if (asked.has('version')) {
    yield* print(
      `Debian 'dpkg' package management program version ${build.get('version') ?? '1.21.22'} (amd64).\nThis is free software; see the GNU General Public License version 2 or\nlater for copying conditions. There is NO warranty.\n`,
    )
    return 0
  }
  for (const key of ['admindir', 'root', 'recursive', 'debug', 'help'])
    if (asked.has(key)) {
      yield* printError(`cais: dpkg: --${key} is not simulated\n`)
      return 2
    }
  const given = [...new Set(asked.options.map((option) => option.key).filter((key) => actionKeys.includes(key)))]
  const [action, second] = given
  if (action === undefined) {
    yield* printError(needAction)
    return 2
  }
  if (second !== undefined) {
    const letter = (key: string) => optionTable(actions).find((option) => option.key === key)?.short
    yield* printError(`dpkg: error: conflicting actions -${letter(second) ?? second} (--${second}) and -${letter(action) ?? action} (--${action})\n`)
    return 2
  }
  return yield* act(action, asked)
}

function* act(action: string, asked: Parsed): Sys<number> {
  const { operands } = asked
  switch (action) {
    case 'list':
      return yield* listPackages(operands)
    case 'listfiles':
      return yield* filesOf(operands)
    case 'status':
      return yield* statusOf(operands)
    case 'search':
      return yield* ownersOf(operands)
    case 'show':
      return yield* showPackages(operands)
    case 'get-selections':
      return yield* selections(operands)
    case 'set-selections':
      return yield* setSelections()
    case 'print-architecture':
      yield* print('amd64\n')
      return 0
    case 'print-foreign-architectures':
      return 0
    case 'audit':
      return 0
    case 'info':
    case 'contents':
    case 'field':
    case 'extract':
    case 'control':
    case 'build':
      return yield* run(['dpkg-deb', `--${action}`, ...operands])
    case 'install':
    case 'unpack':
    case 'configure':
    case 'remove':
    case 'purge':
    case 'triggers-only':
      return yield* change(action, asked)
    case 'compare-versions':
      return yield* compare(operands)
    default:
      yield* printError(`cais: dpkg: --${action} is not simulated\n`)
      return 2
  }
}

/** Everything that changes the database needs its lock, and root. */
function* change(action: string, asked: Parsed): Sys<number> {
  const { euid } = yield* sys.getcredentials({})
  if (euid !== 0) {
    yield* printError('dpkg: error: requested operation requires superuser privilege\n')
    return 2
  }
  const lock = yield* sys.open({ path: `${ADMIN}/lock`, flags: O.RDWR | O.CREAT | O.CLOEXEC, mode: 0o640 })
  if (!lock.ok) {
    yield* printError(`dpkg: error: unable to open/create dpkg database lock: ${strerror(lock.error)}\n`)
    return 2
  }
  const pending = asked.has('pending')
  if (asked.operands.length === 0 && !pending) {
    const what = action === 'install' || action === 'unpack' ? 'package archive file' : 'package name'
    yield* printError(`dpkg: error: --${action} needs at least one ${what} argument\n\n${needAction.split('\n').slice(2).join('\n')}`)
    return 2
  }
  const statusFd = asked.value('status-fd')
  const forces = new Set(asked.options.map((option) => option.key.replace(/^force-?/, '')).concat(asked.values('force')))
  const session = yield* DpkgSession.open(`--${action}`, statusFd === undefined ? undefined : Number(statusFd), forces, !asked.has('no-triggers'))
  if (action === 'install' || action === 'unpack') {
    const names: string[] = []
    for (const path of asked.operands) {
      const name = yield* unpackArchive(session, path)
      if (name !== undefined) names.push(name)
    }
    if (action === 'install') yield* configurePackages(session, names)
  } else if (action === 'configure') {
    const waiting = [...session.database.values()].filter((entry) => ['unpacked', 'half-configured'].includes(entry.state)).map((entry) => entry.name)
    for (const name of asked.operands) if (!waiting.includes(name)) yield* notWaiting(session, name)
    yield* configurePackages(session, pending ? waiting : asked.operands.filter((name) => waiting.includes(name)))
  } else if (action !== 'triggers-only') {
    const going = pending
      ? [...session.database.values()].filter((entry) => ['deinstall', 'purge'].includes(entry.selection) && entry.state === 'installed')
      : []
    yield* removePackages(
      session,
      [...asked.operands.map((name) => name.replace(/:amd64$/, '')), ...going.map((entry) => entry.name)],
      action === 'purge',
    )
  }
  if (action !== 'unpack') yield* session.processTriggers()
  return yield* session.finish()
}

function* notWaiting(session: DpkgSession, name: string): Sys<void> {
  const entry = session.database.get(name)
  yield* session.problem(name, entry?.unpacked ? `package ${name} is already installed and configured` : `package ${name} is not installed`)
}

function* setSelections(): Sys<number> {
  const input = yield* readAll(0)
  const database = yield* readDatabase()
  for (const line of (input.ok ? decode(input.value) : '').split('\n')) {
    const [name = '', selection = ''] = line.trim().split(/\s+/)
    const entry = database.get(name.replace(/:amd64$/, ''))
    if (entry && selection) database.set(entry.name, entry.with({ Status: `${selection} ok ${entry.state}` }))
    else if (name) yield* printError(`dpkg: warning: package not in status nor available database at line 1: ${name}\n`)
  }
  yield* writeDatabase(database)
  return 0
}

const signs: Readonly<Record<string, VersionSign>> = {
  lt: '<<',
  le: '<=',
  eq: '=',
  ge: '>=',
  gt: '>>',
  '<<': '<<',
  '<=': '<=',
  '=': '=',
  '>=': '>=',
  '>>': '>>',
}

function* compare(operands: readonly string[]): Sys<number> {
  const [left = '', word = '', right = ''] = operands
  const sign = signs[word]
  if (operands.length !== 3 || !sign) {
    yield* printError('dpkg: error: --compare-versions takes three arguments: <version> <relation> <version>\n')
    return 2
  }
  return versionSatisfies(left, sign, right) ? 0 : 1
}

/** dpkg-query(1). */
export const dpkgQuery: Main = function* ({ argv }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable('l|list L|listfiles s|status S|search W|show p|print-avail c|control-path control-list f|showformat= admindir= no-pager version'),
  )
  if (!parsed.ok) {
    yield* printError(
      `dpkg-query: error: ${parsed.message.replace(/^unrecognized option '(.*)'$/, 'unknown option $1')}\n\nUse --help for help about querying packages.\n`,
    )
    return 2
  }
  const asked = parsed.value
  const { operands } = asked
  if (asked.has('version')) {
    yield* print('Debian dpkg-query package management program query tool version 1.21.22 (amd64).\n')
    return 0
  }
  if (asked.has('list')) return yield* listPackages(operands)
  if (asked.has('listfiles')) return yield* filesOf(operands)
  if (asked.has('status')) return yield* statusOf(operands)
  if (asked.has('search')) return yield* ownersOf(operands)
  if (asked.has('show')) return yield* showPackages(operands, asked.value('showformat')?.replace(/^=/, ''))
  if (asked.has('control-path')) return yield* controlFiles(operands[0] ?? '')
  yield* printError('dpkg-query: error: need an action option\n\nUse --help for help about querying packages.\n')
  return 2
}
