import type { ProgramTable, Start } from '../../linux/kernel/program.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { request } from '../../linux/libc/http/client.ts'
import { serve } from '../../linux/libc/http/server.ts'
import { print, printError, readFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** Small programs that test images run. */
export const imagePrograms: ProgramTable = new Map([
  [
    'test/hello',
    {
      *main({ argv, env }: Start) {
        yield* print(`hello from ${(yield* sys.uname({})).nodename} as ${yield* sys.getpid({})}: ${argv.slice(1).join(' ')}\n`)
        if (env.has('COMPLAIN')) yield* printError('complaint\n')
        return Number(env.get('CODE') ?? 0)
      },
    },
  ],
  [
    'test/sleep',
    {
      *main({ argv }: Start) {
        yield* sys.sigaction({
          signal: signals.SIGTERM,
          *handler() {
            yield* sys.exit({ code: 143 })
          },
        })
        yield* sys.nanosleep({ ms: Number(argv[1] ?? 1) * 1000 })
        return 0
      },
    },
  ],
  [
    'test/serve',
    {
      *main({ argv }: Start) {
        const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
        if (!fd.ok) return 1
        yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '0.0.0.0', port: Number(argv[1] ?? 80) } })
        yield* sys.listen({ fd: fd.value })
        yield* serve({
          listener: fd.value,
          *handler(exchange) {
            const { peer } = exchange.request
            yield* exchange.respond(200, [], `served by ${(yield* sys.uname({})).nodename} to ${peer.family === 'unix' ? '' : peer.address}\n`)
          },
        })
        return 0
      },
    },
  ],
  [
    'test/fetch',
    {
      *main({ argv }: Start) {
        const answer = yield* request({ url: argv[1] ?? '', connectTimeoutMs: 2000, timeoutMs: 5000 })
        if (!answer.ok) {
          yield* printError(`${JSON.stringify(answer.error)}\n`)
          return 1
        }
        const text = yield* answer.value.body.text()
        yield* print(text.ok ? text.value : '')
        return 0
      },
    },
  ],
  [
    'test/tty',
    {
      *main() {
        const name = yield* sys.ttyname({ fd: 0 })
        yield* print(name.ok ? `${name.value}\n` : 'not a tty\n')
        return 0
      },
    },
  ],
  [
    'test/cat',
    {
      *main({ argv }: Start) {
        if (argv.length > 1) {
          for (const path of argv.slice(1)) {
            const text = yield* readFile(path)
            if (!text.ok) {
              yield* printError(`cat: ${path}: ${text.error}\n`)
              return 1
            }
            yield* print(text.value)
          }
          return 0
        }
        for (;;) {
          const chunk = yield* sys.read({ fd: 0, count: 4096 })
          if (!chunk.ok || chunk.value.length === 0) return 0
          yield* sys.write({ fd: 1, bytes: chunk.value })
        }
      },
    },
  ],
])
