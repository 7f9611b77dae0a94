import { rfc3339 } from '../../base/calendar.ts'
import { quoteJson } from '../../base/go-json.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { parseSignal, signals } from '../../linux/kernel/signal.ts'
import { print, printError, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import * as commands from './commands.ts'
import { createContainer } from './create.ts'
import { execInContainer } from './exec.ts'
import { Failure } from './failure.ts'
import type { CommandLine } from './options.ts'
import { parseCommandLine } from './options.ts'
import type { RuncSettings } from './settings.ts'

/**
 * runc: creates and runs containers from OCI bundles. Models opencontainers/runc 1.1 to 1.3: create, start, run, exec, kill, delete, state,
 * list, ps, pause, resume, update, with their state on disk. Leaves out checkpoint, restore, events, features, rootless, spec, seccomp filters,
 * AppArmor and SELinux labels (accepted in a bundle, not enforced).
 */
export const runc: Main = function* ({ argv, build }) {
  const version = build.get('version') ?? '1.3.3'
  const line = parseCommandLine(argv.slice(1))
  if (!line.ok) {
    yield* printError(`${line.error}\n`)
    return 1
  }
  if (line.value.options.has('version')) {
    const [spec, go, libseccomp] = version.startsWith('1.1.') ? ['1.0.2-dev', 'go1.21.11', '2.3.1'] : ['1.2.1', 'go1.24.9', '2.5.4']
    const commit = build.get('commit')
    yield* print(`runc version ${version}\n${commit ? `commit: ${commit}\n` : ''}spec: ${spec}\ngo: ${go}\nlibseccomp: ${libseccomp}\n`)
    return 0
  }
  const settings = settingsOf(line.value, version)
  try {
    return yield* perform(settings, line.value)
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    yield* report(settings, thrown.message)
    return 1
  }
}

function settingsOf(line: CommandLine, version: string): RuncSettings {
  const [major = 1, minor = 0] = version.split('.').map(Number)
  return {
    root: line.options.get('root') ?? '/run/runc',
    log: line.options.get('log'),
    logFormat: line.options.get('log-format') === 'json' ? 'json' : 'text',
    systemdCgroup: line.options.has('systemd-cgroup'),
    version,
    namesInit: major > 1 || minor >= 2,
  }
}

function* perform(settings: RuncSettings, line: CommandLine): Sys<number> {
  const { command, options, operands } = line
  const [id = '', second] = operands
  const placed = { consoleSocket: options.get('console-socket'), pidFile: options.get('pid-file') }
  switch (command) {
    case 'create':
      yield* naming('runc create failed', createContainer(settings, id, { bundle: options.get('bundle') ?? (yield* here()), ...placed }))
      return 0
    case 'run': {
      const bundle = options.get('bundle') ?? (yield* here())
      const pid = yield* naming('runc run failed', createContainer(settings, id, { bundle, ...placed }))
      yield* commands.start(settings, id)
      if (options.has('detach')) return 0
      const code = yield* waitFor(pid)
      yield* commands.remove(settings, id, true)
      return code
    }
    case 'start':
      yield* commands.start(settings, id)
      return 0
    case 'exec': {
      const pid = yield* execInContainer(settings, id, { process: options.get('process') ?? '', ...placed })
      return options.has('detach') ? 0 : yield* waitFor(pid)
    }
    case 'kill': {
      const signal = parseSignal(second ?? 'SIGTERM')
      if (signal === undefined) throw new Failure(`unknown signal ${JSON.stringify(second)}`)
      yield* commands.kill(settings, id, signal, options.has('all'))
      return 0
    }
    case 'delete':
      yield* commands.remove(settings, id, options.has('force'))
      return 0
    case 'pause':
      yield* commands.pause(settings, id)
      return 0
    case 'resume':
      yield* commands.resume(settings, id)
      return 0
    case 'update':
      yield* commands.update(settings, id, options.get('resources') ?? '')
      return 0
    case 'state':
      yield* commands.state(settings, id)
      return 0
    case 'list':
      yield* commands.list(settings, options.has('quiet'))
      return 0
    default:
      return yield* commands.processes(settings, id, options.get('format') ?? 'table')
  }
}

function* naming<T>(what: string, work: Sys<T>): Sys<T> {
  try {
    return yield* work
  } catch (thrown) {
    throw thrown instanceof Failure ? new Failure(`${what}: ${thrown.message}`) : thrown
  }
}

function* here(): Sys<string> {
  const cwd = yield* sys.getcwd({})
  return cwd.ok ? cwd.value : '/'
}

/** Exit code as a shell would give it; signals that ask for an end are passed on. */
function* waitFor(pid: number): Sys<number> {
  for (const signal of [signals.SIGTERM, signals.SIGINT, signals.SIGHUP, signals.SIGQUIT]) {
    yield* sys.sigaction({
      signal,
      restart: true,
      *handler() {
        yield* sys.kill({ pid, signal })
      },
    })
  }
  const waited = yield* sys.wait4({ pid })
  if (!waited.ok || !waited.value) return 255
  const { status } = waited.value
  return status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 255
}

/** As logrus writes an error: to the log file for whoever called, and to standard error. */
function* report(settings: RuncSettings, message: string): Sys<void> {
  const time = rfc3339(yield* sys.clockRealtime({}))
  const text = `time=${JSON.stringify(time)} level=error msg=${quoteJson(message, false)}\n`
  if (settings.log !== undefined) {
    const line = settings.logFormat === 'json' ? `${JSON.stringify({ level: 'error', msg: message, time })}\n` : text
    yield* writeFile(settings.log, line, { append: true, mode: 0o644 })
  }
  yield* printError(text)
}
