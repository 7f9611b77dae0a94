import { debianWithDocker } from '../../catalog/debian12/system.ts'
import { recordedHostFiles } from '../../catalog/recorded/host.ts'
import { Machine } from '../../machine/machine.ts'
import { Segment } from '../../machine/segment.ts'
import type { BuiltWorld, World, WorldSetup } from '../world.ts'
import { buildInternet, homeRouter, publishedSite } from './internet.ts'

/** Thursday 20 November 2025, 12:00 UTC. */
const EPOCH = 1_763_640_000_000
const GIB = 1024 ** 3

/** uname of the machine that recordings were made on. */
const recordedKernel = { release: '6.18.44-amd64', version: '#1 SMP PREEMPT_DYNAMIC @0' }

/**
 * One Debian server with Docker ready. `docker?recorded` has the name, addresses, folder, Docker packages and registry of the machine that
 * recordings were made on.
 */
export const docker: World = {
  name: 'docker',
  epochMs: EPOCH,
  build(setup: WorldSetup): BuiltWorld {
    const recorded = setup.parameters.has('recorded')
    const name = recorded ? 'docker-host' : 'quay'
    const nameserver = recorded ? '10.0.2.3' : '192.168.56.2'
    const internet = buildInternet(setup, recorded ? 'recorded registry' : undefined)
    const lan = new Segment('LAN', setup.clock)
    const router = homeRouter(setup, internet, lan, { gateway: '192.168.56.1', nameserver, prefix: 24, server: '192.168.56.10' })
    const system = debianWithDocker(
      {
        hostname: name,
        interfaces: [{ name: 'eth0', address: '192.168.56.10', prefix: 24, gateway: '192.168.56.1' }],
        nameservers: [nameserver],
      },
      internet.rootPem,
      recorded ? 'docker.io' : 'docker-ce',
      recorded ? recordedHostFiles(publishedSite(setup, 'recorded registry')) : {},
    )
    const machine = new Machine(
      {
        name,
        place: 'host',
        cpus: recorded ? 2 : 4,
        memoryBytes: (recorded ? 24 : 8) * GIB,
        diskBytes: 60 * GIB,
        system: recorded ? { ...system, ...recordedKernel } : system,
        cards: [{ name: 'eth0', mac: '52:54:00:12:34:10', segment: lan, speed: { bitsPerSecond: 1_000_000_000, latencyMs: 0.1 } }],
      },
      setup,
    )
    machine.powerOn()
    return { machines: [...internet.machines, router, machine], firstHost: name, user: 'root' }
  },
}
