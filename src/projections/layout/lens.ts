import type { EntityKind, LinkKind } from '../scene/scene.ts'

/** A way of looking at the scene: which kinds of things and links it shows. What it hides is drawn as if its parent held its children. */
export type Lens = 'machine' | 'processes' | 'containers' | 'network' | 'storage'

export const lenses: readonly Lens[] = ['machine', 'processes', 'containers', 'network', 'storage']

interface Shown {
  readonly kinds: ReadonlySet<EntityKind>
  readonly links: ReadonlySet<LinkKind>
}

const frame: readonly EntityKind[] = ['machine', 'hypervisor', 'vm', 'kernel', 'container', 'pod']

const shown: Readonly<Record<Lens, Shown>> = {
  machine: {
    kinds: new Set([...frame, 'internet', 'service', 'daemon', 'process', 'image-store', 'image', 'volume', 'port', 'object']),
    links: new Set(['cable', 'publishes', 'pulls', 'instance-of', 'mounts']),
  },
  processes: {
    kinds: new Set([...frame, 'daemon', 'process']),
    links: new Set(['child-of', 'talks-to']),
  },
  // Containers, networks and volumes as one graph.
  containers: {
    kinds: new Set(['machine', 'hypervisor', 'vm', 'container', 'pod', 'published', 'network', 'volume', 'bind']),
    links: new Set(['joins', 'links-to', 'mounts']),
  },
  network: {
    kinds: new Set([...frame, 'internet', 'service', 'network-link', 'daemon', 'process', 'interface', 'bridge', 'rule', 'port']),
    links: new Set(['cable', 'veth', 'bridge-port', 'publishes', 'talks-to']),
  },
  storage: {
    // What stands on what is seen by where it is drawn.
    kinds: new Set([
      'machine',
      'hypervisor',
      'vm',
      'container',
      'pod',
      'image',
      'layer',
      'writable-layer',
      'created',
      'copied-up',
      'whiteout',
      'volume',
      'bind',
    ]),
    links: new Set(['mounts', 'pulls']),
  },
}

export function shows(lens: Lens, kind: EntityKind): boolean {
  return shown[lens].kinds.has(kind)
}

export function showsLink(lens: Lens, kind: LinkKind): boolean {
  return shown[lens].links.has(kind)
}
