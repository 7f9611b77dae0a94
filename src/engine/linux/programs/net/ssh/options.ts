import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { readFile } from '../../../libc/stdio.ts'
import { userById } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'

/** What ssh was asked to do. */
export interface SshOptions {
  /** As typed, for messages. */
  readonly host: string
  /** Where to connect: HostName of ~/.ssh/config. */
  readonly address: string
  readonly user: string
  readonly port: number
  readonly command: string | undefined
  readonly terminal: 'yes' | 'no' | 'auto'
  readonly identities: readonly string[]
  readonly knownHosts: string
  readonly strict: 'ask' | 'yes' | 'accept-new' | 'no'
  readonly batch: boolean
  readonly passwords: boolean
  readonly quiet: boolean
  readonly noInput: boolean
  readonly connectTimeoutMs: number | undefined
}

const table = optionTable('1 2 4 6 A a C f G g K k M N n q s T t V v X x Y y B: b: c: D: E: e: F: I: i: J: L: l: m: O: o: p: Q: R: S: W: w:')
const unmodelled = [...'fGgMNsyBbDEFIJLOQRSWw']

const usage = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface]
           [-b bind_address] [-c cipher_spec] [-D [bind_address:]port]
           [-E log_file] [-e escape_char] [-F configfile] [-I pkcs11]
           [-i identity_file] [-J [user@]host[:port]] [-L address]
           [-l login_name] [-m mac_spec] [-O ctl_cmd] [-o option] [-p port]
           [-Q query_option] [-R address] [-S ctl_path] [-W host:port]
           [-w local_tun[:remote_tun]] destination [command [argument ...]]
`

/** Reads a command line, ~/.ssh/config and -o; the error is what ssh prints, `version` asks for -V. */
export function* sshOptions(args: readonly string[]): Sys<Result<SshOptions, string>> {
  // Options may stand before and after the destination, up to the command.
  const first = getopt(args, table, { inOrder: true })
  if (!first.ok) return err(`${first.message.replace(/^invalid option -- '(.)'$/, 'unknown option -- $1')}\n${usage}`)
  const [target, ...after] = first.value.operands
  const second = getopt(after, table, { inOrder: true })
  if (!second.ok) return err(`${second.message}\n${usage}`)
  if (first.value.has('V')) return err('version')
  const has = (key: string) => first.value.has(key) || second.value.has(key)
  const value = (key: string) => first.value.value(key) ?? second.value.value(key)
  const missing = unmodelled.find(has)
  if (missing !== undefined) return err(`cais: ssh: -${missing} is not simulated\n`)
  if (target === undefined) return err(usage)
  const url = /^ssh:\/\/(.*?)(?::(\d+))?\/?$/.exec(target)
  const at = (url?.[1] ?? target).lastIndexOf('@')
  const destination = url?.[1] ?? target
  const host = destination.slice(at + 1)
  const me = yield* userById((yield* sys.getcredentials({})).euid)
  const home = me?.home ?? '/'
  const settings = new Map([...(yield* configFor(`${home}/.ssh/config`, host))])
  for (const text of [...first.value.values('o'), ...second.value.values('o')]) {
    const [name = '', setting = ''] = text.split(/\s*[=\s]\s*/)
    settings.set(name.toLowerCase(), setting)
  }
  const set = (name: string) => settings.get(name)
  const strict = set('stricthostkeychecking') ?? 'ask'
  const identity = [value('i'), set('identityfile')].filter((path): path is string => path !== undefined)
  const timeout = set('connecttimeout')
  return ok({
    host,
    address: set('hostname') ?? host,
    user: value('l') ?? (at >= 0 ? destination.slice(0, at) : (set('user') ?? me?.name ?? 'root')),
    port: Number(value('p') ?? url?.[2] ?? set('port') ?? 22),
    command: second.value.operands.length > 0 ? second.value.operands.join(' ') : undefined,
    terminal: has('t') ? 'yes' : has('T') ? 'no' : 'auto',
    identities:
      identity.length > 0
        ? identity.map((path) => path.replace(/^~/, home))
        : ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => `${home}/.ssh/${name}`),
    knownHosts: set('userknownhostsfile') ?? `${home}/.ssh/known_hosts`,
    strict: strict === 'no' || strict === 'off' ? 'no' : strict === 'yes' ? 'yes' : strict === 'accept-new' ? 'accept-new' : 'ask',
    batch: set('batchmode') === 'yes',
    passwords: set('passwordauthentication') !== 'no',
    quiet: has('q') || set('loglevel')?.toLowerCase() === 'quiet' || set('loglevel')?.toLowerCase() === 'error',
    noInput: has('n'),
    connectTimeoutMs: timeout === undefined ? undefined : Number(timeout) * 1000,
  })
}

/** Settings of ssh_config(5) for a host: the first value of each name wins. */
function* configFor(path: string, host: string): Sys<ReadonlyMap<string, string>> {
  const text = yield* readFile(path)
  const settings = new Map<string, string>()
  let applies = true
  for (const line of text.ok ? text.value.split('\n') : []) {
    const [name = '', ...values] = line
      .trim()
      .replace(/^#.*/, '')
      .split(/\s*[=\s]\s*/)
    const key = name.toLowerCase()
    if (key === 'host')
      applies = values.some((pattern) =>
        new RegExp(
          `^${pattern
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replace(/\*/g, '.*')
            .replace(/\?/g, '.')}$`,
        ).test(host),
      )
    else if (key !== '' && applies && !settings.has(key)) settings.set(key, values.join(' '))
  }
  return settings
}
