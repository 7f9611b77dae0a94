import { O } from '../../linux/kernel/calls.ts'
import type { ProgramTable } from '../../linux/kernel/program.ts'
import { request } from '../../linux/libc/http/client.ts'
import { print, printError, writeBytes, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** `request METHOD PATH [BODY|@FILE]` on /var/run/docker.sock: prints the status, then the body as it comes; `upgrade` carries a raw stream. */
export const requestPrograms: ProgramTable = new Map([
  [
    'test/kill',
    {
      *main({ argv }) {
        const sent = yield* sys.kill({ pid: Number(argv[2]), signal: Number(argv[1]?.slice(1)) })
        return sent.ok ? 0 : 1
      },
    },
  ],
  [
    'test/write',
    {
      *main({ argv }) {
        return (yield* writeFile(argv[1] ?? '', argv[2] ?? '')).ok ? 0 : 1
      },
    },
  ],
  [
    'test/download',
    {
      *main({ argv }) {
        const answer = yield* request({ via: { family: 'unix', path: '/var/run/docker.sock' }, target: argv[1] ?? '' })
        const file = yield* sys.open({ path: argv[2] ?? '', flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o644 })
        if (!answer.ok || answer.value.status !== 200 || !file.ok) return 1
        return (yield* answer.value.body.saveTo(file.value)).ok ? 0 : 1
      },
    },
  ],
  [
    'test/upgrade',
    {
      *main({ argv }) {
        const [, method = '', target = '', body = ''] = argv
        const answer = yield* request({
          via: { family: 'unix', path: '/var/run/docker.sock' },
          method,
          target,
          headers: [
            ['Content-Type', 'application/json'],
            ['Connection', 'Upgrade'],
            ['Upgrade', 'tcp'],
          ],
          body,
        })
        if (!answer.ok || answer.value.status !== 101) {
          yield* printError(`${answer.ok ? answer.value.status : JSON.stringify(answer.error)}\n`)
          return 1
        }
        const connection = answer.value.body.hijack()
        yield* sys.clone({
          thread: true,
          *main() {
            for (;;) {
              const chunk = yield* sys.read({ fd: 0, count: 4096 })
              if (!chunk.ok || chunk.value.length === 0) break
              yield* connection.write(chunk.value)
            }
            yield* connection.closeWrite()
            return 0
          },
        })
        for (;;) {
          const chunk = yield* connection.read()
          if (!chunk.ok || chunk.value === undefined) return 0
          yield* writeBytes(1, chunk.value)
        }
      },
    },
  ],
  [
    'test/request',
    {
      *main({ argv }) {
        const [, method = '', target = '', body] = argv
        const file = body?.startsWith('@') ? yield* sys.open({ path: body.slice(1), flags: O.RDONLY }) : undefined
        const content = file?.ok ? { fd: file.value } : body
        const answer = yield* request({
          via: { family: 'unix', path: '/var/run/docker.sock' },
          method,
          target,
          headers: [['Content-Type', 'application/json']],
          ...(content !== undefined && { body: content }),
        })
        if (!answer.ok) {
          yield* printError(`${JSON.stringify(answer.error)}\n`)
          return 1
        }
        yield* print(`${answer.value.status}\n`)
        for (;;) {
          const chunk = yield* answer.value.body.read()
          if (!chunk.ok || chunk.value === undefined) return 0
          yield* writeBytes(1, chunk.value)
        }
      },
    },
  ],
])
