import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import { frame, multiplexedStream, rawStream } from '../../api/stdcopy.ts'
import { attachStreams } from '../container/attach.ts'
import type { Container } from '../container/container.ts'
import { parseDetachKeys } from '../container/detach-keys.ts'
import { resizeContainer } from '../container/resize.ts'
import { containerStats } from '../container/stats.ts'
import type { OutputName } from '../container/streams.ts'
import { containerTop } from '../container/top.ts'
import { conflict, invalid, notImplemented } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { route } from '../http/router.ts'
import type { LogEntry } from '../logs/log-driver.ts'
import { sendLogs } from '../logs/send-logs.ts'

/** /containers/{id}: attach, logs, stats, top, resize. */
const named = (api: ApiExchange) => api.daemon.containers.get(api.param('name'))

export const containerStreamRoutes = [
  route('POST /containers/{name:.*}/attach', (api) => attach(api, named(api))),
  route('GET /containers/{name:.*}/attach/ws', () => {
    throw notImplemented('cais: dockerd: attaching over WebSocket is not simulated')
  }),
  route('GET /containers/{name:.*}/logs', (api) => sendLogs(api, named(api))),
  route('GET /containers/{name:.*}/stats', (api) => containerStats(api, named(api))),
  route('GET /containers/{name:.*}/top', function* (api) {
    yield* api.answer(200, yield* containerTop(api.daemon, named(api), api.query('ps_args')))
  }),
  route('POST /containers/{name:.*}/resize', function* (api) {
    const { height, width } = sizeOf(api)
    yield* resizeContainer(api.daemon, named(api), undefined, height, width)
    yield* api.empty(200)
  }),
]

export function sizeOf(api: ApiExchange): { readonly height: number; readonly width: number } {
  const [height, width] = ['h', 'w'].map((name) => {
    const text = api.query(name)
    if (!/^\d+$/.test(text)) throw invalid(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
    return Number(text)
  })
  return { height: height ?? 0, width: width ?? 0 }
}

function* attach(api: ApiExchange, container: Container): Sys<void> {
  const detachKeys = parseDetachKeys(api.query('detachKeys'))
  if (!detachKeys) throw invalid(`Invalid detach keys (${api.query('detachKeys')}) provided`)
  const { state, config } = container
  if (state.paused) throw conflict(`container ${container.displayName} is paused, unpause the container before attach`)
  if (state.restarting) throw conflict(`container ${container.displayName} is restarting, wait until the container is running`)
  const wants = new Set<OutputName>([...(api.flag('stdout') ? (['stdout'] as const) : []), ...(api.flag('stderr') ? (['stderr'] as const) : [])])
  const contentType = config.Tty || !api.exchange.request.headers.has('upgrade') ? rawStream : multiplexedStream
  const { streams } = container
  const subscriber = streams.subscribe(wants)
  const connection = yield* api.hijack(contentType)
  if (api.flag('logs')) yield* replayLog(container, connection, wants)
  if (!api.flag('stream')) {
    yield* subscriber.stop()
    yield* connection.close()
    return
  }
  yield* api.daemon.containerEvent(container, 'attach')
  const stdin = api.flag('stdin') && config.OpenStdin
  const outcome = yield* attachStreams(streams, subscriber, connection, {
    stdin,
    wants,
    tty: config.Tty,
    closeInputAtEnd: config.StdinOnce && !config.Tty,
    detachKeys,
    *closeInput() {
      yield* api.daemon.containerd.closeInput({ id: container.id })
    },
  })
  yield* connection.close()
  if (outcome === 'detached') yield* api.daemon.containerEvent(container, 'detach')
}

/** What was said before the client came. */
function* replayLog(container: Container, connection: Connection, wants: ReadonlySet<OutputName>): Sys<void> {
  const everything = { sinceMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY, tail: undefined, follow: false }
  const write = function* (entry: LogEntry): Sys<boolean> {
    if (!wants.has(entry.stream)) return true
    const bytes = container.config.Tty ? entry.line : frame(entry.stream === 'stdout' ? 1 : 2, entry.line)
    return (yield* connection.write(bytes)).ok
  }
  if (container.log?.read) yield* container.log.read(everything, write, { gone: false })
}
