import type { StringMap, StringSet } from './common.ts'

/** Durations in nanoseconds; 0 inherits. `Test`: [] inherits, ["NONE"] disables, ["CMD", ...] and ["CMD-SHELL", command] run. */
export interface HealthConfig {
  readonly Test?: readonly string[]
  readonly Interval?: number
  readonly Timeout?: number
  readonly StartPeriod?: number
  readonly StartInterval?: number
  readonly Retries?: number
}

/** What of a container is the same on every host (container.Config). */
export interface ContainerConfig {
  readonly Hostname: string
  readonly Domainname: string
  readonly User: string
  readonly AttachStdin: boolean
  readonly AttachStdout: boolean
  readonly AttachStderr: boolean
  readonly ExposedPorts?: StringSet
  readonly Tty: boolean
  readonly OpenStdin: boolean
  readonly StdinOnce: boolean
  readonly Env: readonly string[] | null
  readonly Cmd: readonly string[] | null
  readonly Healthcheck?: HealthConfig
  readonly ArgsEscaped?: boolean
  readonly Image: string
  readonly Volumes: StringSet | null
  readonly WorkingDir: string
  readonly Entrypoint: readonly string[] | null
  readonly NetworkDisabled?: boolean
  readonly MacAddress?: string
  readonly OnBuild: readonly string[] | null
  readonly Labels: StringMap | null
  readonly StopSignal?: string
  readonly StopTimeout?: number
  readonly Shell?: readonly string[]
}

/** What of an image's configuration containers inherit. */
export interface ImageConfig {
  readonly User?: string
  readonly ExposedPorts?: StringSet
  readonly Env?: readonly string[] | null
  readonly Entrypoint?: readonly string[] | null
  readonly Cmd?: readonly string[] | null
  readonly Volumes?: StringSet | null
  readonly WorkingDir?: string
  readonly Labels?: StringMap | null
  readonly StopSignal?: string
  readonly Healthcheck?: HealthConfig
  readonly ArgsEscaped?: boolean
  readonly OnBuild?: readonly string[] | null
  readonly Shell?: readonly string[]
}
