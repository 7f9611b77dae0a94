import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { writeBytes } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { TaskIo } from '../tasks.ts'

/**
 * The streams of one process: pipes (or the master of its terminal) on one side, the FIFOs that the client made on the other, a thread copying
 * each way. FIFOs of output are open for reading too: the process writes on while no client is there. Models containerd cmd/containerd-shim-runc-v2/process/io.go.
 */
export class ProcessStdio {
  /** What the process gets as 0, 1 and 2; closed here once it was started. */
  readonly childSide: Fd[] = []
  master: Fd | undefined
  /** Keeps the input FIFO from ending before CloseIO. */
  private stdinHolder: Fd | undefined
  private readonly copies: { readonly from: Fd; readonly to: Fd }[] = []
  /** Copying threads still at work on output. */
  private copying = 0
  private readonly idle = {}

  constructor(private readonly io: TaskIo) {}

  get terminal(): boolean {
    return this.io.terminal
  }

  /** Makes the pipes (or /dev/null) a process without terminal is born with. */
  *open(): Sys<void> {
    if (this.io.terminal) return
    if (this.io.stdin === '') this.childSide.push(yield* openFile('/dev/null', O.RDONLY))
    else {
      const [read, write] = yield* pipe()
      this.childSide.push(read)
      yield* this.connectInput(write)
    }
    for (const path of [this.io.stdout, this.io.stderr]) {
      if (path === '') {
        this.childSide.push(yield* openFile('/dev/null', O.WRONLY))
        continue
      }
      const [read, write] = yield* pipe()
      this.childSide.push(write)
      this.copies.push({ from: read, to: yield* openFile(path, O.RDWR) })
    }
  }

  /** The terminal's master arrived. */
  *attachMaster(master: Fd): Sys<void> {
    this.master = master
    if (this.io.stdin !== '') yield* this.connectInput(master)
    if (this.io.stdout !== '') this.copies.push({ from: master, to: yield* openFile(this.io.stdout, O.RDWR) })
  }

  private *connectInput(to: Fd): Sys<void> {
    const read = yield* openFile(this.io.stdin, O.RDONLY | O.NONBLOCK)
    yield* sys.fcntl({ fd: read, nonBlocking: false })
    this.stdinHolder = yield* openFile(this.io.stdin, O.WRONLY)
    const { master } = this
    yield* sys.clone({
      thread: true,
      *main() {
        yield* copyStream(read, to)
        yield* sys.close({ fd: read })
        if (to !== master) yield* sys.close({ fd: to })
        return 0
      },
    })
  }

  /** Once the process has its ends, ours of them go and output flows. */
  *start(): Sys<void> {
    for (const fd of this.childSide.splice(0)) yield* sys.close({ fd })
    const stdio = this
    for (const { from, to } of this.copies) {
      this.copying++
      yield* sys.clone({
        thread: true,
        *main() {
          yield* copyStream(from, to)
          yield* sys.close({ fd: to })
          if (from !== stdio.master) yield* sys.close({ fd: from })
          stdio.copying--
          yield* sys.futexWake({ on: stdio.idle })
          return 0
        },
      })
    }
  }

  /** CloseIO: input ends when the client's writer is gone too. */
  *closeInput(): Sys<void> {
    if (this.stdinHolder === undefined) return
    yield* sys.close({ fd: this.stdinHolder })
    this.stdinHolder = undefined
  }

  /** After the process's end: waits (at most so long, as something else may hold the pipe) for the output, then lets go of everything. */
  *finish(timeoutMs: number): Sys<void> {
    while (this.copying > 0) if (!(yield* sys.futexWait({ on: this.idle, timeoutMs }))) break
    yield* this.closeInput()
    for (const fd of this.childSide.splice(0)) yield* sys.close({ fd })
    if (this.master !== undefined) yield* sys.close({ fd: this.master })
    this.master = undefined
  }
}

function* pipe(): Sys<readonly [Fd, Fd]> {
  const made = yield* sys.pipe({ closeOnExec: true })
  return made.ok ? made.value : [-1, -1]
}

function* openFile(path: string, flags: number): Sys<Fd> {
  const fd = yield* sys.open({ path, flags: flags | O.CLOEXEC })
  return fd.ok ? fd.value : -1
}

/** Until the end of one or the loss of the other. A terminal whose last user left reads as EIO: its end. */
function* copyStream(from: Fd, to: Fd): Sys<void> {
  for (;;) {
    const chunk = yield* sys.read({ fd: from, count: 32_768 })
    if (!chunk.ok && chunk.error === 'EINTR') continue
    if (!chunk.ok || chunk.value.length === 0) return
    const written = yield* writeBytes(to, chunk.value)
    if (!written.ok) return
  }
}
