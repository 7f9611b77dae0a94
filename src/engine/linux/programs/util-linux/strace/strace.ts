/**
 * Models strace(1) of strace 4.24 and 6.1: the system calls a program really makes in the lab. Those are Linux's, with these differences: a call
 * is shown when it is finished, so what it writes to the terminal stands before its line; a directory is read by its path in one call;
 * getcredentials and setcredentials stand for the get*id and set*id families; links, addresses, routes and packet filters are single calls
 * where Linux uses netlink messages; unpacking, packing and hashing an archive are one call each; what the dynamic linker and malloc would do
 * is not done. Signals that arrive are not shown, and times are those at which calls ended.
 */

import { dayMs } from '../../../../base/calendar.ts'
import type { Fd, Pid, Sys, TracedCall } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { signals } from '../../../kernel/signal.ts'
import { defaultPath } from '../../../libc/environment.ts'
import { write } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Utility } from '../frame.ts'
import { utility } from '../frame.ts'
import type { Selection } from './selection.ts'
import { parseSelection } from './selection.ts'
import { type Line, linesOf, resultText } from './show.ts'
import { Summary } from './summary.ts'
import { signal } from './values.ts'

export const strace = utility({
  name: 'strace',
  usage: ['[-fqt] [-e trace=SET] [-o FILE] [-s SIZE] -p PID', '[-fqt] [-e trace=SET] [-o FILE] [-s SIZE] PROG [ARGS]', '-c [-f] PROG [ARGS]'],
  summary: 'Trace system calls and signals.',
  options:
    'f|follow-forks F|output-separately o|output= p|attach= e|trace= s|string-limit= c|summary-only C|summary q|quiet t tt ttt r T v|no-abbrev y yy x xx i k n a= b= E= u= O= S= U= P= D A I= w X= z Z d',
  unsimulated: 'output-separately ttt r T no-abbrev y yy x xx i k n b E u O S U P D A I w X z Z d'.split(' '),
  inOrder: true,
  *run(run) {
    const selection = chosen(run.values('trace'))
    if ('invalid' in selection) return yield* run.fail(`invalid system call '${selection.invalid}'`)
    if ('unsimulated' in selection) return yield* run.fail(`cais: -e ${selection.unsimulated} is not simulated`)
    const pids = run.values('attach').flatMap((text) => text.split(/[\s,]+/).filter(Boolean))
    if (pids.length === 0 && run.operands.length === 0) return yield* run.usageError('must have PROG [ARGS] or -p PID')
    const limit = Number(run.value('string-limit') ?? 32)
    if (!Number.isInteger(limit) || limit < 0) return yield* run.fail(`invalid -s argument: '${run.value('string-limit')}'`)
    const output = yield* outputOf(run)
    if (output === undefined) return 1
    const trace = new Trace(run, selection.selection, limit, output)
    return pids.length > 0 ? yield* trace.attach(pids) : yield* trace.command()
  },
})

/** All of the -e options together. */
function chosen(values: readonly string[]): { readonly selection: Selection } | { readonly invalid: string } | { readonly unsimulated: string } {
  let selection: Selection = () => true
  for (const value of values) {
    const [, qualifier = 'trace', set = ''] = /^(?:([a-z]+)=)?(.*)$/.exec(value) ?? []
    if (qualifier === 'signal' || qualifier === 'signals' || qualifier === 's') continue
    if (qualifier !== 'trace' && qualifier !== 't') return { unsimulated: qualifier }
    const parsed = parseSelection(set)
    if ('invalid' in parsed) return parsed
    selection = parsed.selection
  }
  return { selection }
}

function* outputOf(run: Utility): Sys<Fd | undefined> {
  const name = run.value('output')
  if (name === undefined) return 2
  if (name.startsWith('|') || name.startsWith('!')) {
    yield* run.fail('cais: -o |COMMAND is not simulated')
    return undefined
  }
  const opened = yield* sys.open({ path: name, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o666 })
  if (opened.ok) return opened.value
  yield* run.fail(`Can't fopen '${name}': ${strerror(opened.error)}`)
  return undefined
}

class Trace {
  private readonly summary = new Summary()
  private readonly processes = new Set<Pid>()
  private first: Pid | undefined
  private interrupted = false

  constructor(
    private readonly run: Utility,
    private readonly selection: Selection,
    private readonly limit: number,
    private readonly output: Fd,
  ) {}

  /** Starts the program stopped, attaches, lets it go and follows it. */
  *command(): Sys<number> {
    const { run } = this
    const path = yield* this.find(run.operands[0] as string)
    if (path === undefined) return yield* run.fail(`Can't stat '${run.operands[0]}': No such file or directory`)
    const child = yield* sys.clone({
      main: function* traced() {
        const self = yield* sys.getpid({})
        yield* sys.kill({ pid: self, signal: signals.SIGSTOP })
        const failed = yield* sys.execve({ path, argv: run.operands, env: run.env })
        return yield* run.fail(`exec: ${failed.ok ? '' : strerror(failed.error)}`)
      },
    })
    if (!child.ok) return yield* run.fail(`fork: ${strerror(child.error)}`)
    yield* sys.wait4({ pid: child.value, untraced: true })
    for (const number of [signals.SIGINT, signals.SIGQUIT]) yield* sys.sigaction({ signal: number, handler: 'ignore' })
    const attached = yield* this.follow(child.value)
    if (!attached) return 1
    this.first = child.value
    yield* sys.kill({ pid: child.value, signal: signals.SIGCONT })
    const last = yield* this.watch()
    if (last?.exited?.kind === 'signaled') {
      yield* sys.sigaction({ signal: last.exited.signal, handler: 'default' })
      yield* sys.kill({ pid: yield* sys.getpid({}), signal: last.exited.signal })
    }
    return last?.exited?.kind === 'exited' ? last.exited.code : 1
  }

