import type { UnitView } from '../systemd/control-protocol.ts'

/** `systemctl show`: the properties that are modelled, in systemd's spelling. */
export function showProperties(view: UnitView, wanted: readonly string[], valueOnly: boolean): string {
  const status = view.main?.status
  const all: readonly (readonly [string, string])[] = [
    ['Type', view.type],
    ['NRestarts', String(view.restarts)],
    ['MainPID', String(view.mainPid ?? 0)],
    ['Result', view.result],
    ['ExecMainPID', String(view.main?.pid ?? 0)],
    ['ExecMainStatus', String(status?.kind === 'exited' ? status.code : status?.kind === 'signaled' ? status.signal : 0)],
    ['ControlGroup', view.cgroup],
    ['Id', view.name],
    ['Names', view.name],
    ['TriggeredBy', view.triggeredBy.join(' ')],
    ['Documentation', view.documentation.join(' ')],
    ['Description', view.description],
    ['LoadState', view.load],
    ['ActiveState', view.active],
    ['SubState', view.sub],
    ['FragmentPath', view.fragmentPath],
    ['DropInPaths', view.dropIns.join(' ')],
    ['UnitFileState', view.enabled],
  ]
  const shown = wanted.length > 0 ? all.filter(([name]) => wanted.includes(name)) : all
  return shown.map(([name, value]) => (valueOnly ? `${value}\n` : `${name}=${value}\n`)).join('')
}
