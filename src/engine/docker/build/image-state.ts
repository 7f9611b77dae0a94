import { formatDuration, parseDuration } from '../../base/go-duration.ts'
import { goQuote } from '../../base/go-quote.ts'
import { defaultPath } from '../../linux/libc/environment.ts'
import type { HealthConfig, ImageConfig } from '../api/container-config.ts'
import type { HistoryEntry, ImageConfigFile } from '../oci/image.ts'

/** One step of the new image's history; without `created` until the layers are known. */
export interface Step {
  readonly createdBy: string
  readonly comment: string
  /** The layer's time; undefined for steps without one. */
  readonly createdMs?: number
  /** Its layer was made by this build. */
  readonly madeHere?: boolean
}

/** What a stage's image will be: its base's configuration as the instructions change it, its layers, its history. */
export class ImageState {
  user = ''
  workdir = ''
  env: string[] = []
  cmd: readonly string[] | undefined
  entrypoint: readonly string[] | undefined
  shell: readonly string[] | undefined
  stopSignal: string | undefined
  healthcheck: HealthConfig | undefined
  author: string | undefined
  readonly ports = new Set<string>()
  readonly volumes = new Set<string>()
  readonly labels = new Map<string, string>()
  onBuild: string[] = []
  /** Layers, lowest first. */
  diffIds: string[] = []
  /** Chain id of the topmost layer. */
  top: string | undefined
  baseHistory: readonly HistoryEntry[] = []
  steps: Step[] = []
  /** Digest of everything that led here. */
  key = 'scratch'
  readonly architecture: string
  readonly os: string
  readonly variant: string | undefined

  constructor(base: ImageConfigFile | undefined, top: string | undefined) {
    this.architecture = base?.architecture ?? 'amd64'
    this.os = base?.os ?? 'linux'
    this.variant = base?.variant
    this.top = top
    this.diffIds = [...(base?.rootfs.diff_ids ?? [])]
    this.baseHistory = base?.history ?? []
    this.author = base?.author
    const config = (base?.config ?? {}) as ImageConfig
    this.user = config.User ?? ''
    this.workdir = base ? (config.WorkingDir ?? '') : '/'
    this.env = [...(config.Env ?? [])]
    if (!this.env.some((item) => item.startsWith('PATH='))) this.env.push(`PATH=${defaultPath}`)
    this.cmd = config.Cmd ?? undefined
    this.entrypoint = config.Entrypoint ?? undefined
    this.shell = config.Shell
    this.stopSignal = config.StopSignal
    this.healthcheck = config.Healthcheck
    for (const port of Object.keys(config.ExposedPorts ?? {})) this.ports.add(port)
    for (const volume of Object.keys(config.Volumes ?? {})) this.volumes.add(volume)
    for (const [key, value] of Object.entries(config.Labels ?? {})) this.labels.set(key, value)
  }

  /** A stage that begins where another ended. */
  static from(other: ImageState): ImageState {
    const copy = new ImageState(undefined, other.top)
    Object.assign(copy, other, { env: [...other.env], diffIds: [...other.diffIds], steps: [...other.steps], onBuild: [...other.onBuild] })
    return Object.assign(Object.create(ImageState.prototype) as ImageState, copy, {
      ports: new Set(other.ports),
      volumes: new Set(other.volumes),
      labels: new Map(other.labels),
    })
  }

  setEnv(name: string, value: string): void {
    const at = this.env.findIndex((item) => item.startsWith(`${name}=`))
    if (at < 0) this.env.push(`${name}=${value}`)
    else this.env[at] = `${name}=${value}`
  }

  getEnv(name: string): string | undefined {
    return this.env.find((item) => item.startsWith(`${name}=`))?.slice(name.length + 1)
  }

  get shellCommand(): readonly string[] {
    return this.shell ?? ['/bin/sh', '-c']
  }

  note(createdBy: string): void {
    this.steps.push({ createdBy, comment: 'buildkit.dockerfile.v0' })
  }

  /** The configuration's `config`, in the order of BuildKit's JSON. */
  config(): ImageConfig {
    const set = (names: ReadonlySet<string>) => Object.fromEntries([...names].sort().map((name) => [name, {}]))
    return {
      ...(this.user !== '' && { User: this.user }),
      ...(this.ports.size > 0 && { ExposedPorts: set(this.ports) }),
      Env: this.env,
      ...(this.entrypoint && this.entrypoint.length > 0 && { Entrypoint: this.entrypoint }),
      ...(this.cmd && this.cmd.length > 0 && { Cmd: this.cmd }),
      ...(this.volumes.size > 0 && { Volumes: set(this.volumes) }),
      ...(this.workdir !== '' && { WorkingDir: this.workdir }),
      ...(this.labels.size > 0 && { Labels: Object.fromEntries([...this.labels].sort(([a], [b]) => (a < b ? -1 : 1))) }),
      ...(this.stopSignal && { StopSignal: this.stopSignal }),
      ...(this.healthcheck && { Healthcheck: this.healthcheck }),
      ...(this.onBuild.length > 0 && { OnBuild: this.onBuild }),
      ...(this.shell && { Shell: this.shell }),
    }
  }
}

/** Go's `%q` of a list of strings. */
export const quotedList = (items: readonly string[]): string => `[${items.map((item) => goQuote(item)).join(' ')}]`

/** Go's `%q` of a health check, as BuildKit writes it into the history. */
export function healthText(health: HealthConfig): string {
  const duration = (ns: number | undefined) => `"${formatDuration(ns ?? 0)}"`
  const retries = goQuote(String.fromCharCode(health.Retries ?? 0), { delimiter: "'" })
  return `&{${quotedList(health.Test ?? [])} ${duration(health.Interval)} ${duration(health.Timeout)} ${duration(health.StartPeriod)} ${duration(health.StartInterval)} ${retries}}`
}

/** A HEALTHCHECK's flags as the configuration wants them, durations in nanoseconds; undefined when one is no duration. */
export function healthConfig(test: readonly string[], times: Readonly<Record<string, string>>, retries: number): HealthConfig | undefined {
  const names = { interval: 'Interval', timeout: 'Timeout', 'start-period': 'StartPeriod', 'start-interval': 'StartInterval' } as const
  const config: Record<string, unknown> = { Test: test }
  for (const [flag, field] of Object.entries(names)) {
    const text = times[flag]
    if (text === undefined) continue
    const duration = parseDuration(text)
    if (!duration.ok) return undefined
    if (duration.value !== 0) config[field] = duration.value
  }
  if (retries !== 0) config.Retries = retries
  return config as HealthConfig
}
