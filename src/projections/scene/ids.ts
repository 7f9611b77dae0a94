/** The scene's ids, made in one place so that facts and inputs can name what is drawn. */
import type { EntityId } from './scene.ts'

export const internetId: EntityId = 'internet:'

export const sceneId = {
  service: (machine: string): EntityId => `service:${machine}`,
  machine: (machine: string): EntityId => `machine:${machine}`,
  hypervisor: (machine: string, product: string): EntityId => `hypervisor:${machine}/${product}`,
  vm: (machine: string): EntityId => `vm:${machine}`,
  kernel: (host: string): EntityId => `kernel:${host}`,
  process: (host: string, pid: number): EntityId => `process:${host}/${pid}`,
  interface: (host: string, netns: number, device: string): EntityId => `interface:${host}/${netns}/${device}`,
  rule: (host: string, netns: number, table: string, chain: string, number: number): EntityId => `rule:${host}/${netns}/${table}/${chain}/${number}`,
  port: (host: string, netns: number, protocol: string, port: number): EntityId => `port:${host}/${netns}/${protocol}/${port}`,
  imageStore: (host: string): EntityId => `image-store:${host}`,
  image: (host: string, id: string): EntityId => `image:${host}/${id}`,
  layer: (host: string, chain: string): EntityId => `layer:${host}/${chain}`,
  container: (host: string, id: string): EntityId => `container:${host}/${id}`,
  writableLayer: (host: string, id: string): EntityId => `writable-layer:${host}/${id}`,
  network: (host: string, id: string): EntityId => `network:${host}/${id}`,
  published: (host: string, container: string, port: string): EntityId => `published:${host}/${container}/${port}`,
  change: (host: string, container: string, path: string): EntityId => `change:${host}/${container}${path}`,
  bind: (host: string, path: string): EntityId => `bind:${host}${path}`,
  volume: (host: string, name: string): EntityId => `volume:${host}/${name}`,
}

/** The host, kind and rest of an id: `process:matrix-01/4101` is of `matrix-01`. */
export function partsOf(id: EntityId): { readonly kind: string; readonly host: string; readonly rest: readonly string[] } {
  const colon = id.indexOf(':')
  const [host = '', ...rest] = id.slice(colon + 1).split('/')
  return { kind: id.slice(0, colon), host, rest }
}
