import { ok } from '../../../base/result.ts'
import type { Sys, Waited } from '../../../linux/kernel/calls.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { removeAll } from '../../oci/files.ts'
import type { RpcResult, Service } from '../rpc.ts'
import { rpc, rpcError } from '../rpc.ts'
import type { ExitedProcess, ProcessTarget, RuncOptions, TaskEvent, TaskService } from '../tasks.ts'
import { eventService } from '../tasks.ts'
import { cgroupOf, oomKills, readMetrics } from './metrics.ts'
import { ShimProcess } from './process.ts'
import { Reaper } from './reaper.ts'
import { RuncCommand } from './runc-command.ts'

const done = ok({})

/** The task service of one shim: one container and the processes in it. Models containerd-shim-runc-v2 task/service.go. */
export class ShimTask {
  readonly reaper = new Reaper()
  private readonly processes = new Map<string, ShimProcess>()
  private runc: RuncCommand | undefined
  private cgroup: string | undefined
  private oomKills = 0

  constructor(
    readonly id: string,
    /** containerd's socket. */
    private readonly address: string,
    private readonly bundle: string,
    /** Ends the shim. */
    private readonly shutdown: () => Sys<void>,
  ) {}

  /** What the reaper calls for every child that ended. */
  *childEnded(waited: Waited): Sys<void> {
    for (const process of this.processes.values()) {
      if (process.pid === waited.pid && !process.exit) yield* this.processEnded(process, waited)
    }
  }

  private *processEnded(process: ShimProcess, waited: Waited): Sys<void> {
    this.reaper.take(waited.pid)
    const exit = yield* process.ended(waited)
    if (process.id === this.id && this.cgroup !== undefined) {
      const kills = yield* oomKills(this.cgroup)
      if (kills > this.oomKills) yield* this.publish({ topic: '/tasks/oom', containerId: this.id })
      this.oomKills = kills
    }
    yield* this.publish({ topic: '/tasks/exit', containerId: this.id, id: process.id, ...exit })
  }

  private *publish(event: TaskEvent): Sys<void> {
    yield* rpc(this.address, eventService, 'Forward', event)
  }

  private find(target: ProcessTarget): ShimProcess | undefined {
    return this.processes.get(target.execId || this.id)
  }

  /** Registers a process that was launched; it may have ended already. */
  private *launched(process: ShimProcess): Sys<void> {
    this.processes.set(process.id, process)
    const waited = this.reaper.take(process.pid)
    if (waited) yield* this.processEnded(process, waited)
  }

  private *options(): Sys<RuncOptions> {
    const text = yield* readFile(`${this.bundle}/options.json`)
    return text.ok ? (JSON.parse(text.value) as RuncOptions) : { BinaryName: 'runc', Root: '/run/containerd/runc/moby', SystemdCgroup: false }
  }

  readonly service: Service<TaskService> = {
    Create: (request) => this.create(request),
    Start: (request) => this.start(request),
    Delete: (request) => this.delete(request),
    Exec: (request) => this.exec(request),
    ResizePty: (request) => this.resize(request),
    CloseIO: (request) => this.closeInput(request),
    Kill: (request) => this.kill(request),
    Pause: (request) => this.control(request.id, 'pause'),
    Resume: (request) => this.control(request.id, 'resume'),
    State: (request) => this.state(request),
    Pids: () => this.pids(),
    Update: (request) => this.update(request),
    Stats: () => this.stats(),
    Shutdown: () => this.end(),
  }

  private *create(request: Parameters<Service<TaskService>['Create']>[0]): Sys<RpcResult<{ pid: number }>> {
    const runc = new RuncCommand(this.reaper, yield* this.options(), this.bundle)
    this.runc = runc
    const process = new ShimProcess(this.id, undefined, request, this.bundle)
    const failure = yield* process.launch(runc, this.id)
    if (failure !== undefined) return rpcError('Unknown', `OCI runtime create failed: ${failure}`)
    this.cgroup = yield* cgroupOf(process.pid)
    yield* this.launched(process)
    yield* this.publish({ topic: '/tasks/create', containerId: this.id, pid: process.pid })
    return ok({ pid: process.pid })
  }

  private *start(target: ProcessTarget): Sys<RpcResult<{ pid: number }>> {
    const process = this.find(target)
    if (!process || !this.runc) return rpcError('NotFound', `process ${target.execId ?? ''} not found`)
    if (process.spec) {
      const failure = yield* process.launch(this.runc, this.id)
      if (failure !== undefined) {
        process.status = 'stopped'
        return rpcError('Unknown', `OCI runtime exec failed: ${failure}`)
      }
      process.status = 'running'
      yield* this.publish({ topic: '/tasks/exec-started', containerId: this.id, execId: process.id, pid: process.pid })
      yield* this.launched(process)
      return ok({ pid: process.pid })
    }
    const failure = yield* this.runc.run(['start', this.id])
    if (failure !== undefined) return rpcError('Unknown', `OCI runtime start failed: ${failure}`)
    if (process.status === 'created') process.status = 'running'
    yield* this.publish({ topic: '/tasks/start', containerId: this.id, pid: process.pid })
    return ok({ pid: process.pid })
  }

