import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { base64 } from '../../../linux/libc/http/url.ts'
import { LineReader, readAll } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { AuthConfig, AuthResponse } from '../../api/system.ts'
import type { Cli } from '../cli.ts'
import { saveConfigFile } from '../client/config-file.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { hubServer, storedAuth } from './auth.ts'
import { note } from './note.ts'
import { webLogin } from './web-login.ts'

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
  const server = args[0] && args[0] !== 'docker.io' ? args[0].replace(/^https?:\/\//, '').replace(/\/.*$/, '') : hubServer
  const given = { username: flags.text('username'), password }
  const stored = given.username === '' && given.password === '' ? yield* storedAuth(cli, server) : undefined
  const status = (stored?.password ? yield* again(cli, server, stored) : undefined) ?? (yield* afresh(cli, server, given, stored?.username ?? ''))
  if (status) yield* cli.print(`${status}\n`)
  return 0
}

/** With the credentials kept from before; undefined when they are no longer good. */
function* again(cli: Cli, server: string, { username = '', password = '' }: AuthConfig): Sys<string | undefined> {
  if (cli.release.major >= 28) {
    yield* cli.warn(`Authenticating with existing credentials... [Username: ${username}]`)
    yield* note(cli, "To login with a different account, run 'docker logout' followed by 'docker login'")
    yield* cli.warn('\n')
  } else yield* cli.print('Authenticating with existing credentials...\n')
  try {
    return yield* signIn(cli, server, username, password)
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    const unauthorized = cli.release.major >= 28 && thrown.message.includes('unauthorized')
    yield* cli.warn(unauthorized ? 'Stored credentials invalid or expired' : `Login did not succeed, error: ${thrown.message}`)
    return undefined
  }
}

const registerSuggest =
  "Log in with your Docker ID or email address to push and pull images from Docker Hub. If you don't have a Docker ID, head over to https://hub.docker.com/ to create one."
const tokenSuggest =
  'You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/'

/** With what was given, and what is asked for at the terminal. */
function* afresh(cli: Cli, server: string, given: { readonly username: string; readonly password: string }, before: string): Sys<string> {
  let { username, password } = given
  if ((username === '' || password === '') && !(yield* cli.isTerminal(0))) {
    throw new Failure('Error: Cannot perform an interactive login from a non TTY device')
  }
  const modern = cli.release.major >= 28
  if (
    modern &&
    server === hubServer &&
    username === '' &&
    password === '' &&
    !/^(1|t|true)$/i.test(cli.env.get('DOCKER_CLI_DISABLE_OAUTH_LOGIN') ?? '')
  ) {
    const fromWeb = yield* webLogin(cli)
    if (fromWeb) return yield* signIn(cli, server, fromWeb.username, fromWeb.token)
    yield* cli.warn('Failed to start web-based login - falling back to command line login...\n')
  }
  if (username === '') {
    if (server === hubServer) yield* cli.print(`${registerSuggest}\n${tokenSuggest}\n\n`)
    username = (yield* ask(cli, before === '' ? 'Username: ' : `Username (${before}): `, true)) || before
    if (username === '') throw new Failure(modern ? 'error: username is required' : 'Error: Non-null Username Required')
  }
  if (password === '') {
    if (modern && server === hubServer)
      yield* note(cli, 'A Personal Access Token (PAT) can be used instead.\nTo create a PAT, visit \x1b[4mhttps://app.docker.com/settings\x1b[0m\n\n')
    password = yield* ask(cli, 'Password: ', false)
    if (password === '') throw new Failure(modern ? 'error: password is required' : 'Error: Password Required')
  }
  return yield* signIn(cli, server, username, password)
}

/** Asks the daemon whether they are good, and keeps them. */
function* signIn(cli: Cli, server: string, username: string, password: string): Sys<string> {
  const answer = yield* cli.client.json<AuthResponse>('POST', '/auth', { json: { username, password, serveraddress: server } })
  yield* store(cli, server, username, password, answer.IdentityToken)
  return answer.Status
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
  const server = args[0] ? args[0].replace(/^https?:\/\//, '').replace(/\/.*$/, '') : hubServer
  const config = yield* cli.config()
  yield* cli.print(`Removing login credentials for ${server}\n`)
  if (!config.auths?.[server]) return 0
  const auths = Object.fromEntries(Object.entries(config.auths).filter(([key]) => key !== server))
  yield* saveConfigFile(cli.configDirectory, { ...config, auths })
  return 0
}
