import { defaultPath } from '../../../linux/libc/environment.ts'
import type { ContainerConfig, ImageConfig } from '../../api/container-config.ts'
import type { Image } from '../../engine/image/image-store.ts'
import type { BuildArgs } from './build-args.ts'

export type RunConfig = { -readonly [K in keyof ContainerConfig]: ContainerConfig[K] }

/** Where a stage is: the configuration its containers get, the image it has come to (moby builder/dockerfile dispatchState). */
export interface StageState {
  config: RunConfig
  /** Empty on scratch, before anything was done. */
  imageId: string
  author: string
  cmdGiven: boolean
  readonly args: BuildArgs
}

export function stageOn(image: Image | undefined, args: BuildArgs): StageState {
  const own = (image?.config.config ?? {}) as ImageConfig
  const env = [...(own.Env ?? [])]
  if (!env.some((entry) => entry.startsWith('PATH='))) env.push(`PATH=${defaultPath}`)
  const config: RunConfig = {
    Hostname: '',
    Domainname: '',
    User: own.User ?? '',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...(own.ExposedPorts && { ExposedPorts: own.ExposedPorts }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: env,
    Cmd: own.Cmd ?? null,
    ...(own.Healthcheck && { Healthcheck: own.Healthcheck }),
    Image: image?.id ?? '',
    Volumes: own.Volumes ?? null,
    WorkingDir: own.WorkingDir ?? '',
    Entrypoint: own.Entrypoint ?? null,
    OnBuild: null,
    Labels: own.Labels ?? null,
    ...(own.StopSignal && { StopSignal: own.StopSignal }),
    ...(own.Shell && { Shell: own.Shell }),
  }
  return { config, imageId: image?.id ?? '', author: '', cmdGiven: false, args }
}

export const shellOf = (config: Pick<ContainerConfig, 'Shell'>): readonly string[] => config.Shell ?? ['/bin/sh', '-c']

/** The command that stands for a step which runs nothing: `/bin/sh -c #(nop)  ENV A=1`. */
export const withComment = (config: RunConfig, comment: string): RunConfig => ({ ...config, Cmd: [...shellOf(config), '#(nop) ', comment] })

/** The same for steps that write it in one piece: `/bin/sh -c #(nop) COPY file:… in /`. */
export const withCommentText = (config: RunConfig, comment: string): RunConfig => ({ ...config, Cmd: [...shellOf(config), `#(nop) ${comment}`] })
