import { ok } from '../../base/result.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { capture } from '../../linux/libc/spawn.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { closeInherited } from '../oci/close-inherited.ts'
import { mkdirAll, namesIn, removeAll } from '../oci/files.ts'
import type { EventExchange } from './event-log.ts'
import type { RpcResult, Service } from './rpc.ts'
import { rpc, rpcError } from './rpc.ts'
import type { ContainerMetadata, ExitedProcess, ProcessTarget, TaskIo, TaskService } from './tasks.ts'
import { shimService } from './tasks.ts'

/** Bundles and shims of running tasks: what containerd's runtime v2 manager keeps (core/runtime/v2). */
export class TaskRuntime {
  /** Sockets of live shims by container. */
  private readonly shims = new Map<string, string>()

  constructor(
    private readonly address: string,
    private readonly state: string,
    private readonly events: EventExchange,
    /** Release before 2.0: errors end in their gRPC code. */
    private readonly namesCode: boolean,
  ) {}

  private bundle(id: string): string {
    return `${this.state}/io.containerd.runtime.v2.task/moby/${id}`
  }

  /** Shims that outlived an earlier containerd; bundles of dead ones go. */
  *recover(): Sys<void> {
    for (const id of yield* namesIn(`${this.state}/io.containerd.runtime.v2.task/moby`)) {
      const address = yield* readFile(`${this.bundle(id)}/address`)
      const alive = address.ok ? yield* rpc(address.value, shimService, 'State', { id }) : undefined
      if (address.ok && alive?.ok) this.shims.set(id, address.value)
      else yield* removeAll(this.bundle(id))
    }
  }

  private *call<A>(id: string, method: keyof TaskService, message: object): Sys<RpcResult<A>> {
    const shim = this.shims.get(id)
    if (shim === undefined) return rpcError('NotFound', `task ${id} not found: not found`)
    const answer = yield* rpc<A>(shim, shimService, method, message)
    if (answer.ok || answer.error.code !== 'Unknown' || !this.namesCode) return answer
    return rpcError('Unknown', `${answer.error.message}: unknown`)
  }

  *create(container: ContainerMetadata, io: TaskIo): Sys<RpcResult<{ pid: number }>> {
    const bundle = this.bundle(container.id)
    yield* mkdirAll(`${bundle}/rootfs`, 0o711)
    yield* writeFile(`${bundle}/config.json`, JSON.stringify(container.spec), { mode: 0o600 })
    yield* writeFile(`${bundle}/options.json`, JSON.stringify(container.options), { mode: 0o600 })
    yield* writeFile(`${bundle}/runtime`, container.runtime)
    const started = yield* this.startShim(container.id, bundle)
    if (!started.ok) {
      yield* removeAll(bundle)
      return started
    }
    const task = yield* this.call<{ pid: number }>(container.id, 'Create', { id: container.id, bundle, ...io })
    if (task.ok) return task
    yield* this.dropShim(container.id)
    return rpcError(task.error.code, `failed to create shim task: ${task.error.message}`)
  }

  private *startShim(id: string, bundle: string): Sys<RpcResult<object>> {
    const shim = ['/usr/bin/containerd-shim-runc-v2', '-namespace', 'moby', '-id', id, '-address', this.address, 'start']
    const started = yield* capture(shim, { cwd: bundle, before: closeInherited })
    const socket = started.stdout.trim()
    if (started.exitCode !== 0 || socket === '')
      return rpcError('Unknown', `failed to start shim: start failed: ${started.stderr.trim()}: exit status ${started.exitCode}`)
    yield* writeFile(`${bundle}/address`, socket)
    this.shims.set(id, socket)
    yield* sys.record({ kind: 'container.shim-started', data: { container: id, socket } })
    return ok({})
  }

  private *dropShim(id: string): Sys<void> {
    const shim = this.shims.get(id)
    if (shim !== undefined) yield* rpc(shim, shimService, 'Shutdown', { id })
    this.shims.delete(id)
    yield* removeAll(this.bundle(id))
  }

  *delete(target: ProcessTarget): Sys<RpcResult<ExitedProcess>> {
    const exit = yield* this.call<ExitedProcess>(target.id, 'Delete', target)
    if (target.execId) return exit
    if (!exit.ok && exit.error.code === 'FailedPrecondition') return exit
    yield* this.dropShim(target.id)
    if (exit.ok) yield* this.events.publish({ topic: '/tasks/delete', containerId: target.id, ...exit.value })
    return exit
  }

  /** The task service as dockerd sees it; all but Create and Delete go straight to the shim. */
  service(containers: ReadonlyMap<string, ContainerMetadata>): Service<Omit<TaskService, 'Shutdown'>> {
    const forward =
      (method: keyof TaskService) =>
      <A>(request: { readonly id: string }): Sys<RpcResult<A>> =>
        this.call<A>(request.id, method, request)
    const runtime = this
    return {
      *Create(request) {
        const container = containers.get(request.id)
        if (!container) return rpcError('NotFound', `container ${JSON.stringify(request.id)} in namespace "moby": not found`)
        return yield* runtime.create(container, request)
      },
      Delete: (request) => this.delete(request),
      Start: forward('Start'),
      Exec: forward('Exec'),
      ResizePty: forward('ResizePty'),
      CloseIO: forward('CloseIO'),
      Kill: forward('Kill'),
      Pause: forward('Pause'),
      Resume: forward('Resume'),
      State: forward('State'),
      Pids: forward('Pids'),
      Update: forward('Update'),
      Stats: forward('Stats'),
    }
  }
}
