import type { Loose } from '../../api/common.ts'
import type { ContainerConfig, HealthConfig, ImageConfig } from '../../api/container-config.ts'
import { invalid } from '../errdefs.ts'

/** A container's configuration: what the user asked for over what its image says (moby daemon/commit.go merge). */
export function mergeConfig(user: Loose<ContainerConfig>, image: ImageConfig): ContainerConfig {
  const entrypointGiven = user.Entrypoint !== null && user.Entrypoint !== undefined && user.Entrypoint.length > 0
  const cleared = user.Entrypoint?.length === 1 && user.Entrypoint[0] === ''
  const fromImage = !entrypointGiven
  const entrypoint = cleared ? null : entrypointGiven ? (user.Entrypoint ?? null) : (image.Entrypoint ?? null)
  const userCmd = user.Cmd && user.Cmd.length > 0 ? user.Cmd : null
  const cmd = userCmd ?? (fromImage ? (image.Cmd ?? null) : null)
  const ports = { ...image.ExposedPorts, ...user.ExposedPorts }
  const volumes = user.Volumes && Object.keys(user.Volumes).length > 0 ? { ...image.Volumes, ...user.Volumes } : (image.Volumes ?? null)
  const health = mergeHealth(user.Healthcheck ?? undefined, image.Healthcheck)
  const onBuild = user.OnBuild ?? image.OnBuild ?? null
  const stopSignal = user.StopSignal || image.StopSignal
  return {
    Hostname: user.Hostname ?? '',
    Domainname: user.Domainname ?? '',
    User: user.User || image.User || '',
    AttachStdin: user.AttachStdin ?? false,
    AttachStdout: user.AttachStdout ?? false,
    AttachStderr: user.AttachStderr ?? false,
    ...(Object.keys(ports).length > 0 && { ExposedPorts: ports }),
    Tty: user.Tty ?? false,
    OpenStdin: user.OpenStdin ?? false,
    StdinOnce: user.StdinOnce ?? false,
    Env: mergeEnv(user.Env ?? [], image.Env ?? []),
    Cmd: cmd,
    ...(health && { Healthcheck: health }),
    ...(image.ArgsEscaped && !userCmd && { ArgsEscaped: true }),
    Image: user.Image ?? '',
    Volumes: volumes,
    WorkingDir: user.WorkingDir || image.WorkingDir || '',
    Entrypoint: entrypoint,
    ...(user.NetworkDisabled && { NetworkDisabled: true }),
    ...(user.MacAddress && { MacAddress: user.MacAddress }),
    OnBuild: onBuild && onBuild.length > 0 ? onBuild : null,
    Labels: { ...image.Labels, ...user.Labels },
    ...(stopSignal && { StopSignal: stopSignal }),
    ...(user.StopTimeout !== undefined && user.StopTimeout !== null && { StopTimeout: user.StopTimeout }),
    ...(image.Shell && { Shell: image.Shell }),
  }
}

/** The user's variables first, then those of the image that the user does not set. */
function mergeEnv(user: readonly string[], image: readonly string[]): readonly string[] | null {
  const names = new Set(user.map((entry) => entry.split('=')[0]))
  const merged = [...user, ...image.filter((entry) => !names.has(entry.split('=')[0]))]
  return merged.length === 0 ? null : merged
}

function mergeHealth(user: HealthConfig | undefined, image: HealthConfig | undefined): HealthConfig | undefined {
  if (!user) return image
  if (!image) return user
  return {
    ...image,
    ...(user.Test && user.Test.length > 0 && { Test: user.Test }),
    ...(user.Interval && { Interval: user.Interval }),
    ...(user.Timeout && { Timeout: user.Timeout }),
    ...(user.StartPeriod && { StartPeriod: user.StartPeriod }),
    ...(user.StartInterval && { StartInterval: user.StartInterval }),
    ...(user.Retries && { Retries: user.Retries }),
  }
}

/** The program and its arguments; an image without any needs a command. */
export function entryOf(config: ContainerConfig): readonly [path: string, args: readonly string[]] {
  const words = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]
  const [path, ...args] = words
  if (path === undefined) throw invalid('no command specified')
  return [path, args]
}
