import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { ExecCreateRequest, ExecStartRequest } from '../../api/exec.ts'
import { frame, multiplexedStream, rawStream } from '../../api/stdcopy.ts'
import { attachStreams } from '../container/attach.ts'
import { parseDetachKeys } from '../container/detach-keys.ts'
import { resizeContainer } from '../container/resize.ts'
import type { OutputName } from '../container/streams.ts'
import { EngineError, invalid, notFound } from '../errdefs.ts'
import type { Exec } from '../exec/exec.ts'
import { claimExec, createExec, startExec } from '../exec/run.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { route } from '../http/router.ts'
import { go } from '../mutex.ts'
import { sizeOf } from './container-streams.ts'

/** Commands inside running containers (moby api/server/router/container/exec.go). */
export const execRoutes = [
  route('POST /containers/{name:.*}/exec', function* (api) {
    const request = (yield* api.json<ExecCreateRequest>()) ?? {}
    const exec = yield* createExec(api.daemon, api.daemon.containers.get(api.param('name')), api.param('name'), request)
    yield* api.answer(201, { Id: exec.id })
  }),
  route('POST /exec/{id}/start', start),
  route('POST /exec/{id}/resize', function* (api) {
    const exec = named(api)
    const { height, width } = sizeOf(api)
    yield* resizeContainer(api.daemon, api.daemon.containers.get(exec.containerId), exec, height, width)
    yield* api.empty(200)
  }),
  route('GET /exec/{id}/json', function* (api) {
    yield* api.answer(200, named(api).toJson())
  }),
]

function named(api: ApiExchange): Exec {
  const exec = api.daemon.execs.get(api.param('id'))
  if (!exec || !api.daemon.containers.find(exec.containerId)) throw notFound(`No such exec instance: ${api.param('id')}`)
  return exec
}

function* start(api: ApiExchange): Sys<void> {
  const options = (yield* api.json<ExecStartRequest>()) ?? {}
  const exec = named(api)
  const container = claimExec(api.daemon, exec)
  if (options.Detach) {
    yield* startExec(api.daemon, container, exec)
    yield* api.empty(200)
    return
  }
  const { settings } = exec
  const detachKeys = parseDetachKeys(settings.detachKeys)
  if (!detachKeys) throw invalid(`Invalid detach keys (${settings.detachKeys}) provided`)
  const wants = new Set<OutputName>([
    ...(settings.attachStdout ? (['stdout'] as const) : []),
    ...(settings.attachStderr ? (['stderr'] as const) : []),
  ])
  const subscriber = exec.streams.subscribe(wants)
  const connection = yield* api.hijack(settings.tty ? rawStream : multiplexedStream)
  yield* go(function* () {
    try {
      yield* startExec(api.daemon, container, exec)
    } catch (thrown) {
      if (!(thrown instanceof EngineError)) throw thrown
      const text = encode(`${thrown.message}\r\n`)
      yield* connection.write(settings.tty ? text : frame(1, text))
      yield* exec.streams.finish(0)
    }
  })
  yield* attachStreams(exec.streams, subscriber, connection, {
    stdin: settings.attachStdin,
    wants,
    tty: settings.tty,
    closeInputAtEnd: !settings.tty,
    detachKeys,
    *closeInput() {
      yield* api.daemon.containerd.closeInput({ id: container.id, execId: exec.id })
    },
  })
  yield* connection.close()
}
