import type { Kernel } from '../kernel.ts'
import type { UserNamespace } from '../namespace/user.ts'
import type { NetHost } from './net-host.ts'
import { NetNamespace } from './net-namespace.ts'

const hosts = new WeakMap<Kernel, NetHost & { bridgeNetfilter: boolean }>()

/** What the network room needs of a kernel. */
export function netHostOf(kernel: Kernel): NetHost {
  let host = hosts.get(kernel)
  if (!host) {
    host = {
      hostname: kernel.hostname,
      clock: kernel.clock,
      random: kernel.random,
      trace: kernel.trace,
      bridgeNetfilter: false,
      namespaceInode: (namespace) => kernel.namespaces.inode(namespace),
      log: (text) => kernel.log.print(text),
      anonymousInode: () => kernel.anonymousInode(),
    }
    hosts.set(kernel, host)
  }
  return host
}

/** modprobe br_netfilter: from now on bridged packets meet iptables (net.bridge.bridge-nf-call-iptables). */
export function loadBridgeNetfilter(kernel: Kernel): void {
  netHostOf(kernel)
  const host = hosts.get(kernel)
  if (host) host.bridgeNetfilter = true
}

/** A fresh network namespace; the kernel's first one is the host's own. */
export function newNetNamespace(kernel: Kernel, _owner: UserNamespace): NetNamespace {
  const initial: NetNamespace | undefined = kernel.initialNamespaces?.net
  return new NetNamespace(netHostOf(kernel), initial)
}
