import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { base64 } from '../../../linux/libc/http/url.ts'
import { LineReader, readAll } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { AuthResponse } from '../../api/system.ts'
import type { Cli } from '../cli.ts'
import { saveConfigFile } from '../client/config-file.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { hubServer } from './auth.ts'

/** docker login */
export const login: Verb = function* ({ cli, args, flags }) {
  if (flags.changed('password') && flags.changed('password-stdin')) {
    throw new Failure(
      cli.release.major >= 28
        ? 'conflicting options: cannot specify both --password and --password-stdin'
        : '--password and --password-stdin are mutually exclusive',
    )
  }
  let password = flags.text('password')
  if (flags.changed('password')) yield* cli.warn('WARNING! Using --password via the CLI is insecure. Use --password-stdin.')
  if (flags.bool('password-stdin')) {
    if (flags.text('username') === '')
      throw new Failure(
        cli.release.major >= 28 ? 'the --password-stdin option requires --username to be set' : 'Must provide --username with --password-stdin',
      )
    const input = yield* readAll(0)
    password = input.ok ? decode(input.value).replace(/\r?\n$/, '') : ''
  }
  const server = args[0] && args[0] !== 'docker.io' ? args[0].replace(/^https?:\/\//, '').replace(/\/$/, '') : hubServer
  const terminal = yield* cli.isTerminal(0)
  let username = flags.text('username')
  if ((username === '' || password === '') && !terminal) {
    throw new Failure('Error: Cannot perform an interactive login from a non TTY device')
  }
  if (username === '') username = yield* ask(cli, 'Username: ', true)
  if (username === '') throw new Failure('error: username is required')
  if (password === '') password = yield* ask(cli, cli.release.major >= 28 ? '\nPassword: ' : 'Password: ', false)
  if (password === '') throw new Failure('error: password is required')
  const answer = yield* cli.client.json<AuthResponse>('POST', '/auth', { json: { username, password, serveraddress: server } })
  yield* store(cli, server, username, password, answer.IdentityToken)
  if (answer.Status) yield* cli.print(`${answer.Status}\n`)
  return 0
}

function* ask(cli: Cli, prompt: string, echo: boolean): Sys<string> {
  yield* cli.print(prompt)
  const termios = yield* sys.tcgetattr({ fd: 0 })
  if (!echo && termios.ok) yield* sys.tcsetattr({ fd: 0, termios: { ...termios.value, echo: false } })
  const line = yield* new LineReader(0).next()
  if (!echo && termios.ok) {
    yield* sys.tcsetattr({ fd: 0, termios: termios.value })
    yield* cli.print('\n')
  }
  return line.ok ? (line.value?.text ?? '').trim() : ''
}

function* store(cli: Cli, server: string, username: string, password: string, token: string): Sys<void> {
  const config = yield* cli.config()
  const entry = token ? { auth: base64(`${username}:`), identitytoken: token } : { auth: base64(`${username}:${password}`) }
  yield* saveConfigFile(cli.configDirectory, { ...config, auths: { ...config.auths, [server]: entry } })
  const file = `${cli.configDirectory}/config.json`
  if (cli.release.major >= 28) {
    yield* cli.warn(
      `\nWARNING! Your credentials are stored unencrypted in '${file}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n`,
    )
  } else {
    yield* cli.warn(
      `WARNING! Your password will be stored unencrypted in ${file}.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/engine/reference/commandline/login/#credential-stores\n`,
    )
  }
}

/** docker logout */
export const logout: Verb = function* ({ cli, args }) {
  const server = args[0] && args[0] !== 'docker.io' ? args[0] : hubServer
  const config = yield* cli.config()
  yield* cli.print(`Removing login credentials for ${server}\n`)
  if (!config.auths?.[server]) {
    if (cli.release.major < 28) yield* cli.print(`Not logged in to ${server}\n`)
    return 0
  }
  const auths = Object.fromEntries(Object.entries(config.auths).filter(([key]) => key !== server))
  yield* saveConfigFile(cli.configDirectory, { ...config, auths })
  return 0
}
