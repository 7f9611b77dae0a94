import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { fail, print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { askSystemd } from '../systemd/control-client.ts'
import type { ControlReply, ControlRequest } from '../systemd/control-protocol.ts'
import type { JobResult } from '../systemd/manager.ts'
import { unitName } from '../systemd/unit.ts'
import { enabledState, loadUnit } from '../systemd/unit-paths.ts'
import type { InstallOutcome } from './install.ts'
import { disable, enable, mask, unmask } from './install.ts'
import { unitFileList, unitList } from './lists.ts'
import { showProperties } from './show.ts'
import { statusText } from './status.ts'

const options = optionTable(
  'a|all t|type: state: l|full n|lines: q|quiet now no-pager no-legend plain f|force s|signal: p|property: value help version no-block user system r|recursive no-ask-password',
)

interface Call {
  readonly version: number
  readonly env: ReadonlyMap<string, string>
  readonly asked: Parsed
  readonly verb: string
  readonly names: readonly string[]
}

/** systemctl(1): units, unit files, power. Leaves out jobs, environment, snapshots and other machines. */
export const systemctl: Main = function* ({ argv, env, build }) {
  const version = Number(build.get('version') ?? 252)
  const parsed = getopt(argv.slice(1), options)
  if (!parsed.ok) return yield* fail('systemctl', parsed.message)
  const asked = parsed.value
  if (asked.has('version')) {
    yield* print(`systemd ${version}\n`)
    return 0
  }
  if (asked.has('help')) {
    yield* print('systemctl [OPTIONS...] {COMMAND} ...\n\nQuery or send control commands to the system manager.\n')
    return 0
  }
  if (asked.has('user')) return yield* fail('cais: systemctl', '--user is not simulated')
  const [verb = 'list-units', ...rest] = asked.operands
  return yield* perform({ version, env, asked, verb, names: rest.map(unitName) })
}

const jobVerbs = new Set(['start', 'stop', 'restart', 'try-restart', 'reload', 'reload-or-restart', 'condrestart'])

function* perform(call: Call): Sys<number> {
  const { verb } = call
  if (jobVerbs.has(verb)) return yield* runJobs(call)
  switch (verb) {
    case 'status':
      return yield* status(call)
    case 'enable':
    case 'disable':
    case 'mask':
    case 'unmask':
      return yield* install(call)
    case 'is-active':
    case 'is-failed':
    case 'is-enabled':
      return yield* askState(call)
    case 'kill':
    case 'reset-failed':
      return yield* killOrReset(call)
    case 'daemon-reload':
    case 'daemon-reexec':
      return yield* simple(call, { verb: 'daemon-reload' })
    case 'list-units':
    case 'list-unit-files':
      return yield* list(call)
    case 'cat':
      return yield* cat(call)
    case 'show':
      return yield* show(call)
    case 'get-default': {
      const link = yield* sys.readlink({ path: '/etc/systemd/system/default.target' })
      yield* print(`${link.ok ? link.value.split('/').at(-1) : 'multi-user.target'}\n`)
      return 0
    }
    case 'poweroff':
    case 'reboot':
    case 'halt':
      return yield* simple(call, { verb: 'power', how: verb === 'reboot' ? 'restart' : verb })
    case 'is-system-running':
      return yield* isSystemRunning(call)
    case 'edit':
    case 'isolate':
    case 'list-dependencies':
    case 'list-timers':
    case 'list-sockets':
    case 'list-jobs':
    case 'set-default':
    case 'rescue':
    case 'suspend':
      return yield* fail('cais: systemctl', `${verb} is not simulated`)
    default:
      yield* printError(call.version < 240 ? `Unknown operation '${verb}'.\n` : `Unknown command verb ${verb}.\n`)
      return 1
  }
}

/** What systemctl says where pid 1 is something else: in a container. */
function* noSystemd(version: number): Sys<number> {
  yield* printError(
    version < 240
      ? 'Failed to get D-Bus connection: Operation not permitted\n'
      : "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n",
  )
  return 1
}

function* runJobs(call: Call): Sys<number> {
  if (call.names.length === 0) {
    yield* printError('Too few arguments.\n')
    return 1
  }
  let code = 0
  for (const unit of call.names) {
    const verb = call.verb === 'condrestart' ? 'try-restart' : call.verb === 'reload-or-restart' ? 'restart' : call.verb
    const reply = yield* askSystemd({ verb: verb as 'start', unit })
    if (!reply) return yield* noSystemd(call.version)
    code = (yield* reportJob(call, verb, unit, reply)) || code
  }
  return code
}

function* reportJob(call: Call, verb: string, unit: string, reply: ControlReply): Sys<number> {
  if (reply.error === 'access-denied') {
    const why =
      call.version < 240 ? 'The name org.freedesktop.PolicyKit1 was not provided by any .service files' : 'Interactive authentication required.'
    yield* printError(`Failed to ${verb} ${unit}: ${why}\nSee system logs and 'systemctl status ${unit}' for details.\n`)
    return call.version < 240 ? 4 : 1
  }
  if (reply.error === 'not-reloadable') {
    yield* printError(
      `Failed to reload ${unit}: Job type reload is not applicable for unit ${unit}.\nSee system logs and 'systemctl status ${unit}' for details.\n`,
    )
    return 1
  }
  if (reply.error === 'not-active') {
    yield* printError(`${unit} is not active, cannot reload.\n`)
    return 1
  }
  const job: JobResult = reply.job ?? 'done'
  switch (job) {
    case 'done':
      return 0
    case 'not-found':
      yield* printError(`Failed to ${verb} ${unit}: Unit ${call.version < 240 ? '' : `${unit} `}not ${verb === 'stop' ? 'loaded' : 'found'}.\n`)
      return 5
    case 'masked':
      yield* printError(`Failed to ${verb} ${unit}: Unit ${call.version < 240 ? '' : `${unit} `}is masked.\n`)
      return 1
    case 'dependency':
      yield* printError(`A dependency job for ${unit} failed. See 'journalctl -xe' for details.\n`)
      return 1
    case 'timeout':
      yield* printError(`Job for ${unit} failed because a timeout was exceeded.${seeAlso(call.version, unit)}`)
      return 1
    default:
      yield* printError(`Job for ${unit} failed because the control process exited with error code.${seeAlso(call.version, unit)}`)
      return 1
  }
}

const seeAlso = (version: number, unit: string): string =>
  version < 240
    ? ` See "systemctl status ${unit}" and "journalctl -xe" for details.\n`
    : `\nSee "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.\n`

function* status(call: Call): Sys<number> {
  const style = {
    version: call.version,
    zone: yield* localZone(call.env),
    colour: (yield* sys.tcgetattr({ fd: 1 })).ok,
    lines: Number(call.asked.value('lines') ?? 10),
    full: call.asked.has('full'),
  }
  if (call.names.length === 0) return yield* fail('cais: systemctl', 'status without units is not simulated')
  let code = 0
  for (const [index, unit] of call.names.entries()) {
    const reply = yield* askSystemd({ verb: 'unit', unit })
    if (!reply) return yield* noSystemd(call.version)
    const view = reply.units?.[0]
    if (!view || (view.load === 'not-found' && view.active === 'inactive')) {
      yield* printError(`Unit ${unit} could not be found.\n`)
      code = 4
      continue
    }
    if (index > 0) yield* print('\n')
    yield* print(yield* statusText(view, style))
    if (view.active !== 'active' && view.active !== 'reloading' && code === 0) code = 3
  }
  return code
}

function* install(call: Call): Sys<number> {
  if (call.names.length === 0) {
    yield* printError('Too few arguments.\n')
    return 1
  }
  for (const name of call.names) {
    const outcome = yield* installOne(call, name)
    if (outcome === 'not-found') {
      const why = call.version < 240 ? 'No such file or directory' : `Unit file ${name} does not exist.`
      yield* printError(`Failed to ${call.verb} unit: ${why}\n`)
      return 1
    }
    if (outcome === 'denied') {
      yield* printError(`Failed to ${call.verb} unit: Access denied\n`)
      return 1
    }
    if (outcome === 'static')
      yield* printError(
        'The unit files have no installation config (WantedBy=, RequiredBy=, Also=, Alias= settings\nin the [Install] section, and DefaultInstance= for template units).\n',
      )
    if (call.asked.has('now')) {
      const reply = yield* askSystemd({ verb: call.verb === 'enable' ? 'start' : 'stop', unit: name })
      if (reply) yield* reportJob(call, call.verb === 'enable' ? 'start' : 'stop', name, reply)
    }
  }
  yield* askSystemd({ verb: 'daemon-reload' })
  return 0
}

function* installOne(call: Call, name: string): Sys<InstallOutcome> {
  switch (call.verb) {
    case 'enable':
      return yield* enable(name, call.version)
    case 'disable':
      return yield* disable(name, call.version)
    case 'mask':
      return yield* mask(name, call.version)
    default:
      return yield* unmask(name, call.version)
  }
}

function* askState(call: Call): Sys<number> {
  let code = call.verb === 'is-enabled' ? 0 : 3
  for (const unit of call.names) {
    if (call.verb === 'is-enabled') {
      const state = yield* enabledState(unit)
      if (state === '') {
        yield* printError(`Failed to get unit file state for ${unit}: No such file or directory\n`)
        return 1
      }
      if (!call.asked.has('quiet')) yield* print(`${state}\n`)
      if (state === 'disabled' || state === 'masked') code = 1
      continue
    }
    const reply = yield* askSystemd({ verb: 'unit', unit })
    if (!reply) return yield* noSystemd(call.version)
    const active = reply.units?.[0]?.active ?? 'inactive'
    const shown = active === 'inactive' && call.version < 240 && reply.units?.[0]?.load === 'not-found' ? 'unknown' : active
    if (!call.asked.has('quiet')) yield* print(`${shown}\n`)
    if (call.verb === 'is-active' ? active === 'active' : active === 'failed') code = 0
    else if (call.verb === 'is-failed') code = 1
  }
  return code
}

function* killOrReset(call: Call): Sys<number> {
  for (const unit of call.names) {
    const signal = call.asked.value('signal') ?? 'SIGTERM'
    const request: ControlRequest = call.verb === 'kill' ? { verb: 'kill', unit, signal } : { verb: 'reset-failed', unit }
    const reply = yield* askSystemd(request)
    if (!reply) return yield* noSystemd(call.version)
    if (reply.error) return yield* reportJob(call, call.verb, unit, reply)
  }
  return 0
}

function* simple(call: Call, request: ControlRequest): Sys<number> {
  const reply = yield* askSystemd(request)
  if (!reply) return yield* noSystemd(call.version)
  return reply.error ? yield* reportJob(call, call.verb, '', reply) : 0
}

function* list(call: Call): Sys<number> {
  const files = call.verb === 'list-unit-files'
  const reply = yield* askSystemd({ verb: files ? 'unit-files' : 'units' })
  if (!reply) return yield* noSystemd(call.version)
  const filter = {
    type: call.asked.value('type'),
    state: call.asked.value('state'),
    all: call.asked.has('all'),
    legend: !call.asked.has('no-legend'),
    plain: call.asked.has('plain'),
  }
  yield* print(files ? unitFileList(reply.files ?? [], filter, call.version) : unitList(reply.units ?? [], filter))
  return 0
}

function* cat(call: Call): Sys<number> {
  for (const name of call.names) {
    const unit = yield* loadUnit(name)
    if (unit.load !== 'loaded') {
      yield* printError(`No files found for ${name}.\n`)
      return 1
    }
    for (const path of [unit.fragmentPath, ...unit.dropIns]) {
      const text = yield* readFile(path)
      yield* print(`# ${path}\n${text.ok ? text.value : ''}`)
    }
  }
  return 0
}

function* show(call: Call): Sys<number> {
  const wanted = call.asked.values('property').flatMap((value) => value.split(','))
  for (const unit of call.names) {
    const reply = yield* askSystemd({ verb: 'unit', unit })
    if (!reply) return yield* noSystemd(call.version)
    const view = reply.units?.[0]
    if (view) yield* print(showProperties(view, wanted, call.asked.has('value')))
  }
  return 0
}

function* isSystemRunning(call: Call): Sys<number> {
  const reply = yield* askSystemd({ verb: 'units' })
  if (!reply) return yield* noSystemd(call.version)
  const units = reply.units ?? []
  const state = units.some((unit) => unit.active === 'failed')
    ? 'degraded'
    : units.some((unit) => unit.active === 'activating')
      ? 'starting'
      : 'running'
  yield* print(`${state}\n`)
  return state === 'running' ? 0 : 1
}
