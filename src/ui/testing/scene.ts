/** A scene for working on the drawing without an engine: the workshop at its end. Development and tests only; the page never loads it. */
import type { Entity, EntityKind, Link, LinkKind, Scene, SceneDiff } from '../../projections/scene/scene.ts'

type Extra = Partial<Pick<Entity, 'sublabel' | 'state' | 'changedMs' | 'facts'>>

class SceneBuilder {
  readonly entities = new Map<string, Entity>()
  readonly links = new Map<string, Link>()
  private order = 0

  add(kind: EntityKind, id: string, parent: string | undefined, label: string, extra: Extra = {}): string {
    const key = `${kind}:${id}`
    this.entities.set(key, { id: key, kind, parent, order: this.order++, label, facts: {}, changedMs: 0, ...extra })
    return key
  }

  link(kind: LinkKind, from: string, to: string, label?: string): void {
    const id = `${kind}/${from}/${to}`
    this.links.set(id, { id, kind, from, to, ...(label !== undefined && { label }) })
  }

  scene(atMs: number): Scene {
    return { atMs, entities: this.entities, links: this.links }
  }
}

/** The whole of a scene as one diff from nothing. */
export function sceneDiff(scene: Scene): SceneDiff {
  return {
    fromMs: 0,
    toMs: scene.atMs,
    entities: [...scene.entities.values()].map((after) => ({ before: undefined, after })),
    links: [...scene.links.values()].map((after) => ({ before: undefined, after })),
  }
}

