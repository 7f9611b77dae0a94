import { timeText } from '../../../base/go-time.ts'
import type { GoStruct } from '../../../base/go-value.ts'
import { humanSize } from '../../../base/units.ts'
import type { ImageSummary } from '../../api/image.ts'
import { familiarName, parseReference } from '../../api/reference.ts'
import type { RowSettings } from './container.ts'
import { ago, shortId } from './display.ts'
import { row } from './listing.ts'

/** Rows of `docker images` (formatter/image.go): one per tag, per digest where digests are wanted. */
export const imageHeader = {
  ID: 'IMAGE ID',
  Repository: 'REPOSITORY',
  Tag: 'TAG',
  Digest: 'DIGEST',
  CreatedSince: 'CREATED',
  CreatedAt: 'CREATED AT',
  Size: 'SIZE',
  Containers: 'CONTAINERS',
  VirtualSize: 'SIZE',
  SharedSize: 'SHARED SIZE',
  UniqueSize: 'UNIQUE SIZE',
}

const created = '{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}'
const table = `table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t${created}\\t{{.Size}}`
const digestTable = `table {{.Repository}}\\t{{.Tag}}\\t{{.Digest}}\\t{{.ID}}\\t${created}\\t{{.Size}}`

export function imageFormat(source: string, quiet: boolean, digests: boolean): string {
  if (source === 'raw') {
    if (quiet) return 'image_id: {{.ID}}'
    const digest = digests ? '\ndigest: {{.Digest}}' : ''
    return `repository: {{ .Repository }}\ntag: {{.Tag}}${digest}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n`
  }
  if (source === 'table') return quiet ? '{{.ID}}' : digests ? digestTable : table
  if (source.startsWith('table') && !quiet && digests && !source.includes('{{.Digest}}')) return `${source}\t{{.Digest}}`
  return source
}

const none = '<none>'

interface Place {
  readonly repository: string
  readonly tag: string
  readonly digest: string
}

export function imageRows(images: readonly ImageSummary[], settings: RowSettings & { readonly digests: boolean }): GoStruct[] {
  return images.flatMap((image) => places(image, settings.digests).map((place) => imageRow(image, place, settings)))
}

function places(image: ImageSummary, wantsDigests: boolean): readonly Place[] {
  const tags = grouped(image.RepoTags ?? [], (reference) => reference.tag)
  const digests = grouped(image.RepoDigests ?? [], (reference) => reference.digest)
  if (tags.size === 0 && digests.size === 0) return [{ repository: none, tag: none, digest: none }]
  const out: Place[] = []
  for (const [repository, names] of tags) {
    const known = wantsDigests ? (digests.get(repository) ?? []) : []
    digests.delete(repository)
    for (const tag of names) for (const digest of known.length > 0 ? known : [none]) out.push({ repository, tag, digest })
  }
  for (const [repository, known] of digests) for (const digest of wantsDigests ? known : [none]) out.push({ repository, tag: none, digest })
  return out
}

function grouped(references: readonly string[], pick: (reference: { tag?: string; digest?: string }) => string | undefined): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const text of references) {
    const reference = parseReference(text)
    if (!reference.ok) continue
    const value = pick(reference.value)
    if (value === undefined) continue
    const name = familiarName(reference.value)
    groups.set(name, [...(groups.get(name) ?? []), value])
  }
  return groups
}

function imageRow(image: ImageSummary, place: Place, { truncate, nowMs, zone }: RowSettings): GoStruct {
  const known = (size: number): string => (size === -1 ? 'N/A' : humanSize(size))
  const unique = image.SharedSize === -1 ? -1 : image.Size - image.SharedSize
  return row('*formatter.imageContext', {
    ID: truncate ? shortId(image.Id) : image.Id,
    Repository: place.repository,
    Tag: place.tag,
    Digest: place.digest,
    CreatedSince: image.Created === -62_135_596_800 ? '' : ago(image.Created, nowMs),
    CreatedAt: timeText({ seconds: image.Created, nanos: 0 }, zone),
    Size: humanSize(image.Size, 3),
    Containers: image.Containers === -1 ? 'N/A' : String(image.Containers),
    VirtualSize: humanSize(image.Size),
    SharedSize: known(image.SharedSize),
    UniqueSize: known(unique),
  })
}
