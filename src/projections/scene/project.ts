/**
 * The scene of a lab: what is there now, drawn from the kernels, the disks and the wires themselves. Models nothing of its own; leaves out
 * kernel threads, idle sockets, and netfilter rules that translate nothing.
 */
import type { Lab } from '../../engine/lab/lab.ts'
import { SceneBuilder } from './builder.ts'
import { drawHost } from './hosts.ts'
import { internetId, sceneId } from './ids.ts'
import type { Scene } from './scene.ts'

/** The scene now. `before` is the one drawn last: from it come the times of change. */
export function projectScene(lab: Lab, before: Scene): Scene {
  const build = new SceneBuilder()
  const machines = [...lab.machines.values()]
  const servers = machines.filter((machine) => machine.spec.place === 'public')
  build.add('internet', internetId, undefined, 'Internet')
  for (const server of servers) {
    build.add('service', sceneId.service(server.name), internetId, server.name, { facts: { system: server.spec.system.name } })
  }
  for (const machine of machines) if (machine.spec.place === 'host') drawHost(build, machine, lab)
  return build.scene(lab.clock.nowMs, before)
}
