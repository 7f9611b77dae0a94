import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { readNames } from '../proc/names.ts'
import type { ProcessEntry } from '../proc/process.ts'
import { listProcesses, noProc } from '../proc/process.ts'
import { signalNames, takeSignal } from '../signal-names.ts'
import type { OpenEntry } from './open-files.ts'
import { openFiles } from './open-files.ts'
import { internetSockets } from './sockets.ts'

const usage = 'Usage: fuser [-fIMuvw] [-a|-s] [-4|-6] [-c|-m|-n SPACE]\n             [-k [-i] [-SIGNAL]] NAME...\n       fuser -l\n       fuser -V\n'

/** Models fuser of psmisc. Left out: -a, -i, -I, -M, -w, unix names. */
export const fuser: Main = function* ({ argv }) {
  const { rest, signal } = takeSignal(argv.slice(1))
  const parsed = getopt(rest, optionTable('k|kill m|mount n|namespace= s|silent u|user v|verbose l|list-signals c 4|ipv4 6|ipv6'))
  if (!parsed.ok || (parsed.value.operands.length === 0 && !parsed.value.has('list-signals'))) {
    yield* printError(parsed.ok ? `No process specification given\n${usage}` : `fuser: ${parsed.message}\n${usage}`)
    return 1
  }
  const { value } = parsed
  if (value.has('list-signals')) {
    yield* print(`${signalNames.slice(0, 16).join(' ')}\n${signalNames.slice(16).join(' ')}\n`)
    return 0
  }
  const processes = yield* listProcesses()
  if (!processes) {
    yield* printError(noProc)
    return 1
  }
  const names = yield* readNames()
  const self = yield* sys.getpid({})
  const entries = yield* openFiles(processes.filter((process) => process.pid !== self))
  let found = false
  for (const [i, name] of value.operands.entries()) {
    const holders = yield* holdersOf(name, value.value('namespace'), value.has('mount') || value.has('c'), entries)
    if (typeof holders === 'string') {
      yield* printError(`${holders}\n`)
      continue
    }
    if (holders.size === 0) continue
    found = true
    if (value.has('verbose') && i === 0) yield* printError('                     USER        PID ACCESS COMMAND\n')
    if (!value.has('silent')) yield* show(name, holders, value.has('verbose'), value.has('user'), (uid) => names.user(uid))
    if (value.has('kill'))
      for (const process of holders.keys()) {
        const sent = yield* sys.kill({ pid: process.pid, signal: signal ?? 9 })
        if (!sent.ok) yield* printError(`Could not kill process ${process.pid}: ${strerror(sent.error)}\n`)
      }
  }
  return found ? 0 : 1
}

/** Who holds a name, each with how: c directory, e program, r root, f open, F open for writing. */
function* holdersOf(
  name: string,
  space: string | undefined,
  mount: boolean,
  entries: readonly OpenEntry[],
): Sys<ReadonlyMap<ProcessEntry, string> | string> {
  const holders = new Map<ProcessEntry, string>()
  const add = (process: ProcessEntry, letter: string): void =>
    void holders.set(process, (holders.get(process) ?? '') + ((holders.get(process) ?? '').includes(letter) ? '' : letter))
  const port = /^(\d+)\/(tcp|udp)$/.exec(name) ?? (space === 'tcp' || space === 'udp' ? /^(\d+)()$/.exec(name) : null)
  if (port) {
    const protocol = (port[2] || (space as string)).toUpperCase()
    for (const { process, name: link } of entries) {
      const inode = Number(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? -1)
      const socket = inode < 0 ? undefined : (yield* internetSockets(process.pid)).get(inode)
      if (socket?.protocol === protocol && socket.socket.localPort === Number(port[1])) add(process, 'F')
    }
    return holders
  }
  const stat = yield* sys.stat({ path: name })
  if (!stat.ok) return `Specified filename ${name} does not exist.`
  for (const { process, fd, access, stat: own } of entries) {
    if (!own || own.dev !== stat.value.dev || (!mount && own.ino !== stat.value.ino)) continue
    add(process, fd === 'cwd' ? 'c' : fd === 'rtd' ? 'r' : fd === 'txt' ? 'e' : access === 'r' ? 'f' : 'F')
  }
  return holders
}

/** Pids go to standard output, everything around them to standard error. */
function* show(
  name: string,
  holders: ReadonlyMap<ProcessEntry, string>,
  verbose: boolean,
  withUser: boolean,
  user: (uid: number) => string,
): Sys<void> {
  yield* printError(`${name}:`.padEnd(21))
  let first = true
  for (const [process, letters] of holders) {
    const uid = process.uids[1] ?? 0
    if (!verbose) {
      yield* print(String(process.pid).padStart(6))
      yield* printError(`${letters.replace(/[fF]/g, '')}${withUser ? `(${user(uid)})` : ''}`)
      continue
    }
    if (!first) yield* printError(' '.repeat(21))
    first = false
    yield* printError(`${user(uid).slice(0, 8).padEnd(8)} `)
    yield* print(String(process.pid).padStart(6))
    const f = letters.includes('F') ? 'F' : letters.includes('f') ? 'f' : '.'
    const flags = `${f}${letters.includes('r') ? 'r' : '.'}${letters.includes('c') ? 'c' : '.'}${letters.includes('e') ? 'e' : '.'}.`
    yield* printError(` ${flags}  ${process.comm}\n`)
  }
  if (!verbose) yield* printError('\n')
}
