import type { NamespaceKind } from '../calls.ts'
import type { Namespaces } from './namespaces.ts'
import type { UserNamespace } from './user.ts'

/** Any namespace object: rooms define their own (mounts, network), this table knows who holds them. A method `destroy` is called when nobody does. */
export type AnyNamespace = object

interface Entry {
  readonly kind: NamespaceKind
  readonly ino: number
  readonly owner: UserNamespace
  holders: number
}

export const namespaceKinds: readonly NamespaceKind[] = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts']

/** First inode numbers of nsfs: the initial namespaces (include/uapi/linux/nsfs.h and include/linux/proc_ns.h). */
const initialInodes: Readonly<Record<NamespaceKind, number>> = {
  cgroup: 4026531835,
  pid: 4026531836,
  user: 4026531837,
  uts: 4026531838,
  ipc: 4026531839,
  net: 4026531840,
  mnt: 4026531841,
}

/** The namespaces of a kernel: their nsfs inode numbers, owners, and how many tasks and files hold each (struct ns_common). */
export class NamespaceTable {
  private readonly entries = new Map<AnyNamespace, Entry>()
  private nextInode = 4026532190

  addInitial(namespaces: Namespaces): void {
    for (const kind of namespaceKinds) {
      this.entries.set(namespaces[kind], { kind, ino: initialInodes[kind], owner: namespaces.user, holders: 1 })
    }
  }

  add(kind: NamespaceKind, namespace: AnyNamespace, owner: UserNamespace): void {
    this.entries.set(namespace, { kind, ino: this.nextInode++, owner, holders: 0 })
  }

  /** Its number, as in `net:[4026531840]`. */
  inode(namespace: AnyNamespace): number {
    return this.entries.get(namespace)?.ino ?? 0
  }

  kind(namespace: AnyNamespace): NamespaceKind | undefined {
    return this.entries.get(namespace)?.kind
  }

  /** The user namespace that owns it. */
  owner(namespace: AnyNamespace): UserNamespace | undefined {
    return this.entries.get(namespace)?.owner
  }

  /** All living namespaces of a kind, in order of creation. */
  *of(kind: NamespaceKind): Iterable<AnyNamespace> {
    for (const [namespace, entry] of this.entries) if (entry.kind === kind) yield namespace
  }

  hold(namespaces: Namespaces): void {
    for (const kind of namespaceKinds) this.holdOne(namespaces[kind])
  }

  drop(namespaces: Namespaces): void {
    for (const kind of namespaceKinds) this.dropOne(namespaces[kind])
  }

  /** A task, an open nsfs file or a bind mount of one holds the namespace. */
  holdOne(namespace: AnyNamespace): void {
    const entry = this.entries.get(namespace)
    if (entry) entry.holders++
  }

  dropOne(namespace: AnyNamespace): void {
    const entry = this.entries.get(namespace)
    if (!entry || --entry.holders > 0) return
    this.entries.delete(namespace)
    ;(namespace as { destroy?(): void }).destroy?.()
  }

  get size(): number {
    return this.entries.size
  }
}
