import type { UnixSocket } from './unix-socket.ts'

/** Names of unix sockets that live outside the file system (`@name`), one set a network namespace; and every unix socket of it. */
export class AbstractNames {
  private readonly names = new Map<string, UnixSocket>()
  private readonly sockets = new Set<UnixSocket>()

  get(name: string): UnixSocket | undefined {
    return this.names.get(name)
  }

  bind(name: string, socket: UnixSocket): boolean {
    if (this.names.has(name)) return false
    this.names.set(name, socket)
    return true
  }

  release(name: string, socket: UnixSocket): void {
    if (this.names.get(name) === socket) this.names.delete(name)
  }

  add(socket: UnixSocket): void {
    this.sockets.add(socket)
  }

  remove(socket: UnixSocket): void {
    this.sockets.delete(socket)
  }

  all(): readonly UnixSocket[] {
    return [...this.sockets]
  }

  get empty(): boolean {
    return this.sockets.size === 0
  }
}
