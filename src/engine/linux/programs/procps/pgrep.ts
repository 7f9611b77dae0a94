import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { compileRegex } from '../../libc/regex.ts'
import { print, printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Names } from './proc/names.ts'
import { readNames } from './proc/names.ts'
import type { ProcessEntry } from './proc/process.ts'
import { listProcesses, noProc, ttyName } from './proc/process.ts'
import { signalOf, takeSignal } from './signal-names.ts'

const options = optionTable(
  'd|delimiter= l|list-name a|list-full v|inverse w|lightweight c|count f|full g|pgroup= G|group= i|ignore-case n|newest o|oldest O|older= P|parent= s|session= t|terminal= u|euid= U|uid= x|exact F|pidfile= L|logpidfile r|runstates= A|ignore-ancestors signal= e|echo H|require-handler ns= nslist= h|help V|version',
)

/** Models pgrep and pkill of procps-ng. Left out: namespaces (--ns), threads (-w), signal handlers (-H). */
const program = (name: 'pgrep' | 'pkill'): Main =>
  function* ({ argv }) {
    const taken = takeSignal(argv.slice(1))
    const parsed = getopt(name === 'pkill' ? taken.rest : argv.slice(1), options)
    const hint = `Try \`${name} --help' for more information.\n`
    if (!parsed.ok) {
      yield* printError(`${name}: ${parsed.message}\n\nUsage:\n ${name} [options] <pattern>\n`)
      return 2
    }
    const { value } = parsed
    const missing = ['ns', 'nslist', 'lightweight', 'require-handler'].find((key) => value.has(key))
    if (missing) {
      yield* printError(`cais: ${name}: --${missing} is not simulated\n`)
      return 2
    }
    const [pattern, extra] = value.operands
    const criteria = ['pgroup', 'group', 'parent', 'session', 'terminal', 'euid', 'uid', 'pidfile', 'runstates', 'older', 'newest', 'oldest']
    if (extra !== undefined) {
      yield* printError(`${name}: only one pattern can be provided\n${hint}`)
      return 2
    }
    if (pattern === undefined && !criteria.some((key) => value.has(key))) {
      yield* printError(`${name}: no matching criteria specified\n${hint}`)
      return 2
    }
    const signal = value.value('signal') === undefined ? (taken.signal ?? 15) : signalOf(value.value('signal') as string)
    if (signal === undefined) {
      yield* printError(`${name}: Unknown signal "${value.value('signal')}".\n`)
      return 2
    }
    const found = yield* matching(name, value, pattern)
    if (typeof found === 'number') return found
    return name === 'pgrep' ? yield* show(value, found) : yield* signalAll(value, found, signal)
  }

export const pgrep = program('pgrep')
export const pkill = program('pkill')

function* matching(name: string, value: Parsed, pattern: string | undefined): Sys<readonly ProcessEntry[] | number> {
  const regex =
    pattern === undefined
      ? undefined
      : compileRegex(value.has('exact') ? `^(${pattern})$` : pattern, { syntax: 'extended', ignoreCase: value.has('ignore-case'), utf8: true })
  if (regex && !regex.ok) {
    yield* printError(`${name}: ${regex.error}\n`)
    return 2
  }
  const all = yield* listProcesses()
  if (!all) {
    yield* printError(noProc)
    return 3
  }
  if (pattern !== undefined && pattern.length > 15 && !value.has('full'))
    yield* printError(
      `${name}: pattern that searches for process name longer than 15 characters will result in zero matches\nTry \`${name} -f' option to match against the complete command line.\n`,
    )
  const names = yield* readNames()
  const self = yield* sys.getpid({})
  const listed = yield* pidsOfFile(value)
  const ancestors = value.has('ignore-ancestors') ? ancestorsOf(all, self) : new Set([self])
  const uptime = yield* sys.clockMonotonic({})
  const chosen = all.filter((process) => {
    if (process.pid === self || ancestors.has(process.pid)) return false
    const text = value.has('full') ? process.argv.join(' ') || process.comm : process.comm
    const age = uptime / 1000 - process.startTicks / 100
    const ok =
      (!regex || regex.value.test(text)) &&
      inLists(value, names, process) &&
      (listed === undefined || listed === process.pid) &&
      age >= Number(value.value('older') ?? 0)
    return ok !== value.has('inverse')
  })
  const byAge = [...chosen].sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid)
  const single = value.has('newest') ? byAge.slice(-1) : value.has('oldest') ? byAge.slice(0, 1) : undefined
  return single ?? chosen
}

function* pidsOfFile(value: Parsed): Sys<number | undefined> {
  const path = value.value('pidfile')
  if (path === undefined) return undefined
  const text = yield* readFile(path)
  return text.ok ? Number.parseInt(text.value, 10) || -1 : -1
}

function ancestorsOf(all: readonly ProcessEntry[], pid: number): Set<number> {
  const found = new Set<number>()
  for (let at: number | undefined = pid; at !== undefined && at > 0 && !found.has(at); at = all.find((process) => process.pid === at)?.ppid)
    found.add(at)
  return found
}

function inLists(value: Parsed, names: Names, process: ProcessEntry): boolean {
  const list = (key: string): readonly string[] | undefined => value.value(key)?.split(',')
  const has = (key: string, test: (word: string) => boolean): boolean => list(key)?.some(test) ?? true
  return (
    has('euid', (word) => names.uid(word) === process.uids[1]) &&
    has('uid', (word) => names.uid(word) === process.uids[0]) &&
    has('group', (word) => names.gid(word) === process.gids[0]) &&
    has('pgroup', (word) => Number(word) === process.pgrp) &&
    has('parent', (word) => Number(word) === process.ppid) &&
    has('session', (word) => Number(word) === process.session) &&
    has('terminal', (word) => ttyName(process.tty) === word.replace(/^\/dev\//, '')) &&
    has('runstates', (word) => word.includes(process.state))
  )
}

function* show(value: Parsed, found: readonly ProcessEntry[]): Sys<number> {
  if (value.has('count')) yield* print(`${found.length}\n`)
  else if (found.length > 0) {
    const text = found.map(
      (process) =>
        `${process.pid}${value.has('list-full') ? ` ${process.argv.join(' ') || process.comm}` : value.has('list-name') ? ` ${process.comm}` : ''}`,
    )
    yield* print(`${text.join(value.value('delimiter') ?? '\n')}\n`)
  }
  return found.length > 0 ? 0 : 1
}

function* signalAll(value: Parsed, found: readonly ProcessEntry[], signal: number): Sys<number> {
  let sent = 0
  for (const process of found) {
    const result = yield* sys.kill({ pid: process.pid, signal })
    if (result.ok) {
      sent++
      if (value.has('echo')) yield* print(`${process.comm} killed (pid ${process.pid})\n`)
    } else if (result.error !== 'ESRCH') yield* printError(`pkill: killing pid ${process.pid} failed: ${strerror(result.error)}\n`)
  }
  if (value.has('count')) yield* print(`${found.length}\n`)
  return sent > 0 ? 0 : 1
}
