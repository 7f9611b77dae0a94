import { limits } from '../../../base/limits.ts'
import { concatBytes } from '../../../base/utf8.ts'
import { O } from '../calls.ts'
import { rootCredentials } from '../credentials.ts'
import { DevPts } from '../fs/devices/devpts.ts'
import { walk } from '../fs/walk.ts'
import type { Kernel } from '../kernel.ts'
import { PtyMaster } from './pty-master.ts'
import type { Terminal } from './terminal.ts'
import type { WindowSize } from './termios.ts'

/**
 * The terminal emulator's end of a terminal: what the lab types, resizes and shows. Output leaves at a bounded rate of virtual time
 * (limits.ttyDrainBytesPerMs), whether anybody looks or not: what a program does never depends on the screen.
 */
export class HostTerminal {
  private typed: Uint8Array[] = []
  private draining = false
  private closed = false
  /** It is a console, which goes on without anybody looking. */
  private readonly scrolled: boolean

  constructor(
    private readonly kernel: Kernel,
    readonly terminal: Terminal,
    private readonly onOutput: (bytes: Uint8Array) => void,
    private readonly onClose: () => void = () => undefined,
  ) {
    this.scrolled = terminal.output.scrolls
    terminal.output.scrolls = false
    this.listen()
    this.pump()
  }

  /** Types bytes; what the programs are too slow for waits here, in order. */
  input(bytes: Uint8Array): void {
    if (this.closed || bytes.length === 0) return
    this.typed.push(bytes)
    this.pump()
  }

  resize(size: WindowSize): void {
    this.terminal.resize(size)
  }

  /** The window is closed: the session is hung up. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.typed = []
    this.terminal.output.scrolls = this.scrolled
    if (!this.scrolled) this.terminal.hangUp()
    this.onClose()
  }

  private listen(): void {
    if (!this.closed) this.terminal.masterChanged.add(this.onChange)
  }

  private readonly onChange = (): void => {
    this.listen()
    this.pump()
  }

  private pump(): void {
    const bytes = concatBytes(this.typed)
    this.typed = []
    const taken = this.terminal.receive(bytes)
    if (taken < bytes.length) this.typed.unshift(bytes.subarray(taken))
    if (this.draining || !this.terminal.hasOutput) return
    this.draining = true
    this.kernel.clock.schedule(0, this.drain)
  }

  private readonly drain = (): void => {
    const bytes = this.terminal.drain(limits.ttyDrainBytesPerMs)
    if (bytes.length > 0) this.onOutput(bytes)
    if (this.closed || bytes.length === 0) this.draining = false
    else this.kernel.clock.schedule(1, this.drain)
  }
}

export interface Window {
  readonly host: HostTerminal
  /** Held open until the window is closed. */
  readonly master: PtyMaster
  /** Where programs open it. */
  readonly path: string
}

/** A window with a new pseudo-terminal on a host, as a terminal program or an ssh server opens one. Undefined without a devpts. */
export function openWindow(kernel: Kernel, size: WindowSize, uid: number, onOutput: (bytes: Uint8Array) => void): Window | undefined {
  const root = kernel.initialNamespaces.mnt.rootRef
  const place = walk({ task: undefined, root, cwd: root, credentials: rootCredentials }, '/dev/pts')
  const instance = place.ok ? place.value.inode.fs : undefined
  if (!(instance instanceof DevPts)) return undefined
  const master = new PtyMaster(kernel, instance, { uid, gid: uid }, O.RDWR, undefined, size).acquire()
  return { host: new HostTerminal(kernel, master.terminal, onOutput, () => master.release()), master, path: `/dev/pts/${master.number}` }
}
