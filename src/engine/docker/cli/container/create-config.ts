import { indentJson, parseJson } from '../../../base/go-json.ts'
import type { GoValue } from '../../../base/go-value.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { type FlagValues, keyValues } from '../command/flag-values.ts'
import { Failure, notSimulated } from '../failure.ts'
import { healthConfig } from './health-flags.ts'
import { readKeyValueFile } from './key-value-file.ts'
import { parseMount } from './mount-flag.ts'
import { endpoints } from './network-flag.ts'
import { publishedPorts } from './port-flag.ts'
import { restartPolicy } from './resource-flags.ts'
import { resources } from './resources.ts'
import { parseVolume } from './volume-flag.ts'

/** What `run` and `create` ask the daemon for (cli/command/container/opts.go): the body of POST /containers/create, in the order of the wire. */
export interface CreateConfig {
  readonly config: Record<string, GoValue>
  readonly hostConfig: Record<string, GoValue>
  readonly endpoints: Record<string, GoValue>
  readonly tty: boolean
  readonly openStdin: boolean
  readonly attachStdin: boolean
  readonly attachStdout: boolean
  readonly attachStderr: boolean
}

export interface CreateInput {
  readonly flags: FlagValues
  readonly image: string
  readonly command: readonly string[]
  readonly env: ReadonlyMap<string, string>
  /** Rows and columns of the terminal, `[0, 0]` without one. */
  readonly consoleSize: readonly [number, number]
}

const orNull = (list: readonly string[]): GoValue => (list.length > 0 ? list : null)

export function* createConfig(input: CreateInput): Sys<CreateConfig> {
  const { flags } = input
  refuseUnsimulated(flags)
  const directory = yield* sys.getcwd({})
  const cwd = directory.ok ? directory.value : '/'
  const mac = flags.text('mac-address')
  if (mac !== '' && !/^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(mac.trim())) throw new Failure(`${mac} is not a valid mac address`)
  const attach = flags.list('attach').map((stream) => stream.toLowerCase())
  const openStdin = flags.bool('interactive')
  const streams = {
    attachStdin: openStdin || attach.includes('stdin'),
    attachStdout: attach.length === 0 || attach.includes('stdout'),
    attachStderr: attach.length === 0 || attach.includes('stderr'),
  }
  const swappiness = flags.int('memory-swappiness')
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100))
    throw new Failure(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`)
  const volumes = flags.list('volume').map((text) => parseVolume(text, cwd))
  const ports = publishedPorts(flags.list('publish'), flags.list('expose'))
  const environment = yield* environmentList(input)
  const labels = keyValues([...(yield* fileLines(flags.list('label-file'), undefined)), ...flags.list('label')])
  checkModes(flags)
  const network = endpoints(flags)
  const health = healthConfig(flags)
  const main = network.endpoints[network.mode] as { MacAddress?: string } | undefined
  const config: Record<string, GoValue> = {
    Hostname: flags.text('hostname'),
    Domainname: flags.text('domainname'),
    User: flags.text('user'),
    AttachStdin: streams.attachStdin,
    AttachStdout: streams.attachStdout,
    AttachStderr: streams.attachStderr,
    ...(Object.keys(ports.exposed).length > 0 && { ExposedPorts: ports.exposed }),
    Tty: flags.bool('tty'),
    OpenStdin: openStdin,
    StdinOnce: openStdin && streams.attachStdin,
    Env: orNull(environment),
    Cmd: orNull(input.command),
    ...(health && { Healthcheck: health }),
    Image: input.image,
    Volumes: Object.fromEntries(volumes.flatMap((volume) => (volume.kind === 'anonymous' ? [[volume.target, {}]] : []))),
    WorkingDir: flags.text('workdir'),
    Entrypoint: flags.text('entrypoint') !== '' ? [flags.text('entrypoint')] : flags.changed('entrypoint') ? [''] : null,
    ...(main?.MacAddress && { MacAddress: main.MacAddress }),
    OnBuild: null,
    Labels: labels,
    ...(flags.text('stop-signal') !== '' && { StopSignal: flags.text('stop-signal') }),
    ...(flags.changed('stop-timeout') && { StopTimeout: flags.int('stop-timeout') }),
  }
  const binds = volumes.flatMap((volume) => (volume.kind === 'bind' ? [volume.bind] : []))
  const hostConfig = yield* hostConfigOf(input, { binds, bindings: ports.bindings, mode: network.mode, cwd, swappiness })
  return { config, hostConfig, endpoints: network.endpoints, tty: flags.bool('tty'), openStdin, ...streams }
}

function refuseUnsimulated(flags: FlagValues): void {
  for (const name of ['gpus', 'use-api-socket', 'device-cgroup-rule', 'isolation'].filter((flag) => flags.changed(flag)))
    throw notSimulated(`--${name}`)
  if (flags.changed('disable-content-trust') && !flags.bool('disable-content-trust')) throw notSimulated('--disable-content-trust=false')
  for (const name of ['cpu-count', 'cpu-percent', 'io-maxbandwidth', 'io-maxiops']) {
    if (flags.changed(name))
      throw new Failure(`"--${name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on linux`)
  }
}

