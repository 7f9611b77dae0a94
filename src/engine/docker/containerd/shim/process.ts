import { rfc3339Nano, timeOfMs } from '../../../base/go-time.ts'
import type { Pid, Sys, Waited } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { SpecProcess } from '../../oci/runtime-spec.ts'
import { listenUnix } from '../rpc.ts'
import type { ExitedProcess, ProcessStatus, TaskIo } from '../tasks.ts'
import type { RuncCommand } from './runc-command.ts'
import { ProcessStdio } from './stdio.ts'

/** One process that runs under the shim: the container's first one, or an exec. */
export class ShimProcess {
  pid: Pid = 0
  status: ProcessStatus = 'created'
  exit: ExitedProcess | undefined
  readonly stdio: ProcessStdio

  constructor(
    readonly id: string,
    /** Execs only: what to run. */
    readonly spec: SpecProcess | undefined,
    io: TaskIo,
    private readonly bundle: string,
  ) {
    this.stdio = new ProcessStdio(io)
  }

  private get name(): string {
    return this.spec ? this.id : 'init'
  }

  /** Runs `runc create` or `runc exec` and learns the pid; runc's message when it failed. */
  *launch(runc: RuncCommand, container: string): Sys<string | undefined> {
    const pidFile = `${this.bundle}/${this.name}.pid`
    const args = this.spec
      ? ['exec', '--process', yield* this.writeSpec(), '--detach', '--pid-file', pidFile]
      : ['create', '--bundle', this.bundle, '--pid-file', pidFile]
    const failure = this.stdio.terminal ? yield* this.launchOnTerminal(runc, args, container) : yield* this.launchOnPipes(runc, args, container)
    if (failure !== undefined) {
      yield* this.stdio.finish(0)
      return failure
    }
    const pid = yield* readFile(pidFile)
    this.pid = pid.ok ? Number(pid.value) : 0
    yield* this.stdio.start()
    return undefined
  }

  private *writeSpec(): Sys<string> {
    const path = `${this.bundle}/${this.id}-process.json`
    yield* writeFile(path, JSON.stringify(this.spec))
    return path
  }

  private *launchOnPipes(runc: RuncCommand, args: readonly string[], container: string): Sys<string | undefined> {
    yield* this.stdio.open()
    return yield* runc.run([...args, container], this.stdio.childSide)
  }

  private *launchOnTerminal(runc: RuncCommand, args: readonly string[], container: string): Sys<string | undefined> {
    // Not in the bundle: a socket's path has 108 bytes at most.
    const directory = `/tmp/pty${(yield* sys.getrandom({ count: 4 })).join('')}`
    yield* sys.mkdir({ path: directory, mode: 0o700 })
    const path = `${directory}/pty.sock`
    const listener = yield* listenUnix(path, 0o600)
    if (!listener.ok) return listener.error
    const failure = yield* runc.run([...args, '--console-socket', path, container])
    if (failure === undefined) {
      const accepted = yield* sys.accept({ fd: listener.value })
      if (accepted.ok) {
        const received = yield* sys.recv({ fd: accepted.value.fd, count: 4096 })
        const master = received.ok ? received.value.fds?.[0] : undefined
        if (master !== undefined) yield* this.adoptMaster(master)
        yield* sys.close({ fd: accepted.value.fd })
      }
    }
    yield* sys.close({ fd: listener.value })
    yield* sys.unlink({ path })
    yield* sys.rmdir({ path: directory })
    return failure
  }

  private *adoptMaster(master: number): Sys<void> {
    yield* sys.fcntl({ fd: master, closeOnExec: true })
    yield* this.stdio.attachMaster(master)
  }

  /** Its end, as wait4 told it. */
  *ended({ pid, status }: Waited): Sys<ExitedProcess> {
    const exitStatus = status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 255
    const exit = { pid, exitStatus, exitedAt: rfc3339Nano(timeOfMs(yield* sys.clockRealtime({}))) }
    this.exit = exit
    this.status = 'stopped'
    return exit
  }
}
