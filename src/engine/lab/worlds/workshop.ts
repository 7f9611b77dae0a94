import { centos7 } from '../../catalog/centos7/system.ts'
import { Machine } from '../../machine/machine.ts'
import type { BuiltWorld, World, WorldSetup } from '../world.ts'

/** Monday 10 June 2024, 11:00 in São Paulo: CentOS 7 still has its mirrors, Docker 26.1.4 is a few days old. */
const EPOCH = 1_718_028_000_000
const GIB = 1024 ** 3

/** A laptop whose virtual machine matrix-01 runs CentOS 7, without Docker yet. */
export const workshop: World = {
  name: 'workshop',
  epochMs: EPOCH,
  build(setup: WorldSetup): BuiltWorld {
    const system = centos7(
      { hostname: 'matrix-01', interfaces: [{ name: 'eth0', address: '10.0.2.15', prefix: 24, gateway: '10.0.2.2' }], nameservers: ['10.0.2.3'] },
      '',
    )
    const machine = new Machine(
      {
        name: 'matrix-01',
        place: 'host',
        hypervisor: { on: 'notebook', product: 'VirtualBox' },
        cpus: 2,
        memoryBytes: 2 * GIB,
        diskBytes: 20 * GIB,
        system,
      },
      setup,
    )
    machine.powerOn()
    return { machines: [machine], firstHost: 'matrix-01', user: 'root' }
  },
}