  private *exec(request: Parameters<Service<TaskService>['Exec']>[0]) {
    if (this.processes.has(request.execId)) return rpcError('AlreadyExists', `id ${request.execId}: already exists`)
    this.processes.set(request.execId, new ShimProcess(request.execId, request.spec, request, this.bundle))
    yield* this.publish({ topic: '/tasks/exec-added', containerId: this.id, execId: request.execId })
    return done
  }

  private *delete(target: ProcessTarget): Sys<RpcResult<ExitedProcess>> {
    const process = this.find(target)
    if (!process) return rpcError('NotFound', 'process does not exist: not found')
    if (process.status === 'running' || process.status === 'paused')
      return rpcError('FailedPrecondition', 'cannot delete a running process: failed precondition')
    yield* process.stdio.finish(2000)
    if (process.spec) {
      yield* sys.unlink({ path: `${this.bundle}/${process.id}.pid` })
      yield* sys.unlink({ path: `${this.bundle}/${process.id}-process.json` })
    } else yield* this.runc?.run(['delete', '--force', this.id]) ?? nothing()
    this.processes.delete(process.id)
    return ok(process.exit ?? { pid: process.pid, exitStatus: 0, exitedAt: '' })
  }

  private *resize(request: ProcessTarget & { width: number; height: number }): Sys<RpcResult<object>> {
    const process = this.find(request)
    if (!process) return rpcError('NotFound', 'process does not exist: not found')
    if (process.stdio.master !== undefined) yield* sys.tcsetwinsize({ fd: process.stdio.master, size: { rows: request.height, cols: request.width } })
    return done
  }

  private *closeInput(target: ProcessTarget): Sys<RpcResult<object>> {
    const process = this.find(target)
    if (!process) return rpcError('NotFound', 'process does not exist: not found')
    yield* process.stdio.closeInput()
    return done
  }

  private *kill(request: ProcessTarget & { signal: number; all?: boolean }): Sys<RpcResult<object>> {
    const process = this.find(request)
    if (!process || !this.runc) return rpcError('NotFound', 'process does not exist: not found')
    if (process.exit || process.pid === 0) return rpcError('NotFound', 'process already finished: not found')
    if (process.spec) {
      const sent = yield* sys.kill({ pid: process.pid, signal: request.signal })
      return sent.ok ? done : rpcError('NotFound', 'process already finished: not found')
    }
    const failure = yield* this.runc.run(['kill', ...(request.all ? ['--all'] : []), this.id, String(request.signal || signals.SIGTERM)])
    if (failure === undefined) return done
    return failure.includes('not running') ? rpcError('NotFound', 'process already finished: not found') : rpcError('Unknown', failure)
  }

  private *control(id: string, what: 'pause' | 'resume'): Sys<RpcResult<object>> {
    const process = this.processes.get(id)
    if (!process || !this.runc) return rpcError('NotFound', 'process does not exist: not found')
    const failure = yield* this.runc.run([what, id])
    if (failure !== undefined) return rpcError('Unknown', `OCI runtime ${what} failed: ${failure}`)
    process.status = what === 'pause' ? 'paused' : 'running'
    yield* this.publish({ topic: what === 'pause' ? '/tasks/paused' : '/tasks/resumed', containerId: id })
    return done
  }

  private *state(target: ProcessTarget): Sys<ReturnType<Service<TaskService>['State']> extends Sys<infer R> ? R : never> {
    const process = this.find(target)
    if (!process) return rpcError('NotFound', 'process does not exist: not found')
    return ok({ id: process.id, status: process.status, bundle: this.bundle, ...(process.exit ?? { pid: process.pid, exitStatus: 0, exitedAt: '' }) })
  }

  private *pids(): Sys<RpcResult<{ processes: readonly { readonly pid: number }[] }>> {
    const text = yield* readFile(`${this.cgroup ?? ''}/cgroup.procs`)
    return ok({
      processes: text.ok
        ? text.value
            .split('\n')
            .filter(Boolean)
            .map((pid) => ({ pid: Number(pid) }))
        : [],
    })
  }

  private *update(request: Parameters<Service<TaskService>['Update']>[0]): Sys<RpcResult<object>> {
    const file = `${this.bundle}/resources.json`
    yield* writeFile(file, JSON.stringify(request.resources))
    const failure = yield* this.runc?.run(['update', '--resources', file, this.id]) ?? nothing()
    yield* removeAll(file)
    return failure === undefined ? done : rpcError('Unknown', failure)
  }

  private *stats() {
    return this.cgroup === undefined ? rpcError('NotFound', 'cgroup does not exist: not found') : ok(yield* readMetrics(this.cgroup))
  }

  private *end(): Sys<RpcResult<object>> {
    if (this.processes.size > 0) return done
    yield* this.shutdown()
    return done
  }
}

function* nothing(): Sys<undefined> {
  return undefined
}
