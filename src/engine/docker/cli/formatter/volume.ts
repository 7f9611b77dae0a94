import type { GoStruct } from '../../../base/go-value.ts'
import { humanSize } from '../../../base/units.ts'
import type { Volume } from '../../api/volume.ts'
import { labelsText } from './display.ts'
import { row, textMethod } from './listing.ts'

/** Rows of `docker volume ls`. */
export const volumeHeader = {
  Name: 'VOLUME NAME',
  Driver: 'DRIVER',
  Scope: 'SCOPE',
  Availability: 'AVAILABILITY',
  Mountpoint: 'MOUNTPOINT',
  Labels: 'LABELS',
  Links: 'LINKS',
  Size: 'SIZE',
  Group: 'GROUP',
  Status: 'STATUS',
}

export function volumeFormat(source: string, quiet: boolean): string {
  if (source === 'raw') return quiet ? 'name: {{.Name}}' : 'name: {{.Name}}\\ndriver: {{.Driver}}\\n'
  if (source === 'table') return quiet ? '{{.Name}}' : 'table {{.Driver}}\\t{{.Name}}'
  return source
}

export function volumeRow(volume: Volume): GoStruct {
  return row('*formatter.volumeContext', {
    Name: volume.Name,
    Driver: volume.Driver,
    Scope: volume.Scope,
    Mountpoint: volume.Mountpoint,
    Labels: labelsText(volume.Labels),
    Label: textMethod((name) => volume.Labels?.[name] ?? ''),
    Links: volume.UsageData ? String(volume.UsageData.RefCount) : 'N/A',
    Size: volume.UsageData ? humanSize(volume.UsageData.Size) : 'N/A',
    Group: 'N/A',
    Availability: 'N/A',
    Status: 'N/A',
  })
}
