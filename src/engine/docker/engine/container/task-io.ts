import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { TaskIo } from '../../containerd/tasks.ts'
import { mkdirAll, removeAll } from '../../oci/files.ts'
import { goErrno } from '../../oci/go-errno.ts'
import { internal } from '../errdefs.ts'
import type { OutputName, ProcessStreams } from './streams.ts'

/** Which streams of a process lead anywhere. */
export interface WantedIo {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly terminal: boolean
}

/** The FIFOs between dockerd and a shim for one process, /run/docker/containerd/<container>/<process>-stdin and so on (libcontainerd/remote). */
export class TaskFifos {
  readonly io: TaskIo
  private readonly outputs: { readonly name: OutputName; readonly fd: Fd }[] = []

  constructor(
    private readonly directory: string,
    private readonly process: string,
    wanted: WantedIo,
  ) {
    const path = (stream: string, on: boolean) => (on ? `${directory}/${process}-${stream}` : '')
    this.io = {
      stdin: path('stdin', wanted.stdin),
      stdout: path('stdout', wanted.stdout),
      stderr: path('stderr', wanted.stderr && !wanted.terminal),
      terminal: wanted.terminal,
    }
  }

  /** Makes them and opens our ends of the outputs; a reader that does not wait lets the shim open the other. */
  *create(): Sys<void> {
    yield* mkdirAll(this.directory, 0o700)
    for (const path of [this.io.stdin, this.io.stdout, this.io.stderr]) {
      if (path === '') continue
      const made = yield* sys.mknod({ path, type: 'fifo', mode: 0o700 })
      if (!made.ok && made.error !== 'EEXIST') throw internal(`error creating fifo ${path}: ${goErrno(made.error)}`)
    }
    for (const [name, path] of [
      ['stdout', this.io.stdout],
      ['stderr', this.io.stderr],
    ] as const) {
      if (path === '') continue
      const fd = yield* sys.open({ path, flags: O.RDONLY | O.NONBLOCK | O.CLOEXEC })
      if (!fd.ok) throw internal(`error opening fifo ${path}: ${goErrno(fd.error)}`)
      this.outputs.push({ name, fd: fd.value })
    }
  }

  /** The shim has its ends: streams flow. */
  *connect(streams: ProcessStreams, log?: (name: OutputName) => { push(bytes: Uint8Array): Sys<void>; end(): Sys<void> } | undefined): Sys<void> {
    for (const { name, fd } of this.outputs.splice(0)) {
      yield* sys.fcntl({ fd, nonBlocking: false })
      const splitter = log?.(name)
      yield* splitter
        ? streams.copyFrom(
            name,
            fd,
            (bytes) => splitter.push(bytes),
            () => splitter.end(),
          )
        : streams.copyFrom(name, fd)
    }
    if (this.io.stdin === '') return
    const input = yield* sys.open({ path: this.io.stdin, flags: O.WRONLY | O.CLOEXEC })
    if (input.ok) yield* streams.openInput(input.value)
  }

  /** Nothing came of the process. */
  *discard(): Sys<void> {
    for (const { fd } of this.outputs.splice(0)) yield* sys.close({ fd })
    yield* this.remove()
  }

  *remove(): Sys<void> {
    for (const stream of ['stdin', 'stdout', 'stderr']) yield* sys.unlink({ path: `${this.directory}/${this.process}-${stream}` })
    if (this.process === 'init') yield* removeAll(this.directory)
  }
}

export const fifoDirectory = (container: string): string => `/run/docker/containerd/${container}`
