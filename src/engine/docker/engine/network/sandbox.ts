import type { Pid, Sys } from '../../../linux/kernel/calls.ts'
import { writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { mkdirAll } from '../../oci/files.ts'
import { goErrno } from '../../oci/go-errno.ts'
import { internal } from '../errdefs.ts'
import type { Endpoint } from './network.ts'
import type { EmbeddedResolver } from './resolver.ts'

/** A container's network namespace, kept by a bind mount, and what is plugged into it (libnetwork sandbox). */
export class Sandbox {
  readonly endpoints: Endpoint[] = []
  resolver: EmbeddedResolver | undefined
  private nextInterface = 0
  private pid: Pid = 0

  constructor(
    readonly id: string,
    /** /var/run/docker/netns/<12 digits>. */
    readonly key: string,
  ) {}

  get process(): Pid {
    return this.pid
  }

  /** Takes the namespace of a process. */
  *adopt(pid: Pid): Sys<void> {
    this.pid = pid
    yield* mkdirAll(this.key.slice(0, this.key.lastIndexOf('/')), 0o755)
    yield* writeFile(this.key, '', { mode: 0o444 })
    const bound = yield* sys.mount({ source: `/proc/${pid}/ns/net`, target: this.key, type: 'bind', flags: { bind: true } })
    if (!bound.ok) throw internal(`failed to set up container networking: bind-mount /proc/${pid}/ns/net -> ${this.key}: ${goErrno(bound.error)}`)
  }

  /** The namespace outlived the daemon that made it. */
  resume(pid: Pid, interfaces: number): void {
    this.pid = pid
    this.nextInterface = interfaces
  }

  interfaceName(): string {
    return `eth${this.nextInterface++}`
  }

  *destroy(): Sys<void> {
    if (this.resolver) yield* this.resolver.close()
    yield* sys.umount({ target: this.key, lazy: true })
    yield* sys.unlink({ path: this.key })
  }
}
