import type { Lab } from '../../engine/lab/lab.ts'
import { formatIp } from '../../engine/linux/kernel/net/ip-text.ts'
import type { Machine } from '../../engine/machine/machine.ts'
import { drawDocker } from './draw-docker.ts'
import { drawNetwork } from './draw-network.ts'
import { drawProcesses } from './draw-processes.ts'
import type { EntityId, Scene } from './scene.ts'
import { Sketch } from './sketch.ts'

/**
 * The world as it is drawn: internet and its servers, machines with their hypervisors, kernels, processes, interfaces, and what Docker keeps. A pure
 * function of the lab's state (and of the scene before, whose unchanged parts stay the same objects).
 */
export function drawScene(lab: Lab, before: Scene): Scene {
  const sketch = new Sketch(before, lab.clock.nowMs)
  const internet = sketch.add('internet', 'internet', undefined, 'Internet')
  for (const machine of lab.machines.values()) {
    if (machine.spec.place === 'public') drawPublic(sketch, machine, internet)
    else drawHost(sketch, machine, internet)
  }
  return sketch.finish()
}

function drawPublic(sketch: Sketch, machine: Machine, internet: EntityId): void {
  sketch.add('service', machine.name, internet, machine.name, {
    state: machine.power === 'on' ? 'running' : 'off',
    facts: { hostname: machine.name, addresses: addressesOf(machine).join(' ') },
  })
}

function addressesOf(machine: Machine): readonly string[] {
  const devices = machine.kernel?.initialNamespaces.net.devices.list() ?? []
  return devices.filter((device) => device.name !== 'lo').flatMap((device) => device.addresses.map(({ address }) => formatIp(address)))
}

const gib = (bytes: number): string => `${Math.round((bytes / 1024 ** 3) * 10) / 10} GiB`

function drawHost(sketch: Sketch, machine: Machine, internet: EntityId): void {
  const { spec } = machine
  const state = machine.power === 'on' ? 'running' : machine.power === 'starting' ? 'starting' : 'off'
  const about = { sublabel: `${spec.cpus} CPU · ${gib(spec.memoryBytes)}`, state } as const
  const facts = {
    hostname: spec.name,
    os: spec.system.name,
    cpus: spec.cpus,
    memoryBytes: spec.memoryBytes,
    diskBytes: spec.diskBytes,
    ...(machine.stage && { bootStage: machine.stage.name }),
  }
  let host: EntityId
  if (spec.hypervisor) {
    const { on, product } = spec.hypervisor
    const physical = sketch.add('machine', on, undefined, on, { state: 'running', facts: { hostname: on } })
    const hypervisor = sketch.add('hypervisor', on, physical, product, { state: 'running' })
    host = sketch.add('vm', spec.name, hypervisor, spec.name, { ...about, facts })
  } else host = sketch.add('machine', spec.name, undefined, spec.name, { ...about, facts })
  const kernel = machine.kernel
  if (!kernel) return
  const room = sketch.add('kernel', spec.name, host, `Linux ${spec.system.release}`, {
    state: kernel.halted ? 'failed' : 'running',
    facts: { release: spec.system.release, version: spec.system.version, bootedMs: Math.round(kernel.bootedMs) },
  })
  drawDocker(sketch, kernel, spec.name, host)
  drawProcesses(sketch, kernel, spec.name, room)
  drawNetwork(sketch, kernel, spec.name, room, machine.plugged ? internet : undefined)
}
