import type { ExecInspect } from '../../api/exec.ts'
import { ProcessStreams } from '../container/streams.ts'
import { Condition } from '../mutex.ts'

/** What an exec was created with. */
export interface ExecSettings {
  readonly user: string
  readonly privileged: boolean
  readonly tty: boolean
  readonly consoleSize: readonly [number, number] | undefined
  readonly attachStdin: boolean
  readonly attachStdout: boolean
  readonly attachStderr: boolean
  readonly detachKeys: string
  readonly env: readonly string[]
  readonly workingDir: string
  readonly entrypoint: string
  readonly args: readonly string[]
}

/** One `docker exec`: created, then started once (moby container/exec.go). */
export class Exec {
  running = false
  started = false
  exitCode: number | undefined
  pid = 0
  readonly streams = new ProcessStreams()
  readonly changed = new Condition()

  constructor(
    readonly id: string,
    readonly containerId: string,
    readonly settings: ExecSettings,
  ) {}

  toJson(): ExecInspect {
    const { settings } = this
    return {
      ID: this.id,
      Running: this.running,
      ExitCode: this.exitCode ?? null,
      ProcessConfig: {
        tty: settings.tty,
        entrypoint: settings.entrypoint,
        arguments: settings.args,
        privileged: settings.privileged,
        ...(settings.user !== '' && { user: settings.user }),
      },
      OpenStdin: settings.attachStdin,
      OpenStderr: settings.attachStderr,
      OpenStdout: settings.attachStdout,
      CanRemove: false,
      ContainerID: this.containerId,
      DetachKeys: settings.detachKeys,
      Pid: this.pid,
    }
  }
}