  *attach(pids: readonly string[]): Sys<number> {
    const handler = function* (this: Trace): Sys<void> {
      this.interrupted = true
    }.bind(this)
    for (const number of [signals.SIGINT, signals.SIGTERM, signals.SIGHUP]) yield* sys.sigaction({ signal: number, handler })
    let attached = 0
    for (const text of pids) {
      const pid = Number(text)
      if (!Number.isInteger(pid) || pid <= 0) return yield* this.run.fail(`Invalid process id: '${text}'`)
      if (!(yield* this.follow(pid))) continue
      attached++
      if (!this.run.has('quiet')) yield* this.run.fail(`Process ${pid} attached`)
    }
    if (attached === 0) return 1
    yield* this.watch()
    if (this.interrupted && !this.run.has('quiet')) for (const pid of this.processes) yield* this.run.fail(`Process ${pid} detached`)
    return this.interrupted ? 130 : 0
  }

  private *follow(pid: Pid): Sys<boolean> {
    const attached = yield* sys.ptraceAttach({ pid, children: this.run.has('follow-forks') })
    if (!attached.ok) {
      yield* this.run.fail(`attach: ptrace(PTRACE_SEIZE, ${pid}): ${strerror(attached.error)}`)
      return false
    }
    this.processes.add(pid)
    return true
  }

  /** Shows calls until nobody is left to trace; how the first process ended. */
  private *watch(): Sys<TracedCall | undefined> {
    let ended: TracedCall | undefined
    while (!this.interrupted) {
      const next = yield* sys.ptraceNext({})
      if (!next.ok) continue
      if (!next.value) break
      if (!this.processes.has(next.value.pid)) {
        this.processes.add(next.value.pid)
        if (!this.run.has('quiet') && this.output === 2) yield* this.run.fail(`Process ${next.value.pid} attached`)
      }
      yield* this.show(next.value)
      if (!next.value.exited) continue
      this.processes.delete(next.value.pid)
      if (next.value.pid === this.first) ended = next.value
    }
    if (this.run.has('summary-only') || this.run.has('summary')) yield* write(this.output, this.summary.text())
    return ended
  }

  private *show(call: TracedCall): Sys<void> {
    const { run } = this
    const old = run.old
    const killed = call.exited?.kind === 'signaled'
    const lines = killed ? [] : linesOf(call, { limit: this.limit, old }).filter((line) => this.selection(line.name))
    for (const line of lines) this.summary.add(line.name, call.costMs, line.error !== undefined)
    if (run.has('summary-only')) return
    const prefix = this.prefix(call.pid) + this.stamp(call.atMs)
    let text = lines.map((line) => `${prefix}${written(line, Number(run.value('a') ?? 40))}\n`).join('')
    if (call.exited && !(run.values('quiet').length > 1)) text += `${prefix}+++ ${endOf(call.exited)} +++\n`
    if (text !== '') yield* write(this.output, text)
  }

  private prefix(pid: Pid): string {
    if (!this.run.has('follow-forks') && this.processes.size <= 1) return ''
    if (this.output !== 2) return `${String(pid).padEnd(5)} `
    return this.processes.size > 1 ? `[pid ${String(pid).padStart(5)}] ` : ''
  }

  private stamp(atMs: number): string {
    const times = this.run.options.filter(({ key }) => key === 't').length
    if (times === 0) return ''
    const ofDay = ((atMs % dayMs) + dayMs) % dayMs
    const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
    const clock = `${two(ofDay / 3_600_000)}:${two((ofDay / 60_000) % 60)}:${two((ofDay / 1000) % 60)}`
    const micros = String(Math.floor((ofDay % 1000) * 1000)).padStart(6, '0')
    if (times === 1) return `${clock} `
    return times === 2 ? `${clock}.${micros} ` : `${Math.floor(atMs / 1000)}.${micros} `
  }

  private *find(name: string): Sys<string | undefined> {
    if (name.includes('/')) return (yield* sys.stat({ path: name })).ok ? name : undefined
    for (const folder of (this.run.env.get('PATH') ?? defaultPath).split(':')) {
      const path = `${folder || '.'}/${name}`
      const stat = yield* sys.stat({ path })
      if (stat.ok && stat.value.type === 'file' && stat.value.mode & 0o111) return path
    }
    return undefined
  }
}

/** `close(3)                                = 0`. */
const written = (line: Line, column: number): string => `${`${line.name}(${line.args}) `.padEnd(column)}= ${resultText(line)}`

const endOf = (status: NonNullable<TracedCall['exited']>): string =>
  status.kind === 'exited'
    ? `exited with ${status.code}`
    : status.kind === 'signaled'
      ? `killed by ${signal(status.signal)}${status.coreDumped ? ' (core dumped)' : ''}`
      : 'stopped'
