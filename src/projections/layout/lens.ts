import type { EntityKind, LinkKind } from '../scene/scene.ts'

/** A way of looking at the scene: which kinds of things and links it shows. What it hides is drawn as if its parent held its children. */
export type Lens = 'machine' | 'processes' | 'network' | 'storage'

export const lenses: readonly Lens[] = ['machine', 'processes', 'network', 'storage']

interface Shown {
  readonly kinds: ReadonlySet<EntityKind>
  readonly links: ReadonlySet<LinkKind>
}

const frame: readonly EntityKind[] = ['machine', 'hypervisor', 'vm', 'kernel', 'container', 'pod']

const shown: Readonly<Record<Lens, Shown>> = {
  machine: {
    kinds: new Set([...frame, 'internet', 'service', 'daemon', 'process', 'image-store', 'image', 'volume', 'port', 'network', 'object']),
    links: new Set(['cable', 'publishes', 'pulls', 'instance-of', 'mounts']),
  },
  processes: {
    kinds: new Set([...frame, 'daemon', 'process']),
    links: new Set(['child-of', 'talks-to']),
  },
  network: {
    kinds: new Set([...frame, 'internet', 'service', 'network-link', 'daemon', 'process', 'interface', 'bridge', 'rule', 'port', 'network']),
    links: new Set(['cable', 'veth', 'bridge-port', 'publishes', 'talks-to']),
  },
  storage: {
    kinds: new Set([...frame, 'internet', 'service', 'image-store', 'image', 'layer', 'writable-layer', 'volume']),
    links: new Set(['uses-layer', 'mounts', 'instance-of', 'pulls']),
  },
}

export function shows(lens: Lens, kind: EntityKind): boolean {
  return shown[lens].kinds.has(kind)
}

export function showsLink(lens: Lens, kind: LinkKind): boolean {
  return shown[lens].links.has(kind)
}