export function workshopScene(): Scene {
  const make = new SceneBuilder()
  const internet = make.add('internet', 'internet', undefined, 'Internet')
  const hub = make.add('service', 'hub', internet, 'registry-1.docker.io', {
    sublabel: 'Docker Hub',
    facts: { address: '44.208.254.194', port: 443 },
  })
  make.add('service', 'mirror', internet, 'mirror.centos.org', { sublabel: 'yum' })
  make.add('service', 'download', internet, 'download.docker.com', { sublabel: 'docker-ce' })
  const laptop = make.add('machine', 'laptop', undefined, 'notebook', {
    sublabel: '4 CPU · 16 GB',
    state: 'running',
    facts: { cpus: 4, memoryBytes: 16e9 },
  })
  const hypervisor = make.add('hypervisor', 'laptop', laptop, 'VirtualBox', { sublabel: 'hosted', state: 'running' })
  const vm = make.add('vm', 'matrix-01', hypervisor, 'matrix-01', {
    sublabel: 'CentOS 7 · 2 CPU · 2 GB',
    state: 'running',
    facts: { hostname: 'matrix-01', os: 'CentOS Linux 7 (Core)', cpus: 2, memoryBytes: 2e9, diskBytes: 6.1e9, startMs: 34_000 },
  })
  const kernel = make.add('kernel', 'matrix-01', vm, 'Linux 3.10.0-1160.el7', {
    sublabel: '6 namespaces · cgroups',
    facts: { release: '3.10.0-1160.el7.x86_64' },
  })
  const store = make.add('image-store', 'matrix-01', vm, 'images', { sublabel: '/var/lib/docker' })
  const own = make.add('image', 'matrix-01/meu-apache', store, 'meu-apache:latest', { sublabel: '148 MB', changedMs: 400_000 })
  const httpd = make.add('image', 'matrix-01/httpd', store, 'httpd:2.4', { sublabel: '148 MB' })
  make.add('layer', 'matrix-01/l5', own, 'COPY public-html', { sublabel: '61 B', changedMs: 400_000 })
  for (const [index, name, size] of [
    [4, 'httpd-foreground', '138 B'],
    [3, 'httpd build', '60.4 MB'],
    [2, 'apt-get libs', '4.2 MB'],
    [1, 'debian rootfs', '74.8 MB'],
  ] as const)
    make.add('layer', `matrix-01/l${index}`, httpd, name, { sublabel: size })
  make.link('uses-layer', own, httpd)
  const container = make.add('container', 'matrix-01/3f2a9c51d0e7', vm, 'meu-primeiro-container', {
    sublabel: '172.17.0.2',
    state: 'running',
    changedMs: 460_000,
    facts: {
      id: '3f2a9c51d0e7',
      image: 'meu-apache',
      ip: '172.17.0.2',
      memoryBytes: 11e6,
      diskBytes: 2048,
      startMs: 410,
      command: 'httpd-foreground',
    },
  })
  make.add('writable-layer', 'matrix-01/3f2a', container, 'writable', { sublabel: '2 KB', changedMs: 460_000 })
  const apache = make.add('process', 'matrix-01/4127', container, 'httpd', {
    sublabel: '1 → 4127',
    changedMs: 460_000,
    facts: { pid: 4127, ppid: 4101, user: 'root', comm: 'httpd' },
  })
  for (const [inner, outer] of [
    [8, 4135],
    [9, 4136],
    [10, 4137],
  ]) {
    const worker = make.add('process', `matrix-01/${outer}`, container, 'httpd', {
      sublabel: `${inner} → ${outer}`,
      changedMs: 460_100,
      facts: { pid: outer ?? 0 },
    })
    make.link('child-of', worker, apache)
  }
  const eth = make.add('interface', 'matrix-01/c/eth0', container, 'eth0', { sublabel: '172.17.0.2/16', changedMs: 460_000 })
  make.link('instance-of', container, own)
  const other = make.add('container', 'matrix-01/77aa', vm, 'hello', {
    sublabel: 'hello-world',
    state: 'stopped',
    facts: { id: '77aa', exitCode: 0 },
  })
  make.add('writable-layer', 'matrix-01/77aa', other, 'writable', { sublabel: '0 B' })
  for (const [pid, name] of [
    [1, 'systemd'],
    [612, 'systemd-journald'],
    [688, 'NetworkManager'],
    [1198, 'containerd'],
    [1210, 'dockerd'],
    [4089, 'docker-proxy'],
    [4101, 'containerd-shim'],
  ] as const)
    make.add('daemon', `matrix-01/${pid}`, kernel, name, { sublabel: String(pid), facts: { pid }, changedMs: pid > 4000 ? 460_000 : 0 })
  make.add('process', 'matrix-01/1502', kernel, 'bash', { sublabel: '1502', facts: { pid: 1502 } })
  const curl = make.add('process', 'matrix-01/4200', kernel, 'curl localhost:8080', { sublabel: '4200', facts: { pid: 4200 }, changedMs: 470_000 })
  make.add('interface', 'matrix-01/lo', kernel, 'lo', { sublabel: '127.0.0.1/8' })
  const uplink = make.add('interface', 'matrix-01/eth0', kernel, 'eth0', { sublabel: '10.0.2.15/24' })
  const bridge = make.add('bridge', 'matrix-01/docker0', kernel, 'docker0', { sublabel: '172.17.0.1/16' })
  const veth = make.add('interface', 'matrix-01/veth9c1e', kernel, 'veth9c1e', { changedMs: 460_000 })
  const rule = make.add('rule', 'matrix-01/nat8080', kernel, 'DNAT dpt:8080 → 172.17.0.2:80', { changedMs: 460_000 })
  const port = make.add('port', 'matrix-01/8080', vm, '8080 → 80', { sublabel: 'tcp', changedMs: 460_000, facts: { port: 8080, protocol: 'tcp' } })
  make.add('volume', 'matrix-01/dados', vm, 'dados', { sublabel: '12 KB' })
  make.link('veth', veth, eth)
  make.link('bridge-port', veth, bridge)
  make.link('publishes', port, rule)
  make.link('publishes', rule, container)
  make.link('talks-to', curl, port)
  make.link('cable', uplink, internet)
  make.link('pulls', store, hub, 'httpd:2.4')
  return make.scene(470_000)
}

/** Many containers on several hosts: how the drawing bears a crowd. */
export function crowdedScene(hosts: number, containersEach: number): Scene {
  const make = new SceneBuilder()
  make.add('internet', 'internet', undefined, 'Internet')
  for (let host = 0; host < hosts; host++) {
    const machine = make.add('machine', `node-${host}`, undefined, `node-${host}`, { sublabel: '8 CPU', state: 'running' })
    const kernel = make.add('kernel', `node-${host}`, machine, 'Linux 6.1', {})
    make.add('daemon', `node-${host}/1`, kernel, 'dockerd', { sublabel: '812' })
    for (let index = 0; index < containersEach; index++) {
      const container = make.add('container', `node-${host}/${index}`, machine, `web-${index}`, {
        sublabel: `10.0.${host}.${index}`,
        state: 'running',
      })
      make.add('process', `node-${host}/${1000 + index}`, container, 'nginx', { sublabel: String(1000 + index) })
    }
  }
  return make.scene(10_000)
}
