import { assert } from '../../base/assert.ts'
import { publicAuthority } from '../../catalog/internet/certificates.ts'
import { type PublicRole, publicSystem, webRole } from '../../catalog/internet/public-machine.ts'
import { zoneText } from '../../catalog/servers/dns.ts'
import { REGISTRY_ROOT } from '../../docker/registry/layout.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { deferred, executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { type CardSpec, Machine } from '../../machine/machine.ts'
import type { InterfaceConfig } from '../../machine/operating-system.ts'
import { type PortSpeed, Segment } from '../../machine/segment.ts'
import type { WorldSetup } from '../world.ts'

const MBIT = 1_000_000
const GIB = 1024 ** 3

/** A home's line in São Paulo: 100 Mbit/s, 8 ms to its provider's core. */
const homeLine: PortSpeed = { bitsPerSecond: 100 * MBIT, latencyMs: 4 }
/** A server in a data centre abroad: 10 Gbit/s, some 55 ms away. */
const abroad: PortSpeed = { bitsPerSecond: 10_000 * MBIT, latencyMs: 55 }
/** A server in the country, or a content network with a point of presence in it. */
const domestic: PortSpeed = { bitsPerSecond: 10_000 * MBIT, latencyMs: 6 }

interface PublicServer {
  readonly name: string
  readonly address: string
  readonly names: readonly string[]
  readonly speed: PortSpeed
  readonly role: PublicRole
}

/** The simulated internet: one segment with its public machines, and the root certificate that everyone trusts. */
export interface Internet {
  readonly segment: Segment
  readonly machines: readonly Machine[]
  readonly rootPem: string
}

const hubNames = ['registry-1.docker.io', 'auth.docker.io', 'index.docker.io', 'hub.docker.com', 'login.docker.com']

/** Docker Hub: registry, token service, search and pages in one. `pulls`: how many an address without an account has in six hours. */
const hubRole = (published: TreeEntry, identity: { readonly chainPem: string; readonly keyPem: string }, pulls: string | undefined): PublicRole => ({
  commands: [`/usr/bin/registry --hub${pulls === undefined ? '' : ` --pulls ${Number(pulls)}`}`],
  files: {
    [REGISTRY_ROOT]: published,
    '/usr/bin/registry': executable('docker/registry', 25_000_000),
    '/etc/registry/chain.pem': identity.chainPem,
    '/etc/registry/key.pem': file(identity.keyPem, 0o600),
  },
})

const NAMESERVER = '200.160.0.10'

/** What a home is on the internet: an address, and the name a dynamic DNS service gives it. */
export const home = { address: '177.32.118.47', name: 'aluno.example' } as const

/** A folder that holds what somebody supplies, made when somebody first looks. */
export const publishedSite = (setup: WorldSetup, name: string): TreeEntry =>
  deferred(() => {
    const files = setup.sites.get(name)
    assert(files, `nobody supplies ${name}`)
    return files()
  })

