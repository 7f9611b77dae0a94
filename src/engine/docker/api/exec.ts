/** POST /containers/{id}/exec. */
export interface ExecCreateRequest {
  readonly User?: string
  readonly Privileged?: boolean
  readonly Tty?: boolean
  readonly ConsoleSize?: readonly [number, number] | null
  readonly AttachStdin?: boolean
  readonly AttachStderr?: boolean
  readonly AttachStdout?: boolean
  readonly Detach?: boolean
  readonly DetachKeys?: string
  readonly Env?: readonly string[] | null
  readonly WorkingDir?: string
  readonly Cmd?: readonly string[] | null
}

/** POST /exec/{id}/start. */
export interface ExecStartRequest {
  readonly Detach?: boolean
  readonly Tty?: boolean
  readonly ConsoleSize?: readonly [number, number] | null
}

/** GET /exec/{id}/json. */
export interface ExecInspect {
  readonly ID: string
  readonly Running: boolean
  readonly ExitCode: number | null
  readonly ProcessConfig: {
    readonly tty: boolean
    readonly entrypoint: string
    readonly arguments: readonly string[]
    readonly privileged: boolean
    readonly user?: string
  }
  readonly OpenStdin: boolean
  readonly OpenStderr: boolean
  readonly OpenStdout: boolean
  readonly CanRemove: boolean
  readonly ContainerID: string
  readonly DetachKeys: string
  readonly Pid: number
}
