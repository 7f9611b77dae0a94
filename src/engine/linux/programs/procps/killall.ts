import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { compileRegex } from '../../libc/regex.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { readNames } from './proc/names.ts'
import { listProcesses, noProc } from './proc/process.ts'
import { signalNames, signalOf, takeSignal } from './signal-names.ts'

const usage = 'Usage: killall [OPTION]... [--] NAME...\n       killall -l, --list\n       killall -V, --version\n'

/** Models killall of psmisc. Left out: -g, -i, -o, -y, -n, -Z. */
export const killall: Main = function* ({ argv }) {
  const { rest, signal: given } = takeSignal(argv.slice(1))
  const parsed = getopt(rest, optionTable('e|exact I|ignore-case l|list q|quiet r|regexp s|signal= u|user= v|verbose w|wait V|version'))
  if (!parsed.ok) {
    yield* printError(`killall: ${parsed.message}\n${usage}`)
    return 1
  }
  const { value } = parsed
  if (value.has('list')) {
    yield* print(`${signalNames.slice(0, 16).join(' ')}\n${signalNames.slice(16).join(' ')}\n`)
    return 0
  }
  const text = value.value('signal')
  const signal = text === undefined ? (given ?? 15) : signalOf(text)
  if (signal === undefined) {
    yield* printError(`${text}: unknown signal; killall -l lists signals.\n`)
    return 1
  }
  if (value.operands.length === 0 && !value.has('user')) {
    yield* printError(usage)
    return 1
  }
  const all = yield* listProcesses()
  if (!all) {
    yield* printError(noProc)
    return 1
  }
  const names = yield* readNames()
  const self = yield* sys.getpid({})
  const user = value.value('user')
  if (user !== undefined && names.uid(user) === undefined) {
    yield* printError(`Cannot find user ${user}\n`)
    return 1
  }
  let code = 0
  for (const wanted of value.operands.length > 0 ? value.operands : [undefined]) {
    const regex = wanted !== undefined && value.has('regexp') ? compileRegex(wanted, { syntax: 'extended', utf8: true }) : undefined
    const same = (name: string): boolean =>
      wanted === undefined ||
      (regex?.ok
        ? regex.value.test(name)
        : value.has('ignore-case')
          ? name.toLowerCase() === wanted.toLowerCase()
          : name === wanted.split('/').pop()?.slice(0, 15))
    const found = all.filter((process) => process.pid !== self && same(process.comm) && (user === undefined || process.uids[1] === names.uid(user)))
    if (found.length === 0) {
      if (!value.has('quiet')) yield* printError(`${wanted ?? user}: no process found\n`)
      code = 1
    }
    for (const process of found) {
      const sent = yield* sys.kill({ pid: process.pid, signal })
      if (sent.ok && value.has('verbose')) yield* printError(`Killed ${process.comm}(${process.pid}) with signal ${signal}\n`)
      if (!sent.ok) {
        yield* printError(`${process.comm}(${process.pid}): ${strerror(sent.error)}\n`)
        code = 1
      }
    }
    if (value.has('wait'))
      for (const process of found) while ((yield* sys.stat({ path: `/proc/${process.pid}` })).ok) yield* sys.nanosleep({ ms: 1000 })
  }
  return code
}
