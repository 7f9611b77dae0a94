import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { getopt, optionTable } from '../../../linux/libc/getopt.ts'
import { fail, print, printError, readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { userById } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'
import { saveAll } from '../sql/store/files.ts'
import { hbaConf, postgresqlConf, subdirectories } from './data-directory.ts'
import { verifierOf } from './scram.ts'
import { bootstrap, makeServer } from './server.ts'

/** initdb: makes a data directory. Locales, checksums and WAL settings are left out. */
export const initdb: Main = function* ({ argv, env }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable(
      'D|pgdata= U|username= A|auth= auth-local= auth-host= pwfile= E|encoding= locale= N|no-sync k|data-checksums W|pwprompt V|version X|waldir=',
    ),
  )
  if (!parsed.ok) {
    yield* printError(`initdb: ${parsed.message}\ninitdb: hint: Try "initdb --help" for more information.\n`)
    return 1
  }
  const options = parsed.value
  if (options.has('version')) {
    yield* print('initdb (PostgreSQL) 16.3 (Debian 16.3-1.pgdg120+1)\n')
    return 0
  }
  for (const key of ['data-checksums', 'pwprompt', 'waldir']) if (options.has(key)) return yield* fail('cais: initdb', `--${key} is not simulated`)
  const { euid } = yield* sys.getcredentials({})
  if (euid === 0) {
    yield* printError(
      'initdb: error: cannot be run as root\ninitdb: hint: Please log in (using, e.g., "su") as the (unprivileged) user that will own the server process.\n',
    )
    return 1
  }
  const directory = options.value('pgdata') ?? options.operands[0] ?? env.get('PGDATA')
  if (directory === undefined) {
    yield* printError(
      'initdb: error: no data directory specified\ninitdb: hint: You must identify the directory where the data for this database system will reside.  Do this with either the invocation option -D or the environment variable PGDATA.\n',
    )
    return 1
  }
  const owner = (yield* userById(euid))?.name ?? String(euid)
  yield* print(
    `The files belonging to this database system will be owned by user "${owner}".\nThis user must also own the server process.\n\nThe database cluster will be initialized with locale "en_US.utf8".\nThe default database encoding has accordingly been set to "UTF8".\nThe default text search configuration will be set to "english".\n\nData page checksums are disabled.\n\n`,
  )
  const prepared = yield* prepare(directory)
  if (prepared !== 0) return prepared
  yield* print('creating subdirectories ... ')
  for (const name of subdirectories) yield* sys.mkdir({ path: `${directory}/${name}`, mode: 0o700 })
  yield* print('ok\nselecting dynamic shared memory implementation ... posix\nselecting default max_connections ... ')
  yield* sys.compute({ ms: 40 })
  yield* print('100\nselecting default shared_buffers ... ')
  yield* sys.compute({ ms: 40 })
  yield* print('128MB\nselecting default time zone ... Etc/UTC\ncreating configuration files ... ')
  const { local, host } = methods(options)
  yield* writeConfiguration(directory, local, host)
  yield* print('ok\nrunning bootstrap script ... ')
  yield* sys.compute({ ms: 220 })
  yield* print('ok\nperforming post-bootstrap initialization ... ')
  const user = options.value('username') ?? owner
  const passwordFile = options.value('pwfile')
  const password = passwordFile === undefined ? undefined : yield* readFile(passwordFile)
  const salt = yield* sys.getrandom({ count: 16 })
  const server = makeServer(directory, new Map(), [], () => salt)
  const first = password?.ok ? (password.value.split('\n')[0] ?? '') : undefined
  bootstrap(server.cluster, user, first === undefined ? undefined : verifierOf(first, salt))
  yield* saveAll(server.cluster, server.layout)
  yield* sys.compute({ ms: 450 })
  yield* print('ok\nsyncing data to disk ... ')
  yield* sys.fsync({})
  yield* sys.nanosleep({ ms: 250 })
  yield* print('ok\n\n')
  if (local === 'trust')
    yield* printError(
      'initdb: warning: enabling "trust" authentication for local connections\ninitdb: hint: You can change this by editing pg_hba.conf or using the option -A, or --auth-local and --auth-host, the next time you run initdb.\n',
    )
  yield* print(`\nSuccess. You can now start the database server using:\n\n    pg_ctl -D ${directory} -l logfile start\n\n`)
  return 0
}

function methods(options: { value(key: string): string | undefined }): { readonly local: string; readonly host: string } {
  const both = options.value('auth')
  return { local: options.value('auth-local') ?? both ?? 'trust', host: options.value('auth-host') ?? both ?? 'trust' }
}

function* prepare(directory: string): Sys<number> {
  const entries = yield* sys.getdents({ path: directory })
  if (!entries.ok) {
    const made = yield* sys.mkdir({ path: directory, mode: 0o700 })
    if (!made.ok) {
      yield* printError(
        `initdb: error: could not create directory "${directory}": ${made.error === 'EACCES' ? 'Permission denied' : 'No such file or directory'}\n`,
      )
      return 1
    }
    yield* print(`creating directory ${directory} ... ok\n`)
    return 0
  }
  const inside = entries.value.filter(({ name }) => name !== '.' && name !== '..')
  if (inside.length > 0) {
    yield* printError(
      `initdb: error: directory "${directory}" exists but is not empty\ninitdb: hint: If you want to create a new database system, either remove or empty the directory "${directory}" or run initdb with an argument other than "${directory}".\n`,
    )
    return 1
  }
  yield* print(`fixing permissions on existing directory ${directory} ... `)
  const changed = yield* sys.chmod({ path: directory, mode: 0o700 })
  if (!changed.ok) {
    yield* print('\n')
    yield* printError(`initdb: error: could not change permissions of directory "${directory}": Operation not permitted\n`)
    return 1
  }
  yield* print('ok\n')
  return 0
}

function* writeConfiguration(directory: string, local: string, host: string): Sys<void> {
  const now = civilTime(yield* sys.clockRealtime({}))
  const files: Readonly<Record<string, string>> = {
    PG_VERSION: '16\n',
    'base/1/PG_VERSION': '16\n',
    'base/4/PG_VERSION': '16\n',
    'base/5/PG_VERSION': '16\n',
    'postgresql.conf': postgresqlConf,
    'postgresql.auto.conf': '# Do not edit this file manually!\n# It will be overwritten by the ALTER SYSTEM command.\n',
    'pg_hba.conf': hbaConf(local, host),
    'pg_ident.conf': '# PostgreSQL User Name Maps\n',
    'global/pg_control': `shut down\n${strftime('%Y-%m-%d %H:%M:%S', now)} UTC\n`,
  }
  for (const [name, text] of Object.entries(files)) yield* writeFile(`${directory}/${name}`, text, { mode: 0o600 })
}