function checkModes(flags: FlagValues): void {
  const shared = (value: string) => value === '' || value === 'host' || /^container:.+/.test(value)
  if (!shared(flags.text('pid'))) throw new Failure('--pid: invalid PID mode')
  if (!/^(|host)$/.test(flags.text('uts'))) throw new Failure('--uts: invalid UTS mode')
  if (!/^(|host)$/.test(flags.text('userns'))) throw new Failure('--userns: invalid USER mode')
  if (!/^(|private|host)$/.test(flags.text('cgroupns'))) throw new Failure('--cgroupns: invalid CGROUP mode')
}

function* fileLines(files: readonly string[], lookup: ((name: string) => string | undefined) | undefined): Sys<string[]> {
  const lines: string[] = []
  for (const path of files) lines.push(...(yield* readKeyValueFile(path, lookup)))
  return lines
}

/** `--env-file` lines, then `-e`; a bare name takes the client's value where it has one. */
function* environmentList({ flags, env }: CreateInput): Sys<string[]> {
  return yield* environmentFlags(flags, env)
}

export function* environmentFlags(flags: FlagValues, env: ReadonlyMap<string, string>): Sys<string[]> {
  const lines = yield* fileLines(flags.list('env-file'), (name) => env.get(name))
  for (const item of flags.list('env')) {
    const value = item.includes('=') ? undefined : env.get(item)
    lines.push(value === undefined ? item : `${item}=${value}`)
  }
  return lines
}

interface HostInput {
  readonly binds: readonly string[]
  readonly bindings: GoValue
  readonly mode: string
  readonly cwd: string
  readonly swappiness: number
}

