import { O } from '../../linux/kernel/calls.ts'
import type { ProgramTable } from '../../linux/kernel/program.ts'
import { request } from '../../linux/libc/http/client.ts'
import { print, printError, writeBytes } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** `request METHOD PATH [BODY|@FILE]` on /var/run/docker.sock: prints the status, then the body as it comes. */
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
