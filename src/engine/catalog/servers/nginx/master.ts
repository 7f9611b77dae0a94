import type { Fd, Pid, Sys, WaitStatus } from '../../../linux/kernel/calls.ts'
import { type Signal, signals } from '../../../linux/kernel/signal.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Config } from './config.ts'
import type { SharedMemory } from './context.ts'
import { type LogLevel, logError } from './log.ts'
import { openListeners, openLogs } from './open.ts'
import { ConfigError } from './parse.ts'
import { type Listener, workerProcess } from './worker.ts'

/** A configuration in force: its sockets and logs are open. */
export interface Cycle {
  readonly config: Config
  readonly listeners: readonly Listener[]
  readonly logs: ReadonlyMap<string, Fd>
}

const names: Readonly<Record<number, string>> = {
  [signals.SIGHUP]: 'SIGHUP',
  [signals.SIGUSR1]: 'SIGUSR1',
  [signals.SIGUSR2]: 'SIGUSR2',
  [signals.SIGWINCH]: 'SIGWINCH',
  [signals.SIGQUIT]: 'SIGQUIT',
  [signals.SIGTERM]: 'SIGTERM',
  [signals.SIGINT]: 'SIGINT',
}

const doings: Readonly<Record<number, string>> = {
  [signals.SIGHUP]: ', reconfiguring',
  [signals.SIGUSR1]: ', reopening logs',
  [signals.SIGUSR2]: ', changing binary',
  [signals.SIGWINCH]: '',
  [signals.SIGQUIT]: ', shutting down',
  [signals.SIGTERM]: ', exiting',
  [signals.SIGINT]: ', exiting',
}

/** The master process (src/os/unix/ngx_process_cycle.c): starts workers, replaces those that die, and obeys signals. */
export class Master {
  private readonly workers = new Map<Pid, { ending: boolean }>()
  private readonly received: Signal[] = []
  private readonly shared: SharedMemory = { connections: 0, accepted: 0, active: 0, reading: 0, writing: 0, waiting: 0, requests: 0 }
  private stopping: 'quit' | 'terminate' | undefined

  constructor(
    private cycle: Cycle,
    private readonly version: string,
    private readonly commandLine: string,
    /** Reads the configuration again; throws ConfigError. */
    private readonly reread: () => Sys<Config>,
  ) {}

  *run(): Sys<number> {
    yield* this.handleSignals()
    yield* sys.prctl({ title: `nginx: master process ${this.commandLine}` })
    yield* writeFile(this.cycle.config.pidPath, `${yield* sys.getpid({})}\n`)
    const { release } = yield* sys.uname({})
    const limit = yield* sys.prlimit({ resource: 'nofile' })
    const amount = (value: number) => (Number.isFinite(value) ? String(value) : '18446744073709551615')
    yield* this.say('notice', 'using the "epoll" event method')
    yield* this.say('notice', `nginx/${this.version}`)
    yield* this.say('notice', 'built by gcc 12.2.0 (Debian 12.2.0-14) ')
    yield* this.say('notice', `OS: Linux ${release}`)
    if (limit.ok) yield* this.say('notice', `getrlimit(RLIMIT_NOFILE): ${amount(limit.value.soft)}:${amount(limit.value.hard)}`)
    yield* this.startWorkers()
    for (;;) {
      const waited = yield* sys.wait4({ pid: -1 })
      if (waited.ok && waited.value) yield* this.workerEnded(waited.value.pid, waited.value.status)
      else if (!waited.ok && waited.error === 'ECHILD' && this.received.length === 0 && !this.stopping) yield* sys.pause({})
      for (let signal = this.received.shift(); signal !== undefined; signal = this.received.shift()) yield* this.obey(signal)
      if (this.stopping && this.workers.size === 0) break
    }
    yield* sys.unlink({ path: this.cycle.config.pidPath })
    yield* this.say('notice', 'exit')
    return 0
  }

  private *say(level: LogLevel, text: string): Sys<void> {
    yield* logError(this.cycle.config.errorLogs, this.cycle.logs, level, text)
  }

  private *handleSignals(): Sys<void> {
    const { received } = this
    for (const signal of Object.keys(names).map(Number))
      yield* sys.sigaction({
        signal,
        *handler() {
          received.push(signal)
        },
      })
  }

