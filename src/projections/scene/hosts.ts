import type { Lab } from '../../engine/lab/lab.ts'
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import type { Process } from '../../engine/linux/kernel/task.ts'
import { bootStages } from '../../engine/machine/boot.ts'
import type { Machine } from '../../engine/machine/machine.ts'
import type { SceneBuilder } from './builder.ts'
import { type DrawnContainer, drawDocker } from './docker.ts'
import { bridgeNames } from './docker-network.ts'
import { sceneId } from './ids.ts'
import { drawNetwork } from './network.ts'
import { drawProcesses } from './processes.ts'
import type { EntityId, EntityState } from './scene.ts'

const states: Readonly<Record<Machine['power'], EntityState>> = { off: 'off', starting: 'starting', on: 'running' }

/** Draws a machine, in its hypervisor if it is a virtual one, and what runs on it. */
export function drawHost(build: SceneBuilder, machine: Machine, lab: Lab): void {
  const parent = drawHypervisor(build, machine)
  const { spec } = machine
  const kind = parent === undefined ? 'machine' : 'vm'
  const id = build.add(kind, sceneId[kind](spec.name), parent, spec.name, {
    sublabel: `${spec.system.name} · ${spec.cpus} CPU · ${gibibytes(spec.memoryBytes)}`,
    state: machine.kernel?.halted ? 'failed' : states[machine.power],
    facts: {
      hostname: spec.name,
      system: spec.system.name,
      cpus: spec.cpus,
      memoryBytes: spec.memoryBytes,
      diskBytes: diskUsed(machine),
      startMs: startMs(machine),
      stage: machine.stage?.name,
      plugged: !lab.unplugged.has(spec.name),
    },
  })
  if (machine.kernel && !machine.kernel.halted) drawKernel(build, machine.kernel, id)
}

/** The machine that a virtual one runs on, and its hypervisor; drawn once for all that share them. */
function drawHypervisor(build: SceneBuilder, machine: Machine): EntityId | undefined {
  const { hypervisor } = machine.spec
  if (!hypervisor) return undefined
  const physical = sceneId.machine(hypervisor.on)
  const id = sceneId.hypervisor(hypervisor.on, hypervisor.product)
  if (!build.has(physical)) build.add('machine', physical, undefined, hypervisor.on, { state: 'running' })
  if (!build.has(id)) build.add('hypervisor', id, physical, hypervisor.product, { state: 'running' })
  return id
}

function drawKernel(build: SceneBuilder, kernel: Kernel, parent: EntityId): void {
  const host = kernel.hostname
  const containers = drawDocker(build, kernel, parent)
  const { release, version } = kernel.options
  const kernelId = build.add('kernel', sceneId.kernel(host), parent, `Linux ${release}`, {
    facts: { release, version, hostname: host, bootedMs: kernel.bootedMs, processes: kernel.processes().length },
  })
  const byPid = new Map(containers.filter(({ pid }) => pid > 0).map((container) => [container.pid, container]))
  drawProcesses(build, kernel, (process) => containerOf(process, byPid)?.id ?? kernelId)
  const holders = socketHolders(kernel)
  const holderOf = (inode: number) => holders.get(inode)
  const hostNet = kernel.initialNamespaces.net
  drawNetwork(build, hostNet, { host, parent: kernelId, holderOf, networkOf: bridgeNames(kernel) })
  for (const process of kernel.processes()) {
    const container = byPid.get(process.pid)
    const { net } = process.namespaces
    if (container && net !== hostNet) drawNetwork(build, net, { host, parent: container.id, holderOf })
  }
}

/** A process is in the container of which its nearest ancestor is the first process; what was put in by exec, in that of its namespaces. */
function containerOf(process: Process, byPid: ReadonlyMap<number, DrawnContainer>): DrawnContainer | undefined {
  const first = process.namespaces.pid.parent === undefined ? undefined : process.namespaces.pid.init
  const inNamespace = first && byPid.get(first.pid)
  if (inNamespace) return inNamespace
  for (let at: Process | undefined = process; at; at = at.parent) {
    const container = byPid.get(at.pid)
    if (container) return container
  }
  return undefined
}

/** Which process holds a socket, by the socket's inode: the oldest of those that share it. */
function socketHolders(kernel: Kernel): ReadonlyMap<number, { readonly pid: number; readonly name: string }> {
  const holders = new Map<number, { readonly pid: number; readonly name: string }>()
  for (const process of kernel.processes()) {
    for (const [, file] of process.files.entries()) {
      const inode = (file as { readonly inode?: unknown }).inode
      if (typeof inode === 'number' && !holders.has(inode)) holders.set(inode, { pid: process.pid, name: process.name })
    }
  }
  return holders
}

function diskUsed(machine: Machine): number | undefined {
  const disk = machine.kernel?.vfs.rootDisk.statfs()
  return disk && disk.totalBytes - disk.freeBytes
}

/** From the button to the end of boot, as far as it is known: the stages before the kernel, then init's own word. */
function startMs(machine: Machine): number | undefined {
  const init = machine.kernel?.init
  const manager = init?.exposed.get('systemd') as { readonly bootFinishedMs?: number } | undefined
  if (!machine.kernel || manager?.bootFinishedMs === undefined) return undefined
  const before = bootStages(machine.spec.hypervisor !== undefined, machine.spec.place).reduce((sum, stage) => sum + stage.durationMs, 0)
  return before + manager.bootFinishedMs
}

function gibibytes(bytes: number): string {
  return `${Math.round((bytes / 1024 ** 3) * 10) / 10} GB`
}
