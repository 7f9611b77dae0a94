import type { NamespaceKind, Stat } from '../calls.ts'
import { O } from '../calls.ts'
import type { PathRef } from '../fs/path-ref.ts'
import { OpenFile } from '../open-file.ts'
import type { AnyNamespace, NamespaceTable } from './table.ts'

/** An open namespace file (/proc/PID/ns/net, or a bind mount of one): what setns takes; it keeps the namespace alive. */
export class NamespaceFile extends OpenFile {
  readonly kind: NamespaceKind

  constructor(
    private readonly table: NamespaceTable,
    readonly namespace: AnyNamespace,
    path: PathRef | undefined,
  ) {
    super(O.RDONLY, path)
    this.kind = table.kind(namespace) ?? 'net'
    table.holdOne(namespace)
  }

  override describe(): string {
    return `${this.kind}:[${this.table.inode(this.namespace)}]`
  }

  override stat(): Stat {
    return namespaceStat(this.table.inode(this.namespace))
  }

  protected override close(): void {
    this.table.dropOne(this.namespace)
  }
}

/** What stat says of a namespace file: nsfs, device 0:4. */
export const namespaceStat = (ino: number): Stat => ({
  dev: 4,
  ino,
  type: 'file',
  mode: 0o444,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  size: 0,
  blocks: 0,
  atimeMs: 0,
  mtimeMs: 0,
  ctimeMs: 0,
})
