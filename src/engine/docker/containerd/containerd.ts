import { ok } from '../../base/result.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { notifyReady } from '../../linux/libc/notify.ts'
import { print, printError } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll } from '../oci/files.ts'
import { EventExchange } from './event-log.ts'
import type { RpcResult } from './rpc.ts'
import { listenUnix, rpcError, serveRpc } from './rpc.ts'
import { TaskRuntime } from './runtime.ts'
import type { ContainerMetadata, TaskEvent } from './tasks.ts'
import { containerService, eventService, taskService, versionService } from './tasks.ts'

/**
 * containerd: keeps containers' metadata, starts a shim for each task and passes dockerd's calls on to it, spreads the shims' events. Models
 * containerd 1.6 to 2.1 as dockerd with its own graph drivers uses it. Leaves out images, snapshots and content (dockerd has its own), CRI,
 * namespaces other than moby, leases. A restarted containerd finds its shims again; metadata lives with them in /run.
 */
const STATE = '/run/containerd'

export const containerd: Main = function* ({ argv, build }) {
  const version = build.get('version') ?? 'v2.2.0'
  const revision = build.get('commit') ?? ''
  const problem = yield* readOptions(argv.slice(1), version, revision)
  if (problem !== undefined) return problem
  yield* mkdirAll(STATE, 0o711)
  yield* mkdirAll('/var/lib/containerd', 0o700)
  const address = `${STATE}/containerd.sock`
  const listener = yield* listenUnix(address, 0o660)
  if (!listener.ok) {
    yield* printError(`containerd: failed to get listener for main endpoint: ${listener.error}\n`)
    return 1
  }
  const events = new EventExchange()
  const containers = new Map<string, ContainerMetadata>()
  const runtime = new TaskRuntime(address, STATE, events, Number(version.replace('v', '').split('.')[0]) < 2)
  yield* runtime.recover()
  yield* stopOnTerm()
  const services = {
    [containerService]: containerMethods(containers),
    [taskService]: runtime.service(containers),
    [eventService]: eventMethods(events),
    [versionService]: versionMethods(version, revision),
  }
  yield* notifyReady()
  yield* serveRpc(listener.value, services, { [`${eventService}/Subscribe`]: (_message, exchange) => events.stream(exchange) })
  return 0
}

/** The exit code when there is nothing to serve. */
function* readOptions(args: readonly string[], version: string, revision: string): Sys<number | undefined> {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--version' || arg === '-v') {
      yield* print(`containerd ${revision === '' ? 'github.com/containerd/containerd/v2' : 'containerd.io'} ${version} ${revision}\n`)
      return 0
    }
    if (arg === '--log-level' || arg === '-l') i++
    else {
      yield* printError(`containerd: cais: containerd: ${arg} is not simulated\n`)
      return 1
    }
  }
  return undefined
}

function* stopOnTerm(): Sys<void> {
  for (const signal of [signals.SIGTERM, signals.SIGINT]) {
    yield* sys.sigaction({
      signal,
      *handler() {
        yield* sys.exit({ code: 0 })
      },
    })
  }
}

function versionMethods(version: string, revision: string) {
  return {
    *Version(): Sys<RpcResult<{ version: string; revision: string }>> {
      return ok({ version, revision })
    },
  }
}

function eventMethods(events: EventExchange) {
  return {
    *Forward(event: TaskEvent): Sys<RpcResult<object>> {
      yield* events.publish(event)
      return ok({})
    },
  }
}

function containerMethods(containers: Map<string, ContainerMetadata>) {
  return {
    *Create(container: ContainerMetadata): Sys<RpcResult<object>> {
      if (containers.has(container.id)) return rpcError('AlreadyExists', `container ${JSON.stringify(container.id)}: already exists`)
      containers.set(container.id, container)
      return ok({})
    },
    *Delete({ id }: { readonly id: string }): Sys<RpcResult<object>> {
      return containers.delete(id) ? ok({}) : rpcError('NotFound', `container ${JSON.stringify(id)} in namespace "moby": not found`)
    },
    *List(): Sys<RpcResult<{ containers: readonly string[] }>> {
      return ok({ containers: [...containers.keys()] })
    },
  }
}
