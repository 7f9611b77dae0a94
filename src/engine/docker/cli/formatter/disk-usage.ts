import { msOfTime, parseGoTime, timeText } from '../../../base/go-time.ts'
import type { GoStruct } from '../../../base/go-value.ts'
import { humanDuration, humanSize } from '../../../base/units.ts'
import type { BuildCacheRecord } from '../../api/build.ts'
import { familiarName, parseReference } from '../../api/reference.ts'
import type { DiskUsage } from '../../api/system.ts'
import { containerHeader, containerRow, type RowSettings } from './container.ts'
import { shortId } from './display.ts'
import { imageHeader, imageRows } from './image.ts'
import { finalFormat, parseFormat, renderListing, row } from './listing.ts'
import { volumeHeader, volumeRow } from './volume.ts'

/** Models `docker system df` (formatter/disk_usage.go). */
const summaryTable = 'table {{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}'
const summaryRaw = 'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n'
const summaryHeader = { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' }

export function diskUsageText(usage: DiskUsage, format: string): string {
  const source = format === 'table' ? summaryTable : format === 'raw' ? summaryRaw : format
  return renderListing(source, { header: summaryHeader, rows: [images(usage), containers(usage), volumes(usage), buildCache(usage)] })
}

function summary(type: string, total: number, active: number, size: number, reclaimable: number): GoStruct {
  const share = size > 0 ? ` (${Math.trunc((reclaimable * 100) / size)}%)` : ''
  return row(`*formatter.diskUsage${type.replaceAll(' ', '')}Context`, {
    Type: type,
    TotalCount: String(total),
    Active: String(active),
    Size: humanSize(size),
    Reclaimable: humanSize(reclaimable) + share,
  })
}

function images({ Images, LayersSize }: DiskUsage): GoStruct {
  const list = Images ?? []
  const used = list
    .filter((image) => image.Containers !== 0 && image.Size !== -1 && image.SharedSize !== -1)
    .reduce((sum, image) => sum + image.Size - image.SharedSize, 0)
  return summary('Images', list.length, list.filter((image) => image.Containers > 0).length, LayersSize, LayersSize - used)
}

function containers({ Containers }: DiskUsage): GoStruct {
  const list = Containers ?? []
  const active = list.filter((container) => ['running', 'paused', 'restarting'].includes(container.State))
  const size = (some: readonly { readonly SizeRw?: number }[]) => some.reduce((sum, { SizeRw }) => sum + (SizeRw ?? 0), 0)
  return summary('Containers', list.length, active.length, size(list), size(list) - size(active))
}

function volumes({ Volumes }: DiskUsage): GoStruct {
  const list = (Volumes ?? []).map((volume) => volume.UsageData ?? { RefCount: 0, Size: 0 })
  const sized = list.filter((usage) => usage.Size !== -1)
  const free = sized.filter((usage) => usage.RefCount === 0)
  const size = (some: readonly { readonly Size: number }[]) => some.reduce((sum, { Size }) => sum + Size, 0)
  return summary('Local Volumes', list.length, list.filter((usage) => usage.RefCount > 0).length, size(sized), size(free))
}

const builderSize = (records: readonly BuildCacheRecord[]): number =>
  records.filter((record) => !record.Shared).reduce((sum, { Size }) => sum + Size, 0)

function buildCache({ BuildCache }: DiskUsage): GoStruct {
  const list = BuildCache ?? []
  const inUse = list.filter((record) => record.InUse && !record.Shared).reduce((sum, { Size }) => sum + Size, 0)
  const size = builderSize(list)
  const { fields } = summary('Build Cache', list.length, list.filter((record) => record.InUse).length, size, size - inUse)
  return row('*formatter.diskUsageBuilderContext', { ...Object.fromEntries(fields), Reclaimable: humanSize(size - inUse) })
}

const imageTable = 'table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.CreatedSince}}\\t{{.Size}}\\t{{.SharedSize}}\\t{{.UniqueSize}}\\t{{.Containers}}'
const containerTable = 'table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.LocalVolumes}}\\t{{.Size}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Names}}'
const volumeTable = 'table {{.Name}}\\t{{.Links}}\\t{{.Size}}'
const cacheTable = 'table {{.ID}}\\t{{.CacheType}}\\t{{.Size}}\\t{{.CreatedSince}}\\t{{.LastUsedSince}}\\t{{.UsageCount}}\\t{{.Shared}}'
const cacheHeader = {
  ID: 'CACHE ID',
  Parent: 'PARENT',
  CacheType: 'CACHE TYPE',
  Size: 'SIZE',
  CreatedSince: 'CREATED',
  LastUsedSince: 'LAST USED',
  UsageCount: 'USAGE',
  InUse: 'IN USE',
  Shared: 'SHARED',
  Description: 'DESCRIPTION',
}

/** `docker system df -v`. */
export function verboseDiskUsageText(usage: DiskUsage, format: string, settings: Omit<RowSettings, 'truncate'>): string {
  const table = format === 'table'
  const rows = { ...settings, truncate: table, digests: false }
  const imageItems = (usage.Images ?? []).flatMap((image) => imageRows([firstTagOnly(image)], rows).slice(0, 1))
  const containerItems = (usage.Containers ?? []).map((container) => containerRow({ ...container, SizeRootFs: 0 }, rows))
  const volumeItems = (usage.Volumes ?? []).map(volumeRow)
  const records = [...(usage.BuildCache ?? [])].sort((a, b) => compareUse(a, b))
  const cacheItems = records.map((record) => cacheRow(record, rows))
  if (!table) {
    const data = row('*formatter.diskUsageContext', { Images: imageItems, Containers: containerItems, Volumes: volumeItems, BuildCache: cacheItems })
    const result = parseFormat(finalFormat(format)).execute(data)
    return result.ok ? result.value : ''
  }
  return [
    `Images space usage:\n\n${renderListing(imageTable, { header: imageHeader, rows: imageItems })}`,
    `\nContainers space usage:\n\n${renderListing(containerTable, { header: containerHeader, rows: containerItems })}`,
    `\nLocal Volumes space usage:\n\n${renderListing(volumeTable, { header: volumeHeader, rows: volumeItems })}`,
    `\nBuild cache usage: ${humanSize(builderSize(records))}\n\n${renderListing(cacheTable, { header: cacheHeader, rows: cacheItems })}`,
  ].join('')
}

function firstTagOnly<T extends { readonly RepoTags: readonly string[] | null; readonly RepoDigests: readonly string[] | null }>(image: T): T {
  const first = image.RepoTags?.[0]
  const reference = first === undefined ? undefined : parseReference(first)
  return { ...image, RepoTags: reference?.ok && familiarName(reference.value) ? [first as string] : [], RepoDigests: [] }
}

const compareUse = (a: BuildCacheRecord, b: BuildCacheRecord): number =>
  (a.LastUsedAt ?? '') === (b.LastUsedAt ?? '') ? (a.ID < b.ID ? -1 : 1) : (a.LastUsedAt ?? '') < (b.LastUsedAt ?? '') ? -1 : 1

function cacheRow(record: BuildCacheRecord, settings: RowSettings): GoStruct {
  const since = (text: string | null): string => {
    const time = text === null ? undefined : parseGoTime(text)
    return time ? `${humanDuration(settings.nowMs - msOfTime(time))} ago` : ''
  }
  const at = (text: string | null): string => {
    const time = text === null ? undefined : parseGoTime(text)
    return time ? timeText(time) : ''
  }
  const parents = (record.Parents ?? []).join(', ')
  return row('*formatter.buildCacheContext', {
    ID: (settings.truncate ? shortId(record.ID) : record.ID) + (record.InUse ? '*' : ''),
    Parent: settings.truncate ? shortId(parents) : parents,
    CacheType: record.Type,
    Description: record.Description,
    Size: humanSize(record.Size, 3),
    CreatedAt: at(record.CreatedAt),
    CreatedSince: since(record.CreatedAt),
    LastUsedAt: at(record.LastUsedAt),
    LastUsedSince: since(record.LastUsedAt),
    UsageCount: String(record.UsageCount),
    InUse: String(record.InUse),
    Shared: String(record.Shared),
  })
}
