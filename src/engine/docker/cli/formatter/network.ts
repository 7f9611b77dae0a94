import { parseGoTime, timeText } from '../../../base/go-time.ts'
import type { GoStruct } from '../../../base/go-value.ts'
import type { NetworkResource } from '../../api/network.ts'
import { labelsText, shortId } from './display.ts'
import { row, textMethod } from './listing.ts'

/** Rows of `docker network ls`. */
export const networkHeader = {
  ID: 'NETWORK ID',
  Name: 'NAME',
  Driver: 'DRIVER',
  Scope: 'SCOPE',
  IPv4: 'IPV4',
  IPv6: 'IPV6',
  Internal: 'INTERNAL',
  Labels: 'LABELS',
  CreatedAt: 'CREATED AT',
}

export function networkFormat(source: string, quiet: boolean): string {
  if (source === 'raw') return quiet ? 'network_id: {{.ID}}' : 'network_id: {{.ID}}\\nname: {{.Name}}\\ndriver: {{.Driver}}\\nscope: {{.Scope}}\\n'
  if (source === 'table') return quiet ? '{{.ID}}' : 'table {{.ID}}\\t{{.Name}}\\t{{.Driver}}\\t{{.Scope}}'
  return source
}

export function networkRow(network: NetworkResource, truncate: boolean): GoStruct {
  const created = parseGoTime(network.Created)
  return row('*network.networkContext', {
    ID: truncate ? shortId(network.Id) : network.Id,
    Name: network.Name,
    Driver: network.Driver,
    Scope: network.Scope,
    IPv4: String(network.EnableIPv4 ?? true),
    IPv6: String(network.EnableIPv6),
    Internal: String(network.Internal),
    Labels: labelsText(network.Labels),
    Label: textMethod((name) => network.Labels?.[name] ?? ''),
    CreatedAt: created ? timeText(created) : network.Created,
  })
}
