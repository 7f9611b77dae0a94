import type { Filters } from '../../api/filters.ts'
import { labelsMatch } from '../../api/filters.ts'
import type { ImageSummary } from '../../api/image.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarName, familiarText } from '../../api/reference.ts'
import { unixMsOf } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { invalid } from '../errdefs.ts'
import { sortedMap } from '../go-json.ts'
import type { Image } from './image-store.ts'

/** GET /images/json (moby daemon/images/images.go). */
export interface ImageListOptions {
  /** Intermediate images too. */
  readonly all: boolean
  readonly filters: Filters
  /** Compute what is shared and who uses it: otherwise -1. */
  readonly shared: boolean
  readonly containers: boolean
}

const known = ['dangling', 'label', 'before', 'since', 'reference', 'until']

export function listImages(daemon: Daemon, options: ImageListOptions): readonly ImageSummary[] {
  const { filters } = options
  for (const name of filters.keys()) if (!known.includes(name)) throw invalid(`invalid filter '${name}'`)
  const dangling = danglingFilter(filters)
  const createdOf = (text: string) => createdMs(daemon.images.get(text))
  const before = filters.get('before')?.map(createdOf)
  const since = filters.get('since')?.map(createdOf)
  const found: (readonly [Image, ImageSummary])[] = []
  for (const image of daemon.images.store.images.values()) {
    const created = createdMs(image)
    if (before?.some((limit) => created >= limit) || since?.some((limit) => created <= limit)) continue
    if (!labelsMatch(filters, image.config.config?.Labels)) continue
    const references = daemon.images.references.of(image.id)
    const shown = filters.has('reference') ? references.filter((one) => referenceMatches(one, filters)) : references
    if (filters.has('reference') && shown.length === 0) continue
    const tagged = references.some((one) => one.tag !== undefined)
    if (dangling !== undefined && dangling === tagged) continue
    if (references.length === 0 && !options.all && daemon.images.store.children(image.id).length > 0) continue
    found.push([image, summary(daemon, image, shown, options)])
  }
  return found.sort(([a], [b]) => createdMs(b) - createdMs(a)).map(([, one]) => one)
}

function danglingFilter(filters: Filters): boolean | undefined {
  const [value] = filters.get('dangling') ?? []
  if (value === undefined) return undefined
  if (!['true', 'false', '1', '0'].includes(value)) throw invalid(`invalid filter 'dangling=[${value}]'`)
  return value === 'true' || value === '1'
}

const createdMs = (image: Image): number => (image.config.created === undefined ? 0 : unixMsOf(image.config.created))

function summary(daemon: Daemon, image: Image, references: readonly Reference[], options: ImageListOptions): ImageSummary {
  const tags = references.filter((one) => one.digest === undefined).map(familiarText)
  const digests = references.filter((one) => one.digest !== undefined).map(familiarText)
  const size = daemon.images.bytes(image)
  const labels = image.config.config?.Labels
  return {
    Containers: options.containers ? daemon.containers.all().filter((container) => container.image === image.id).length : -1,
    Created: Math.floor(createdMs(image) / 1000),
    Id: image.id,
    Labels: labels ? sortedMap(Object.entries(labels)) : null,
    ParentId: image.parent ?? '',
    RepoDigests: digests.length > 0 ? digests : null,
    RepoTags: tags.length > 0 ? tags : null,
    SharedSize: options.shared ? sharedBytes(daemon, image) : -1,
    Size: size,
  }
}

/** Bytes of the layers that other images have too. */
function sharedBytes(daemon: Daemon, image: Image): number {
  const users = new Map<string, number>()
  for (const other of daemon.images.store.images.values()) {
    for (const layer of daemon.images.layers.chain(daemon.images.top(other))) users.set(layer.chainId, (users.get(layer.chainId) ?? 0) + 1)
  }
  return daemon.images.layers
    .chain(daemon.images.top(image))
    .reduce((sum, layer) => ((users.get(layer.chainId) ?? 0) > 1 ? sum + layer.size : sum), 0)
}

/** Patterns against the whole name, with or without its tag (reference.FamiliarMatch). */
function referenceMatches(reference: Reference, filters: Filters): boolean {
  return (filters.get('reference') ?? []).some((pattern) => {
    const regex = globRegex(pattern)
    return regex.test(familiarText(reference)) || regex.test(familiarName(reference))
  })
}

/** path.Match: stars stop at slashes. */
function globRegex(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
  try {
    return new RegExp(`^${source}$`)
  } catch {
    throw invalid(`syntax error in pattern`)
  }
}
