import { goQuote } from '../../../base/go-quote.ts'
import { timeText } from '../../../base/go-time.ts'
import type { GoStruct } from '../../../base/go-value.ts'
import type { TimeZone } from '../../../base/time-zone.ts'
import { humanSize } from '../../../base/units.ts'
import type { ContainerSummary } from '../../api/container.ts'
import { familiarName, familiarText, parseReference } from '../../api/reference.ts'
import { ago, ellipsis, labelsText, shortId } from './display.ts'
import { row, textMethod } from './listing.ts'
import { portsText } from './ports.ts'

/** Rows of `docker ps` (formatter/container.go). */
export const containerHeader = {
  ID: 'CONTAINER ID',
  Names: 'NAMES',
  Image: 'IMAGE',
  Command: 'COMMAND',
  CreatedAt: 'CREATED AT',
  RunningFor: 'CREATED',
  Ports: 'PORTS',
  State: 'STATE',
  Status: 'STATUS',
  Size: 'SIZE',
  Labels: 'LABELS',
  Mounts: 'MOUNTS',
  LocalVolumes: 'LOCAL VOLUMES',
  Networks: 'NETWORKS',
  Platform: 'PLATFORM',
}

const table = 'table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}'
const raw = [
  'container_id: {{.ID}}',
  'image: {{.Image}}',
  'command: {{.Command}}',
  'created_at: {{.CreatedAt}}',
  'state: {{- pad .State 1 0}}',
  'status: {{- pad .Status 1 0}}',
  'names: {{.Names}}',
  'labels: {{- pad .Labels 1 0}}',
  'ports: {{- pad .Ports 1 0}}',
  '',
].join('\n')

export function containerFormat(source: string, quiet: boolean, size: boolean): string {
  if (source === 'raw') return quiet ? 'container_id: {{.ID}}' : raw + (size ? 'size: {{.Size}}\\n' : '')
  if (quiet) return '{{.ID}}'
  if (source === 'table' || source === '') return table + (size ? '\\t{{.Size}}' : '')
  return source
}

export interface RowSettings {
  readonly truncate: boolean
  readonly nowMs: number
  readonly zone: TimeZone
  /** 28 has `.Platform`. */
  readonly platform?: boolean
  /** 26 and before write `:::80`, not `[::]:80`. */
  readonly bareAddresses?: boolean
}

export function containerRow(container: ContainerSummary, settings: RowSettings): GoStruct {
  const { truncate, nowMs, zone } = settings
  return row('*formatter.ContainerContext', {
    ID: truncate ? shortId(container.Id) : container.Id,
    Names: namesText(container.Names, truncate),
    Image: imageText(container, truncate),
    Command: goQuote(truncate ? ellipsis(container.Command, 20) : container.Command),
    CreatedAt: timeText({ seconds: container.Created, nanos: 0 }, zone),
    RunningFor: ago(container.Created, nowMs),
    Ports: portsText(container.Ports, settings.bareAddresses),
    State: container.State,
    Status: container.Status,
    Size: sizeText(container),
    Labels: labelsText(container.Labels),
    Label: textMethod((name) => container.Labels?.[name] ?? ''),
    Mounts: container.Mounts.map((mount) => (truncate ? ellipsis(mount.Name || mount.Source, 15) : mount.Name || mount.Source)).join(','),
    LocalVolumes: String(container.Mounts.filter((mount) => mount.Driver === 'local').length),
    Networks: Object.keys(container.NetworkSettings?.Networks ?? {}).join(','),
    ...(settings.platform && { Platform: platformText(container) }),
  })
}

function platformText(container: ContainerSummary): string | null {
  const platform = container.ImageManifestDescriptor?.platform
  return platform ? `${platform.os}/${platform.architecture}${platform.variant ? `/${platform.variant}` : ''}` : null
}

/** Names without their slash; names that come from links only with --no-trunc. */
function namesText(names: readonly string[], truncate: boolean): string {
  const plain = names.map((name) => name.slice(1))
  const own = truncate ? plain.find((name) => !name.includes('/')) : undefined
  return own ?? plain.join(',')
}

function imageText(container: ContainerSummary, truncate: boolean): string {
  if (container.Image === '') return '<no image>'
  if (!truncate) return container.Image
  const short = shortId(container.ImageID)
  if (short === shortId(container.Image)) return short
  const reference = parseReference(container.Image)
  if (!reference.ok) return container.Image
  const { digest: _, ...named } = reference.value
  return named.tag === undefined ? familiarName(named) : familiarText(named)
}

export function sizeText(container: ContainerSummary): string {
  const own = humanSize(container.SizeRw ?? 0, 3)
  return (container.SizeRootFs ?? 0) > 0 ? `${own} (virtual ${humanSize(container.SizeRootFs ?? 0, 3)})` : own
}
