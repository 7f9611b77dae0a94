import { centos7 } from '../../catalog/centos7/system.ts'
import { Machine } from '../../machine/machine.ts'
import { Segment } from '../../machine/segment.ts'
import type { BuiltWorld, World, WorldSetup } from '../world.ts'
import { buildInternet, homeRouter } from './internet.ts'

/** Monday 10 June 2024, 11:00 in São Paulo: CentOS 7 still has its mirrors, Docker 26.1.4 is a few days old. */
const EPOCH = 1_718_028_000_000
const GIB = 1024 ** 3

/** A laptop whose virtual machine matrix-01 runs CentOS 7, without Docker yet. */
export const workshop: World = {
  name: 'workshop',
  epochMs: EPOCH,
  build(setup: WorldSetup): BuiltWorld {
    const internet = buildInternet(setup)
    const nat = new Segment('VirtualBox NAT', setup.clock)
    const router = homeRouter(setup, internet, nat, { gateway: '10.0.2.2', nameserver: '10.0.2.3', prefix: 24, server: '10.0.2.15' })
    const system = centos7(
      { hostname: 'matrix-01', interfaces: [{ name: 'eth0', address: '10.0.2.15', prefix: 24, gateway: '10.0.2.2' }], nameservers: ['10.0.2.3'] },
      internet.rootPem,
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
        cards: [{ name: 'eth0', mac: '08:00:27:5c:1e:7a', segment: nat, speed: { bitsPerSecond: 1_000_000_000, latencyMs: 0.1 } }],
      },
      setup,
    )
    machine.powerOn()
    return { machines: [...internet.machines, router, machine], firstHost: 'matrix-01', user: 'root' }
  },
}
