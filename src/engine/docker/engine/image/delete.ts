import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Filters } from '../../api/filters.ts'
import { labelsMatch } from '../../api/filters.ts'
import type { ImageDeleteItem, ImagesPruneReport } from '../../api/image.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarName, familiarText, parseReference, withDefaultTag } from '../../api/reference.ts'
import { unixMsOf } from '../clock.ts'
import type { Container } from '../container/container.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, invalid } from '../errdefs.ts'
import { shortId } from '../ids.ts'
import { pruneBefore } from '../prune-until.ts'
import type { Image } from './image-store.ts'

/** DELETE /images/{name} and POST /images/prune (moby daemon/images/image_delete.go). */
export interface DeleteOptions {
  readonly force: boolean
  /** Untagged parents go too. */
  readonly prune: boolean
}

export function* deleteImage(daemon: Daemon, text: string, options: DeleteOptions): Sys<readonly ImageDeleteItem[]> {
  const image = daemon.images.get(text)
  const records: ImageDeleteItem[] = []
  const references = daemon.images.references.of(image.id)
  const named = parseReference(text)
  const byId = !named.ok || daemon.images.references.get(withDefaultTag(named.value)) === undefined
  if (!byId) {
    if (yield* untagByName(daemon, image, text, references, options.force, records)) return records
    yield* deleteHelper(daemon, image, records, { ...options, quiet: true })
    return records
  }
  if (references.length > 0 && singleRepository(references)) {
    if (!options.force) refuseWhileUsed(daemon, image, false)
    for (const reference of references) yield* untag(daemon, image, reference, records)
  }
  yield* deleteHelper(daemon, image, records, { ...options, quiet: false })
  return records
}

/** Removes one name, and the digests of its repository with the last tag; true when others remain. */
function* untagByName(
  daemon: Daemon,
  image: Image,
  text: string,
  references: readonly Reference[],
  force: boolean,
  records: ImageDeleteItem[],
): Sys<boolean> {
  const parsed = parseReference(text)
  if (!parsed.ok) throw invalid(parsed.error)
  const reference = withDefaultTag(parsed.value)
  if (!force && singleRepository(references)) {
    const user = daemon.containers.all().find((container) => container.image === image.id)
    if (user) {
      throw conflict(
        `conflict: unable to remove repository reference ${JSON.stringify(text)} (must force) - container ${shortId(user.id)} is using its referenced image ${shortId(image.id)}`,
      )
    }
  }
  yield* untag(daemon, image, reference, records)
  let rest = daemon.images.references.of(image.id)
  const own = rest.filter((one) => familiarName(one) === familiarName(reference))
  if (reference.digest === undefined && own.every((one) => one.digest !== undefined)) {
    for (const one of own) yield* untag(daemon, image, one, records)
    rest = daemon.images.references.of(image.id)
  }
  return rest.length > 0
}

/** At most one tag, and nothing outside its repository. */
function singleRepository(references: readonly Reference[]): boolean {
  const tags = references.filter((one) => one.digest === undefined)
  return tags.length <= 1 && new Set(references.map(familiarName)).size <= 1
}

function* untag(daemon: Daemon, image: Image, reference: Reference, records: ImageDeleteItem[]): Sys<void> {
  if (!(yield* daemon.images.references.delete(reference))) return
  records.push({ Untagged: familiarText(reference) })
  yield* logImageEvent(daemon, image, 'untag', image.id)
}

export function* logImageEvent(daemon: Daemon, image: Image, action: string, shown: string): Sys<void> {
  yield* daemon.events.log('image', action, image.id, { ...(image.config.config?.Labels ?? {}), name: shown })
}

interface HelperOptions extends DeleteOptions {
  /** A conflict only ends it: a name was removed already. */
  readonly quiet: boolean
}

function* deleteHelper(daemon: Daemon, image: Image, records: ImageDeleteItem[], options: HelperOptions): Sys<void> {
  const problem = conflictOf(daemon, image, options.force)
  if (problem !== undefined) {
    if (options.quiet) return
    throw conflict(problem)
  }
  for (const reference of daemon.images.references.of(image.id)) yield* untag(daemon, image, reference, records)
  const top = daemon.images.top(image)
  yield* daemon.images.store.delete(image.id)
  yield* logImageEvent(daemon, image, 'delete', image.id)
  records.push({ Deleted: image.id })
  yield* sys.record({ kind: 'image.removed', data: { image: image.id } })
  yield* releaseLayers(daemon, top, records)
  const parent = image.parent === undefined ? undefined : daemon.images.store.images.get(image.parent)
  if (options.prune && parent) yield* deleteHelper(daemon, parent, records, { ...options, force: false, quiet: true })
}

