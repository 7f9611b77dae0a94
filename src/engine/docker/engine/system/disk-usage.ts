import type { Sys } from '../../../linux/kernel/calls.ts'
import { noFilters } from '../../api/filters.ts'
import type { DiskUsage } from '../../api/system.ts'
import type { Volume } from '../../api/volume.ts'
import { listContainers } from '../container/list.ts'
import type { Daemon } from '../daemon.ts'
import { listImages } from '../image/list.ts'

/** GET /system/df (moby daemon/disk_usage.go). */
export function* diskUsage(daemon: Daemon, types: readonly string[]): Sys<DiskUsage> {
  const wanted = (type: string) => types.length === 0 || types.includes(type)
  const layers = [...daemon.images.layers.layers.values()]
  return {
    LayersSize: wanted('image') ? layers.reduce((sum, layer) => sum + layer.size, 0) : 0,
    Images: wanted('image') ? listImages(daemon, { all: false, filters: noFilters, shared: true, containers: true }) : null,
    Containers: wanted('container') ? yield* listContainers(daemon, { all: true, limit: 0, size: true, filters: noFilters }) : null,
    Volumes: wanted('volume') ? yield* volumeUsage(daemon) : null,
    BuildCache: wanted('build-cache') ? daemon.buildRecords(inImages(daemon)) : null,
  }
}

export function* volumeUsage(daemon: Daemon): Sys<readonly Volume[]> {
  const out: Volume[] = []
  for (const volume of daemon.volumes.byName.values()) {
    out.push({ ...volume.toJson(), UsageData: { RefCount: volume.users.size, Size: yield* daemon.volumes.bytes(volume) } })
  }
  return out
}

function inImages(daemon: Daemon): (chainId: string) => boolean {
  const used = new Set<string>()
  for (const image of daemon.images.store.images.values())
    for (const layer of daemon.images.layers.chain(daemon.images.top(image))) used.add(layer.chainId)
  return (chainId) => used.has(chainId)
}
