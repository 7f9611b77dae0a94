import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { add, del, fix, update, upgrade } from './change-commands.ts'
import { info, list, policy, search, version } from './query-commands.ts'
import type { GlobalOptions, Session } from './session.ts'
import { mayChange, openSession } from './session.ts'

interface Command {
  readonly options: string
  readonly run: (session: Session, options: Parsed) => Sys<number>
  /** Changes the system, reads indexes, or only reads what is installed. */
  readonly does: 'change' | 'query' | 'local'
  readonly summary: string
}

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    add: { options: 'l|latest u|upgrade t|virtual= initdb', run: add, does: 'change', summary: 'Add packages to WORLD and commit changes' },
    del: { options: 'r|rdepends', run: del, does: 'change', summary: 'Remove packages from WORLD and commit changes' },
    fix: {
      options: 'd|depends r|reinstall u|upgrade x|xattr directory-permissions',
      run: fix,
      does: 'change',
      summary: 'Fix, reinstall or upgrade packages without modifying WORLD',
    },
    update: { options: '', run: update, does: 'change', summary: 'Update repository indexes' },
    upgrade: {
      options: 'a|available l|latest prune ignore self-upgrade-only no-self-upgrade',
      run: upgrade,
      does: 'change',
      summary: 'Install upgrades available from repositories',
    },
    info: {
      options: 'a|all d|description e|installed L|contents P|provides r|rdepends R|depends s|size w|webpage W|who-owns license t|triggers',
      run: info,
      does: 'query',
      summary: 'Give detailed information about packages or repositories',
    },
    list: {
      options: 'a|available d|depends I|installed o|origin O|orphaned P|providers u|upgradable',
      run: list,
      does: 'query',
      summary: 'List packages matching a pattern or other criteria',
    },
    policy: { options: '', run: policy, does: 'query', summary: 'Show repository policy for packages' },
    search: {
      options: 'a|all d|description e|exact x o|origin r|rdepends has-origin',
      run: search,
      does: 'query',
      summary: 'Search for packages by name or description',
    },
    version: {
      options: 'a|all c|check I|indexes l|limit= t|test',
      run: version,
      does: 'query',
      summary: 'Compare package versions or perform tests on version strings',
    },
  } satisfies Record<string, Command>),
)

/** Known commands that are not modelled. */
const unsimulated = new Set(['audit', 'cache', 'dot', 'fetch', 'index', 'manifest', 'stats', 'verify'])

const globalOptions =
  'q|quiet v|verbose V|version U|update-cache no-cache no-network no-progress no-scripts s|simulate X|repository= allow-untrusted f|force force-broken-world force-overwrite force-refresh i|interactive p|root= cache-max-age= wait= purge no-interactive progress h|help print-arch arch= repositories-file= keys-dir= cache-dir='
const unsimulatedOptions = ['root', 'interactive', 'arch', 'repositories-file', 'keys-dir', 'cache-dir', 'progress']

/**
 * Models apk-tools 2.14: apk's commands over real indexes, a real database in /lib/apk/db and packages fetched through the network. Left out:
 * signatures, tags, the progress bar, the package cache, other roots. A package's control part is JSON and scripts lie beside the
 * database instead of in scripts.tar.
 */
export const apk: Main = function* ({ argv, build }) {
  const name = argv.slice(1).find((word) => commands.has(word) || unsimulated.has(word))
  const command = name === undefined ? undefined : commands.get(name)
  const own = command ? command.options : ''
  const known = new Set(optionTable(own).map((option) => option.short))
  const shared = optionTable(globalOptions).map((option) => {
    const { short, ...rest } = option
    return short !== undefined && known.has(short) ? rest : option
  })
  const parsed = getopt(argv.slice(1), [...optionTable(own), ...shared])
  const release = build.get('version') ?? '2.14.4'
  if (name !== undefined && unsimulated.has(name)) {
    yield* printError(`cais: apk: ${name} is not simulated\n`)
    return 1
  }
  if (!parsed.ok) {
    yield* printError(`apk: ${parsed.message.replace(/^(?:invalid option -- |unrecognized option )'(?:--)?(.*)'$/, 'unrecognized option: $1')}\n`)
    yield* printError(usage(release))
    return 1
  }
  const options = without(parsed.value, name)
  if (options.has('version') && name === undefined) {
    yield* print(`apk-tools ${release}, compiled for x86_64.\n`)
    return 0
  }
  if (options.has('print-arch')) {
    yield* print('x86_64\n')
    return 0
  }
  const [unknown] = options.operands
  if (!command && unknown !== undefined) {
    yield* printError(`ERROR: '${unknown}' is not an apk command. See 'apk --help'.\n`)
    return 1
  }
  if (!command || options.has('help')) {
    yield* print(usage(release))
    return command ? 0 : 1
  }
  const missing = unsimulatedOptions.find((key) => options.has(key))
  if (missing !== undefined) {
    yield* printError(`cais: apk: --${missing} is not simulated\n`)
    return 1
  }
  if (command.does === 'change' && !options.has('simulate') && !(yield* mayChange())) return 99
  return yield* command.run(yield* openSession(settingsOf(options, name), command.does === 'local' ? 'installed' : needs(name, options)), options)
}

/** Questions about what is installed open no repository. */
const needs = (name: string | undefined, options: Parsed): 'installed' | 'repositories' =>
  name === 'del' || (name === 'info' && (options.operands.length === 0 || options.has('who-owns') || options.has('installed')))
    ? 'installed'
    : 'repositories'

function settingsOf(options: Parsed, name: string | undefined): GlobalOptions {
  const query = name !== undefined && commands.get(name)?.does === 'query'
  return {
    cache: !options.has('no-cache'),
    update: options.has('update-cache') || name === 'update',
    network: !options.has('no-network') && !(query && !options.has('update-cache') && !options.has('no-cache')),
    quiet: options.has('quiet'),
    verbose: options.has('verbose'),
    simulate: options.has('simulate'),
    scripts: !options.has('no-scripts'),
    repositories: options.values('repository').map((url) => url.replace(/\/$/, '')),
  }
}

/** The arguments without the command's own name. */
function without(parsed: Parsed, name: string | undefined): Parsed {
  const at = name === undefined ? -1 : parsed.operands.indexOf(name)
  return {
    options: parsed.options,
    operands: at < 0 ? parsed.operands : parsed.operands.filter((_, i) => i !== at),
    has: (key) => parsed.has(key),
    value: (key) => parsed.value(key),
    values: (key) => parsed.values(key),
  }
}

function usage(release: string): string {
  const lines = (names: readonly string[]) => names.map((name) => `  ${name.padEnd(10)} ${commands.get(name)?.summary ?? ''}\n`).join('')
  return `apk-tools ${release}, compiled for x86_64.

usage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]

Package installation and removal:
${lines(['add', 'del'])}
System maintenance:
${lines(['fix', 'update', 'upgrade'])}
Querying package information:
${lines(['info', 'list', 'search', 'version', 'policy'])}
This apk has coffee making abilities.
For more information: man 8 apk
`
}
