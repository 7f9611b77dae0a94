import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { listProcesses, noProc } from './proc/process.ts'

/** Models pidof of procps-ng: newest first, scripts with -x. */
export const pidof: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('s|single-shot c|check-root q x|with-workers S|separator= o|omit-pid= n m w'))
  if (!parsed.ok) {
    yield* printError(`pidof: ${parsed.message}\n\nUsage:\n pidof [options] [program [...]]\n`)
    return 1
  }
  const { value } = parsed
  const all = yield* listProcesses()
  if (!all) {
    yield* printError(noProc)
    return 1
  }
  const self = yield* sys.getpid({})
  const omitted = new Set(
    value
      .values('omit-pid')
      .flatMap((text) => text.split(','))
      .map(Number),
  )
  const found = all
    .filter((process) => process.pid !== self && !omitted.has(process.pid))
    .filter((process) =>
      value.operands.some((name) => {
        const words = value.has('with-workers') ? process.argv.slice(0, 2) : process.argv.slice(0, 1)
        return (
          words.some((word) => word === name || word.replace(/^-/, '').split('/').pop() === name.split('/').pop()) &&
          (!name.includes('/') || words.includes(name))
        )
      }),
    )
    .map((process) => process.pid)
    .reverse()
  if (found.length === 0) return 1
  if (!value.has('q')) yield* print(`${(value.has('single-shot') ? found.slice(0, 1) : found).join(value.value('separator') ?? ' ')}\n`)
  return 0
}

/** Models pwdx: the working directory of processes. */
export const pwdx: Main = function* ({ argv }) {
  const pids = argv.slice(1)
  if (pids.length === 0 || pids[0]?.startsWith('-')) {
    yield* printError('\nUsage:\n pwdx [options] pid...\n')
    return 1
  }
  let code = 0
  for (const text of pids) {
    if (!/^(?:\/proc\/)?\d+$/.test(text)) {
      yield* printError(`pwdx: invalid process id: ${text}\n`)
      return 1
    }
    const path = `/proc/${text.replace('/proc/', '')}`
    const cwd = yield* sys.readlink({ path: `${path}/cwd` })
    if (cwd.ok) yield* print(`${text}: ${cwd.value}\n`)
    else {
      yield* printError(`${text}: ${strerror(cwd.error === 'ENOENT' ? 'ESRCH' : cwd.error)}\n`)
      code = 1
    }
  }
  return code
}
