import type { TreeDirectory } from '../linux/kernel/fs/tree.ts'

/** What a disk holds on which nothing has been done yet, and the kernel that boots from it. */
export interface OperatingSystem {
  /** `CentOS Linux 7 (Core)`. */
  readonly name: string
  /** uname -r. */
  readonly release: string
  /** uname -v. */
  readonly version: string
  readonly rootFsType: 'ext4' | 'xfs'
  readonly init: string
  readonly root: TreeDirectory
}

/** How a machine is called and where it is on its networks. */
export interface HostIdentity {
  readonly hostname: string
  readonly interfaces: readonly InterfaceConfig[]
  readonly nameservers: readonly string[]
  /** Lines for /etc/hosts beside localhost. */
  readonly hosts?: readonly string[]
}

/** A network card's static configuration. */
export interface InterfaceConfig {
  readonly name: string
  readonly address: string
  readonly prefix: number
  readonly gateway?: string
}