/** Layers that no image, container, other layer or build cache needs. */
function* releaseLayers(daemon: Daemon, top: string | undefined, records: ImageDeleteItem[]): Sys<void> {
  const { layers } = daemon.images
  const kept = daemon.buildLayers()
  for (let at = top; at !== undefined; ) {
    const id = at
    const layer = layers.layers.get(id)
    const usedByImage = [...daemon.images.store.images.values()].some((image) => daemon.images.top(image) === id)
    const usedByLayer = [...layers.layers.values()].some((other) => other.parent === id)
    const usedByContainer = [...layers.writable.values()].some((writable) => writable.parent === id)
    if (!layer || usedByImage || usedByLayer || usedByContainer || kept.has(id)) return
    yield* layers.remove(id)
    records.push({ Deleted: id })
    at = layer.parent
  }
}

function conflictOf(daemon: Daemon, image: Image, force: boolean): string | undefined {
  const id = shortId(image.id)
  const hard = (why: string) => `conflict: unable to delete ${id} (cannot be forced) - ${why}`
  const soft = (why: string) => `conflict: unable to delete ${id} (must be forced) - ${why}`
  if (daemon.images.store.children(image.id).length > 0) return hard('image has dependent child images')
  const running = userOf(daemon, image, true)
  if (running) return hard(`image is being used by running container ${shortId(running.id)}`)
  if (force) return undefined
  if (daemon.images.references.of(image.id).length > 0) return soft('image is referenced in multiple repositories')
  const stopped = userOf(daemon, image, false)
  return stopped && soft(`image is being used by stopped container ${shortId(stopped.id)}`)
}

const userOf = (daemon: Daemon, image: Image, running: boolean): Container | undefined =>
  daemon.containers.all().find((container) => container.image === image.id && container.state.running === running)

function refuseWhileUsed(daemon: Daemon, image: Image, force: boolean): void {
  const id = shortId(image.id)
  const running = userOf(daemon, image, true)
  if (running) throw conflict(`conflict: unable to delete ${id} (cannot be forced) - image is being used by running container ${shortId(running.id)}`)
  const stopped = force ? undefined : userOf(daemon, image, false)
  if (stopped) throw conflict(`conflict: unable to delete ${id} (must be forced) - image is being used by stopped container ${shortId(stopped.id)}`)
}

export function* pruneImages(daemon: Daemon, filters: Filters): Sys<ImagesPruneReport> {
  for (const name of filters.keys()) if (!['dangling', 'label', 'label!', 'until'].includes(name)) throw invalid(`invalid filter '${name}'`)
  const [value] = filters.get('dangling') ?? []
  const danglingOnly = value === undefined || value === 'true' || value === '1'
  const beforeMs = pruneBefore(filters, yield* sys.clockRealtime({}))
  const layersBefore = new Map(daemon.images.layers.layers)
  const records: ImageDeleteItem[] = []
  for (const image of [...daemon.images.store.images.values()].sort((a, b) => unixMsOf(b.config.created ?? '') - unixMsOf(a.config.created ?? ''))) {
    if (!daemon.images.store.images.has(image.id) || unixMsOf(image.config.created ?? '') > beforeMs) continue
    if (!labelsMatch(filters, image.config.config?.Labels)) continue
    if (filters.has('label!') && labelsMatch(filters, image.config.config?.Labels, 'label!')) continue
    const references = daemon.images.references.of(image.id)
    if (daemon.images.store.children(image.id).length > 0 && references.length === 0) continue
    if (references.some((one) => one.tag !== undefined) && danglingOnly) continue
    if (daemon.containers.all().some((container) => container.image === image.id)) continue
    for (const reference of references) yield* untag(daemon, image, reference, records)
    yield* deleteHelper(daemon, image, records, { force: false, prune: true, quiet: true })
  }
  let reclaimed = 0
  for (const [id, layer] of layersBefore) if (!daemon.images.layers.layers.has(id)) reclaimed += layer.size
  yield* daemon.events.log('image', 'prune', '', { reclaimed: String(reclaimed) })
  return { ImagesDeleted: records.length > 0 ? records : null, SpaceReclaimed: reclaimed }
}
