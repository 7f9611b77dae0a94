import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Body } from '../../../linux/libc/http/body.ts'
import { sys } from '../../../linux/sys.ts'
import type { RpcResult } from '../../containerd/rpc.ts'
import { openRpc, rpc } from '../../containerd/rpc.ts'
import type { ContainerMetadata, ExitedProcess, ProcessInfo, ProcessTarget, TaskEvent, TaskIo, TaskMetrics } from '../../containerd/tasks.ts'
import { containerService, eventService, taskService, versionService } from '../../containerd/tasks.ts'
import type { SpecProcess, SpecResources } from '../../oci/runtime-spec.ts'

/** dockerd's side of containerd (moby libcontainerd/remote). */
export class ContainerdClient {
  constructor(readonly address: string) {}

  private *task<A>(method: string, message: object): Sys<RpcResult<A>> {
    return yield* rpc<A>(this.address, taskService, method, message)
  }

  *version(): Sys<RpcResult<{ version: string; revision: string }>> {
    return yield* rpc(this.address, versionService, 'Version', {})
  }

  *create(container: ContainerMetadata): Sys<RpcResult<object>> {
    return yield* rpc(this.address, containerService, 'Create', container)
  }

  *delete(id: string): Sys<RpcResult<object>> {
    return yield* rpc(this.address, containerService, 'Delete', { id })
  }

  createTask(id: string, io: TaskIo): Sys<RpcResult<{ pid: number }>> {
    return this.task('Create', { id, ...io })
  }

  start(target: ProcessTarget): Sys<RpcResult<{ pid: number }>> {
    return this.task('Start', target)
  }

  deleteTask(target: ProcessTarget): Sys<RpcResult<ExitedProcess>> {
    return this.task('Delete', target)
  }

  exec(id: string, execId: string, spec: SpecProcess, io: TaskIo): Sys<RpcResult<object>> {
    return this.task('Exec', { id, execId, spec, ...io })
  }

  kill(target: ProcessTarget, signal: number, all = false): Sys<RpcResult<object>> {
    return this.task('Kill', { ...target, signal, all })
  }

  resize(target: ProcessTarget, width: number, height: number): Sys<RpcResult<object>> {
    return this.task('ResizePty', { ...target, width, height })
  }

  closeInput(target: ProcessTarget): Sys<RpcResult<object>> {
    return this.task('CloseIO', { ...target, stdin: true })
  }

  pause(id: string): Sys<RpcResult<object>> {
    return this.task('Pause', { id })
  }

  resume(id: string): Sys<RpcResult<object>> {
    return this.task('Resume', { id })
  }

  state(target: ProcessTarget): Sys<RpcResult<ProcessInfo>> {
    return this.task('State', target)
  }

  pids(id: string): Sys<RpcResult<{ processes: readonly { readonly pid: number }[] }>> {
    return this.task('Pids', { id })
  }

  update(id: string, resources: SpecResources): Sys<RpcResult<object>> {
    return this.task('Update', { id, resources })
  }

  stats(id: string): Sys<RpcResult<TaskMetrics>> {
    return this.task('Stats', { id })
  }

  /** Hands every event to `handle`, one after the other; subscribes again after containerd was away. Never returns. */
  *events(handle: (event: TaskEvent) => Sys<void>): Sys<void> {
    for (;;) {
      const stream = yield* openRpc(this.address, eventService, 'Subscribe', {})
      if (stream.ok) yield* this.drain(stream.value, handle)
      yield* sys.nanosleep({ ms: 100 })
    }
  }

  private *drain(body: Body, handle: (event: TaskEvent) => Sys<void>): Sys<void> {
    let pending = ''
    for (;;) {
      const chunk = yield* body.read()
      if (!chunk.ok || chunk.value === undefined) return
      const lines = (pending + decode(chunk.value)).split('\n')
      pending = lines.pop() ?? ''
      for (const line of lines) yield* handle(JSON.parse(line) as TaskEvent)
    }
  }
}
