import type { Sys } from '../../linux/kernel/calls.ts'
import { printError, readFile } from '../../linux/libc/stdio.ts'
import { exists } from '../oci/files.ts'
import type { DaemonConfig } from './config.ts'
import { defaultConfig } from './config.ts'

/** dockerd's flags and /etc/docker/daemon.json (moby cmd/dockerd, daemon/config). */
type Kind = 'text' | 'list' | 'flag' | 'number' | 'map'

interface Option {
  readonly flag: string
  /** Name in daemon.json. */
  readonly key: string
  readonly kind: Kind
  readonly set: (config: DaemonConfig, value: never) => DaemonConfig
}

const option = (flag: string, key: string, kind: Kind, name: keyof DaemonConfig): Option => ({
  flag,
  key,
  kind,
  set: (config, value: unknown) => ({ ...config, [name]: value }),
})

const options: readonly Option[] = [
  option('host', 'hosts', 'list', 'hosts'),
  option('containerd', 'containerd', 'text', 'containerd'),
  option('data-root', 'data-root', 'text', 'dataRoot'),
  option('exec-root', 'exec-root', 'text', 'execRoot'),
  option('pidfile', 'pidfile', 'text', 'pidFile'),
  option('group', 'group', 'text', 'group'),
  option('debug', 'debug', 'flag', 'debug'),
  option('label', 'labels', 'list', 'labels'),
  option('log-driver', 'log-driver', 'text', 'logDriver'),
  option('log-opt', 'log-opts', 'map', 'logOpts'),
  option('insecure-registry', 'insecure-registries', 'list', 'insecureRegistries'),
  option('registry-mirror', 'registry-mirrors', 'list', 'registryMirrors'),
  option('bip', 'bip', 'text', 'bridgeAddress'),
  option('bridge', 'bridge', 'text', 'bridge'),
  option('iptables', 'iptables', 'flag', 'iptables'),
  option('ip-forward', 'ip-forward', 'flag', 'ipForward'),
  option('ip-masq', 'ip-masq', 'flag', 'ipMasq'),
  option('userland-proxy', 'userland-proxy', 'flag', 'userlandProxy'),
  option('userland-proxy-path', 'userland-proxy-path', 'text', 'userlandProxyPath'),
  option('icc', 'icc', 'flag', 'icc'),
  option('mtu', 'mtu', 'number', 'mtu'),
  option('dns', 'dns', 'list', 'dns'),
  option('dns-opt', 'dns-opts', 'list', 'dnsOpts'),
  option('dns-search', 'dns-search', 'list', 'dnsSearch'),
  option('cgroup-parent', 'cgroup-parent', 'text', 'cgroupParent'),
  option('live-restore', 'live-restore', 'flag', 'liveRestore'),
  option('max-concurrent-downloads', 'max-concurrent-downloads', 'number', 'maxConcurrentDownloads'),
  option('max-concurrent-uploads', 'max-concurrent-uploads', 'number', 'maxConcurrentUploads'),
  option('shutdown-timeout', 'shutdown-timeout', 'number', 'shutdownTimeoutSeconds'),
  option('init', 'init', 'flag', 'init'),
  option('tls', 'tls', 'flag', 'tls'),
  option('tlsverify', 'tlsverify', 'flag', 'tlsVerify'),
  option('tlscacert', 'tlscacert', 'text', 'tlsCaCert'),
  option('tlscert', 'tlscert', 'text', 'tlsCert'),
  option('tlskey', 'tlskey', 'text', 'tlsKey'),
]

/** Known to upstream, without a model here: saying so beats ignoring them. */
const unmodelled = [
  'add-runtime',
  'authorization-plugin',
  'cpu-rt-period',
  'default-runtime',
  'exec-opt',
  'experimental',
  'features',
  'fixed-cidr',
  'fixed-cidr-v6',
  'ip',
  'ip6tables',
  'ipv6',
  'log-level',
  'metrics-addr',
  'node-generic-resource',
  'selinux-enabled',
  'storage-opt',
  'swarm-default-advertise-addr',
  'userns-remap',
]
const short: Readonly<Record<string, string>> = { H: 'host', D: 'debug', G: 'group', b: 'bridge', p: 'pidfile', g: 'data-root' }

type Values = Map<Option, unknown>

