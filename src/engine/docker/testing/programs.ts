import type { ProgramTable } from '../../linux/kernel/program.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { print, printError, readFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** Small programs that test images run. */
export const imagePrograms: ProgramTable = new Map([
  [
    'test/hello',
    {
      *main({ argv, env }) {
        yield* print(`hello from ${(yield* sys.uname({})).nodename} as ${yield* sys.getpid({})}: ${argv.slice(1).join(' ')}\n`)
        if (env.has('COMPLAIN')) yield* printError('complaint\n')
        return Number(env.get('CODE') ?? 0)
      },
    },
  ],
  [
    'test/sleep',
    {
      *main({ argv }) {
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
    'test/cat',
    {
      *main({ argv }) {
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
