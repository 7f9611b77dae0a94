import { civilTime, rfc3339 } from '../../base/calendar.ts'
import { strftime } from '../../base/strftime.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import { print, printError } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** distribution's log: logrus lines on standard error, the access log on standard output. */
export class RegistryLog {
  constructor(
    private readonly instance: string,
    private readonly version: string,
  ) {}

  private get common(): string {
    return `go.version=go1.20.8 instance.id=${this.instance} service=registry version=${this.version}`
  }

  *say(level: 'info' | 'warning' | 'fatal', text: string): Sys<void> {
    const now = yield* sys.clockRealtime({})
    yield* printError(`time="${rfc3339(now, { fraction: 'nano' })}" level=${level} msg=${JSON.stringify(text)} ${this.common} \n`)
  }

  /** A finished request: the access log's line, then the response's. */
  *completed(exchange: Exchange, startMs: number): Sys<void> {
    const { method, target, version, headers, peer } = exchange.request
    const now = yield* sys.clockRealtime({})
    const address = peer.family === 'unix' ? '@' : peer.address.replace(/^::ffff:/, '')
    const agent = headers.get('user-agent') ?? ''
    const status = exchange.status ?? 200
    yield* print(
      `${address} - - [${strftime('%d/%b/%Y:%H:%M:%S %z', civilTime(now))}] "${method} ${target} HTTP/${version}" ${status} ${exchange.written} "" ${JSON.stringify(agent)}\n`,
    )
    const port = peer.family === 'unix' ? '' : `:${peer.port}`
    yield* printError(
      `time="${rfc3339(now, { fraction: 'nano' })}" level=info msg="response completed" go.version=go1.20.8 http.request.host=${JSON.stringify(headers.get('host') ?? '')} http.request.method=${method} http.request.remoteaddr="${address}${port}" http.request.uri=${JSON.stringify(target)} http.request.useragent=${JSON.stringify(agent)} http.response.duration=${(now - startMs).toFixed(6)}ms http.response.status=${status} http.response.written=${exchange.written} \n`,
    )
  }
}
