/** Isolates System V IPC and POSIX queues (ipc_namespaces(7)). The objects themselves are not modelled: no program of the catalogue uses them. */
export class IpcNamespace {
  readonly kind = 'ipc'
}