/** The configuration, or the exit code after a message. */
export function* readConfig(args: readonly string[]): Sys<DaemonConfig | number> {
  const flags: Values = new Map()
  let file = '/etc/docker/daemon.json'
  for (let i = 0; i < args.length; i++) {
    const match = /^(?:--([a-z0-9-]+)|-([A-Za-z]))(?:=(.*))?$/.exec(args[i] as string)
    if (!match) return yield* refuse(`dockerd: 'dockerd' accepts no arguments`)
    const name = match[1] ?? short[match[2] ?? ''] ?? match[2] ?? ''
    if (name === 'config-file') {
      file = match[3] ?? (args[++i] as string)
      continue
    }
    if (name === 'storage-driver' || name === 's') {
      const driver = match[3] ?? (args[++i] as string)
      if (driver !== 'overlay2') return yield* refuse(`cais: dockerd: storage driver ${driver} is not simulated`)
      continue
    }
    const known = options.find((one) => one.flag === name)
    if (!known) return yield* refuse(unmodelled.includes(name) ? `cais: dockerd: --${name} is not simulated` : `unknown flag: --${name}`)
    const raw = match[3] ?? (known.kind === 'flag' ? 'true' : args[++i])
    if (raw === undefined) return yield* refuse(`flag needs an argument: --${name}`)
    addFlag(flags, known, raw)
  }
  const fromFile = yield* readDaemonJson(
    file,
    flags,
    args.some((arg) => arg.startsWith('--config-file')),
  )
  if (typeof fromFile === 'number') return fromFile
  let config: DaemonConfig = { ...defaultConfig, cgroupDriver: (yield* exists('/run/systemd/system')) ? 'systemd' : 'cgroupfs' }
  for (const [known, value] of [...fromFile, ...flags]) config = known.set(config, value as never)
  return config
}

function addFlag(flags: Values, known: Option, raw: string): void {
  if (known.kind === 'list') flags.set(known, [...((flags.get(known) as string[] | undefined) ?? []), raw])
  else if (known.kind === 'map') {
    const [key = '', ...value] = raw.split('=')
    flags.set(known, { ...(flags.get(known) as object | undefined), [key]: value.join('=') })
  } else flags.set(known, known.kind === 'flag' ? raw === 'true' || raw === '1' : known.kind === 'number' ? Number(raw) : raw)
}

function* readDaemonJson(path: string, flags: Values, asked: boolean): Sys<Values | number> {
  const values: Values = new Map()
  const text = yield* readFile(path)
  const failed = (why: string) => refuse(`unable to configure the Docker daemon with file ${path}: ${why}`)
  if (!text.ok) return asked ? yield* failed(`open ${path}: no such file or directory`) : values
  if (text.value.trim() === '') return values
  let parsed: Record<string, unknown>
  try {
    parsed = JSON.parse(text.value) as Record<string, unknown>
  } catch {
    return yield* failed(jsonProblem(text.value))
  }
  const unknown: string[] = []
  const twice: string[] = []
  for (const [key, value] of Object.entries(parsed)) {
    if (key === 'exec-opts' || key === 'storage-driver' || key === 'features' || key === 'default-address-pools') continue
    const known = options.find((one) => one.key === key)
    if (!known) unknown.push(key)
    else if (flags.has(known) && known.kind !== 'map') twice.push(`${key}: (from flag: ${shown(flags.get(known))}, from file: ${shown(value)})`)
    else values.set(known, value)
  }
  if (unknown.length > 0) return yield* failed(`the following directives don't match any configuration option: ${unknown.join(', ')}`)
  if (twice.length > 0)
    return yield* failed(`the following directives are specified both as a flag and in the configuration file: ${twice.join(', ')}`)
  const pools = parsed['default-address-pools']
  if (Array.isArray(pools))
    values.set({ flag: '', key: '', kind: 'list', set: (config) => ({ ...config, addressPools: pools as DaemonConfig['addressPools'] }) }, pools)
  return values
}

const shown = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value))

/** Where the JSON stops making sense, as encoding/json says it. */
function jsonProblem(text: string): string {
  for (let end = 1; end <= text.length; end++) {
    const char = text.charAt(end - 1)
    if (char === '}' && /,\s*}$/.test(text.slice(0, end))) return `invalid character '}' looking for beginning of object key string`
  }
  return /}\s*$/.test(text) ? `invalid character '${text.trim().charAt(0)}' looking for beginning of value` : 'unexpected EOF'
}

function* refuse(message: string): Sys<number> {
  yield* printError(`${message}\n`)
  return 1
}