  private *startWorkers(): Sys<void> {
    const { config } = this.cycle
    yield* this.say('notice', 'start worker processes')
    const count = config.workers === 'auto' ? yield* processors() : config.workers
    for (let i = 0; i < count; i++) yield* this.startWorker()
  }

  private *startWorker(): Sys<void> {
    const start = { ...this.cycle, version: this.version, shared: this.shared }
    const child = yield* sys.clone({ main: () => workerProcess(start) })
    if (!child.ok) {
      yield* this.say('alert', `fork() failed while spawning "worker process"`)
      return
    }
    this.workers.set(child.value, { ending: false })
    yield* this.say('notice', `start worker process ${child.value}`)
  }

  private *workerEnded(pid: Pid, status: WaitStatus): Sys<void> {
    const worker = this.workers.get(pid)
    yield* this.say('notice', `signal 17 (SIGCHLD) received from ${pid}`)
    if (status.kind === 'signaled') yield* this.say('alert', `worker process ${pid} exited on signal ${status.signal}`)
    else yield* this.say('notice', `worker process ${pid} exited with code ${status.kind === 'exited' ? status.code : 0}`)
    if (!worker) return
    this.workers.delete(pid)
    if (!worker.ending && !this.stopping) yield* this.startWorker()
  }

  private *obey(signal: Signal): Sys<void> {
    yield* this.say('notice', `signal ${signal} (${names[signal]}) received${doings[signal] ?? ''}`)
    switch (signal) {
      case signals.SIGHUP:
        return yield* this.reconfigure()
      case signals.SIGUSR1:
        return yield* this.reopen()
      case signals.SIGQUIT:
        this.stopping = 'quit'
        return yield* this.tellWorkers(signals.SIGQUIT)
      case signals.SIGTERM:
      case signals.SIGINT:
        this.stopping = 'terminate'
        return yield* this.tellWorkers(signals.SIGTERM)
      case signals.SIGWINCH:
        if (this.cycle.config.daemon) yield* this.tellWorkers(signals.SIGQUIT)
        return
      case signals.SIGUSR2:
        yield* this.say('alert', 'cais: nginx: changing the binary is not simulated')
    }
  }

  private *tellWorkers(signal: Signal): Sys<void> {
    for (const [pid, worker] of this.workers) {
      worker.ending = true
      yield* sys.kill({ pid, signal })
    }
  }

  /** New workers with the new configuration, then the old ones are told to finish; a bad configuration changes nothing. */
  private *reconfigure(): Sys<void> {
    yield* this.say('notice', 'reconfiguring')
    const old = this.cycle
    try {
      const config = yield* this.reread()
      const logs = yield* openLogs(config)
      const listeners = yield* openListeners(config, old.listeners, (text) => this.say('emerg', text))
      this.cycle = { config, listeners, logs }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      yield* this.say('emerg', error.message)
      return
    }
    const before = [...this.workers]
    yield* this.say('notice', 'using the "epoll" event method')
    yield* this.startWorkers()
    for (const { fd } of old.listeners) if (!this.cycle.listeners.some((one) => one.fd === fd)) yield* sys.close({ fd })
    for (const [pid, worker] of before) {
      worker.ending = true
      yield* sys.kill({ pid, signal: signals.SIGQUIT })
    }
  }

  /** Log files are opened anew, after somebody moved them away. */
  private *reopen(): Sys<void> {
    yield* this.say('notice', 'reopening logs')
    const logs = yield* openLogs(this.cycle.config)
    for (const [path, fd] of logs) {
      const old = this.cycle.logs.get(path)
      if (old === undefined || old === fd || fd === 2) continue
      yield* sys.dup2({ fd, to: old, closeOnExec: true })
      yield* sys.close({ fd })
    }
    const before = [...this.workers]
    yield* this.startWorkers()
    for (const [pid, worker] of before) {
      worker.ending = true
      yield* sys.kill({ pid, signal: signals.SIGQUIT })
    }
  }
}

/** sysconf(_SC_NPROCESSORS_ONLN). */
export function* processors(): Sys<number> {
  const text = yield* readFile('/proc/cpuinfo')
  return Math.max(1, text.ok ? text.value.split('\n').filter((line) => line.startsWith('processor')).length : 1)
}
