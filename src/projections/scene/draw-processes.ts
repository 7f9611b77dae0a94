import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import { pidIn } from '../../engine/linux/kernel/namespace/pid.ts'
import type { Process } from '../../engine/linux/kernel/task.ts'
import { containerOf } from './container-of.ts'
import type { EntityId, EntityState } from './scene.ts'
import type { Sketch } from './sketch.ts'

/** Processes that serve others and stand in the drawing by that. */
const daemons = new Set(['systemd', 'systemd-journal', 'sshd', 'dockerd', 'containerd', 'containerd-shim', 'docker-proxy', 'httpd', 'nginx', 'crond'])

const stateOf = (process: Process): EntityState => {
  if (process.status) return 'stopped'
  if (process.stopped || process.cgroup.frozen) return 'paused'
  return process.leader?.state === 'R' ? 'running' : 'idle'
}

/** Every process of a host, in its container or beside the kernel's other guests. */
export function drawProcesses(sketch: Sketch, kernel: Kernel, host: string, room: EntityId): void {
  for (const process of kernel.processes()) {
    const container = containerOf(process)
    const box = container === undefined ? room : `container:${host}/${container.slice(0, 12)}`
    const parent = sketch.has(box) ? box : room
    const namespace = process.leader?.namespaces.pid
    const inner =
      namespace && namespace !== kernel.initialNamespaces.pid
        ? pidIn(namespace, process)
        : undefined
          ? kernel.initialNamespaces.pid !== process.leader.namespaces.pid
            ? process.leader.namespaces.pid.pidOf(process)
            : undefined
          : undefined
    const kind = container === undefined && daemons.has(process.name) ? 'daemon' : 'process'
    const label = kind === 'daemon' ? process.name : commandOf(process)
    sketch.add(kind, `${host}/${process.pid}`, parent, label, {
      sublabel: inner === undefined ? String(process.pid) : `${inner} → ${process.pid}`,
      state: stateOf(process),
      facts: {
        pid: process.pid,
        ppid: process.parent?.pid ?? 0,
        command: process.argv.join(' '),
        uid: process.credentials.euid,
        cgroup: process.cgroup.path,
        ...(process.leader?.request && !process.status && { waitsIn: process.leader.request.call }),
        ...(inner !== undefined && { pidInContainer: inner }),
      },
    })
  }
  for (const process of kernel.processes()) {
    const from = idOf(sketch, host, process.pid)
    const to = process.parent && idOf(sketch, host, process.parent.pid)
    if (from && to) sketch.link('child-of', from, to)
  }
}

const idOf = (sketch: Sketch, host: string, pid: number): EntityId | undefined =>
  [`process:${host}/${pid}`, `daemon:${host}/${pid}`].find((id) => sketch.has(id))

/** As short as it stays recognisable: the command's name and its first words. */
function commandOf(process: Process): string {
  const text = [process.argv[0]?.split('/').at(-1) ?? process.name, ...process.argv.slice(1)].join(' ')
  return text.length > 28 ? `${text.slice(0, 27)}…` : text || process.name
}