function* hostConfigOf({ flags, consoleSize }: CreateInput, input: HostInput): Sys<Record<string, GoValue>> {
  const restart = restartPolicy(flags.text('restart'))
  if (flags.bool('rm') && restart.Name !== '' && restart.Name !== 'no')
    throw new Failure('conflicting options: cannot specify both --restart and --rm')
  const driver = flags.text('log-driver')
  if (driver === 'none' && flags.list('log-opt').length > 0) throw new Failure(`invalid logging opts for driver ${driver}`)
  const security = yield* securityOptions(flags.list('security-opt'))
  const unconfined = security.includes('systempaths=unconfined')
  const options = security.filter((option) => option !== 'systempaths=unconfined')
  const annotations = flags.map('annotation')
  const storage = flags.map('storage-opt')
  const tmpfs = Object.fromEntries(
    flags.list('tmpfs').map((text) => [text.split(':')[0] ?? '', text.includes(':') ? text.slice(text.indexOf(':') + 1) : '']),
  )
  const sysctls = flags.map('sysctl')
  const mounts = flags.list('mount').map((text) => {
    const mount = parseMount(text, input.cwd)
    if (!mount.ok) throw new Failure(mount.error)
    return mount.value
  })
  const some = (map: Readonly<Record<string, string>>): boolean => Object.keys(map).length > 0
  return {
    Binds: orNull(input.binds),
    ContainerIDFile: flags.text('cidfile'),
    LogConfig: { Type: driver, Config: keyValues(flags.list('log-opt')) },
    NetworkMode: input.mode,
    PortBindings: input.bindings,
    RestartPolicy: { ...restart },
    AutoRemove: flags.bool('rm'),
    VolumeDriver: flags.text('volume-driver'),
    VolumesFrom: orNull(flags.list('volumes-from')),
    ConsoleSize: consoleSize,
    ...(some(annotations) && { Annotations: annotations }),
    CapAdd: orNull(flags.list('cap-add')),
    CapDrop: orNull(flags.list('cap-drop')),
    CgroupnsMode: flags.text('cgroupns'),
    Dns: flags.list('dns').map((text) => text.trim()),
    DnsOptions: [...flags.list('dns-option'), ...flags.list('dns-opt')],
    DnsSearch: flags.list('dns-search'),
    ExtraHosts: orNull(flags.list('add-host').map(extraHost)),
    GroupAdd: orNull(flags.list('group-add')),
    IpcMode: flags.text('ipc'),
    Cgroup: '',
    Links: orNull(flags.list('link')),
    OomScoreAdj: flags.int('oom-score-adj'),
    PidMode: flags.text('pid'),
    Privileged: flags.bool('privileged'),
    PublishAllPorts: flags.bool('publish-all'),
    ReadonlyRootfs: flags.bool('read-only'),
    SecurityOpt: orNull(options),
    ...(some(storage) && { StorageOpt: storage }),
    ...(some(tmpfs) && { Tmpfs: tmpfs }),
    UTSMode: flags.text('uts'),
    UsernsMode: flags.text('userns'),
    ShmSize: flags.bytes('shm-size'),
    ...(some(sysctls) && { Sysctls: sysctls }),
    ...(flags.text('runtime') !== '' && { Runtime: flags.text('runtime') }),
    Isolation: '',
    ...resources(flags, input.swappiness),
    ...(mounts.length > 0 && { Mounts: mounts }),
    MaskedPaths: unconfined ? [] : null,
    ReadonlyPaths: unconfined ? [] : null,
    ...(flags.changed('init') && { Init: flags.bool('init') }),
  }
}

/** The daemon takes `name:address`, without brackets. */
function extraHost(text: string): string {
  const at = text.includes('=') ? text.indexOf('=') : text.indexOf(':')
  return `${text.slice(0, at)}:${text.slice(at + 1).replace(/^\[(.+)\]$/, '$1')}`
}

function* securityOptions(options: readonly string[]): Sys<string[]> {
  const out: string[] = []
  for (const option of options) {
    const [, key = '', value = ''] = /^([^=:]*)[=:]?(.*)$/s.exec(option) ?? []
    if (key !== 'no-new-privileges' && value === '') throw new Failure(`Invalid --security-opt: "${option}"`)
    if (key === 'seccomp' && value !== 'unconfined' && value !== 'builtin') {
      const text = yield* readFile(value)
      if (!text.ok) throw new Failure(`opening seccomp profile (${value}) failed: open ${value}: ${strerror(text.error).toLowerCase()}`)
      if (!parseJson(text.value).ok) throw new Failure(`compacting json for seccomp profile (${value}) failed: invalid character`)
      out.push(`seccomp=${indentJson(text.value, '', '').replace(/\n/g, '').replace(/": /g, '":')}`)
    } else out.push(option)
  }
  return out
}