/** `hub` names the site that Docker Hub publishes; the world's parameter `pulls` sets its limit for pulls without an account. */
export function buildInternet(setup: WorldSetup, hub = 'registry-1.docker.io'): Internet {
  const authority = publicAuthority(setup.clock.epochMs)
  const segment = new Segment('internet', setup.clock)
  const site = (name: string) => publishedSite(setup, name)
  const web = (names: readonly string[], sites: Readonly<Record<string, Readonly<Record<string, TreeEntry>>>>) =>
    webRole(sites, authority.identity(names))
  const mirrorList = (repository: string) => `http://mirror.ufscar.br/centos/7/${repository}/x86_64/\n`
  const servers: PublicServer[] = [
    {
      name: 'mirror.ufscar.br',
      address: '200.18.48.20',
      names: ['mirror.ufscar.br', 'mirror.centos.org'],
      speed: domestic,
      role: web(['mirror.ufscar.br'], { 'mirror.ufscar.br': { '/centos/7': site('mirror.ufscar.br/centos/7') } }),
    },
    {
      name: 'mirrorlist.centos.org',
      address: '85.236.43.108',
      names: ['mirrorlist.centos.org'],
      speed: abroad,
      role: web(['mirrorlist.centos.org'], {
        'mirrorlist.centos.org': Object.fromEntries(['os', 'updates', 'extras'].map((repository) => [`/repo=${repository}`, mirrorList(repository)])),
      }),
    },
    {
      name: 'download.docker.com',
      address: '18.239.83.104',
      names: ['download.docker.com'],
      speed: domestic,
      role: web(['download.docker.com'], { 'download.docker.com': { '/linux': site('download.docker.com/linux') } }),
    },
    {
      name: 'dl-cdn.alpinelinux.org',
      address: '151.101.250.132',
      names: ['dl-cdn.alpinelinux.org'],
      speed: domestic,
      role: web(['dl-cdn.alpinelinux.org'], { 'dl-cdn.alpinelinux.org': { '/alpine/v3.20': site('dl-cdn.alpinelinux.org/alpine/v3.20') } }),
    },
  ]
  servers.push({
    name: 'ftp.br.debian.org',
    address: '200.236.31.3',
    names: ['ftp.br.debian.org'],
    speed: domestic,
    role: web(['ftp.br.debian.org'], { 'ftp.br.debian.org': { '': site('ftp.br.debian.org') } }),
  })
  const ubuntu = ['archive.ubuntu.com', 'security.ubuntu.com']
  servers.push({
    name: 'archive.ubuntu.com',
    address: '185.125.190.81',
    names: ubuntu,
    speed: domestic,
    role: web(ubuntu, { 'archive.ubuntu.com': { '': site('archive.ubuntu.com') }, 'security.ubuntu.com': { '': symlink('archive.ubuntu.com') } }),
  })
  servers.push({
    name: 'registry-1.docker.io',
    address: '44.208.254.194',
    names: hubNames,
    speed: domestic,
    role: hubRole(site(hub), authority.identity(hubNames), setup.parameters.get('pulls')),
  })
  const names = new Map(servers.flatMap((server) => server.names.map((name) => [name, server.address] as const)))
  names.set(home.name, home.address)
  servers.unshift({
    name: 'ns.dns.br',
    address: NAMESERVER,
    names: ['ns.dns.br'],
    speed: domestic,
    role: { commands: ['/usr/sbin/named'], files: { '/etc/dns/zone': file(zoneText(names)) } },
  })
  const machines = servers.map((server, index) => publicMachine(setup, segment, server, index))
  for (const machine of machines) machine.powerOn()
  return { segment, machines, rootPem: authority.rootPem }
}

const macOf = (prefix: string, number: number): string =>
  `${prefix}:${[16, 8, 0].map((shift) => ((number >> shift) & 255).toString(16).padStart(2, '0')).join(':')}`

function publicMachine(setup: WorldSetup, segment: Segment, server: PublicServer, index: number): Machine {
  // Everybody is on one segment: the internet's own routers are not modelled, so every address is on-link.
  const interfaces: InterfaceConfig[] = [{ name: 'eth0', address: server.address, prefix: 0 }]
  const cards: CardSpec[] = [{ name: 'eth0', mac: macOf('52:54:00', 0x100 + index), segment, speed: server.speed }]
  return new Machine(
    {
      name: server.name,
      place: 'public',
      cpus: 8,
      memoryBytes: 32 * GIB,
      diskBytes: 2000 * GIB,
      system: publicSystem(interfaces, NAMESERVER, server.role, setup.clock.epochMs),
      cards,
    },
    setup,
  )
}

/**
 * A router at home: its inside segment with an address for itself and one that answers DNS, hidden behind one public address. Ports 8000 to 8999 of
 * that lead to `server`.
 */
export function homeRouter(
  setup: WorldSetup,
  internet: Internet,
  inside: Segment,
  addresses: { readonly gateway: string; readonly nameserver: string; readonly prefix: number; readonly server: string },
): Machine {
  const interfaces: InterfaceConfig[] = [
    { name: 'eth0', address: home.address, prefix: 0 },
    { name: 'eth1', address: addresses.gateway, prefix: addresses.prefix },
    { name: 'eth1', address: addresses.nameserver, prefix: addresses.prefix },
  ]
  const cards: CardSpec[] = [
    { name: 'eth0', mac: macOf('52:54:01', 1), segment: internet.segment, speed: homeLine },
    { name: 'eth1', mac: macOf('52:54:02', 1), segment: inside, speed: { bitsPerSecond: 1000 * MBIT, latencyMs: 0.1 } },
  ]
  const role: PublicRole = { commands: [], files: { '/etc/router': `eth0 ${addresses.nameserver} ${NAMESERVER} ${addresses.server}\n` } }
  const machine = new Machine(
    {
      name: 'router',
      place: 'public',
      cpus: 2,
      memoryBytes: GIB,
      diskBytes: GIB,
      system: publicSystem(interfaces, NAMESERVER, role, setup.clock.epochMs),
      cards,
    },
    setup,
  )
  machine.powerOn()
  return machine
}
