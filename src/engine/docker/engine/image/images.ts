import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarText, parseReference, withDefaultTag } from '../../api/reference.ts'
import { mkdirAll } from '../../oci/files.ts'
import { invalid, notFound } from '../errdefs.ts'
import { LayerStore } from '../layer/layer-store.ts'
import type { Image } from './image-store.ts'
import { ImageStore, topLayer } from './image-store.ts'
import { ReferenceStore } from './reference-store.ts'

/** The host's images: configurations, names, layers (moby daemon/images). */
export class Images {
  readonly store: ImageStore
  readonly references: ReferenceStore
  readonly layers: LayerStore

  constructor(readonly root: string) {
    const database = `${root}/image/overlay2`
    this.store = new ImageStore(`${database}/imagedb`)
    this.references = new ReferenceStore(`${database}/repositories.json`)
    this.layers = new LayerStore(root)
  }

  *load(): Sys<void> {
    yield* mkdirAll(`${this.root}/image/overlay2/distribution`, 0o700)
    yield* mkdirAll(`${this.root}/tmp`, 0o700)
    yield* this.layers.load()
    yield* this.store.load()
    yield* this.references.load()
  }

  /** By name, digest, id or the beginning of one; 404 in upstream's words when there is none. */
  get(text: string): Image {
    const found = this.find(text)
    if (found) return found
    const reference = /^(sha256:)?[a-f0-9]{64}$/.test(text) ? undefined : parseReference(text)
    if (reference && !reference.ok) throw invalid(reference.error)
    throw notFound(`No such image: ${reference ? familiarText(withDefaultTag(reference.value)) : text}`)
  }

  find(text: string): Image | undefined {
    if (/^(sha256:)?[a-f0-9]{64}$/.test(text)) return this.store.images.get(text.startsWith('sha256:') ? text : `sha256:${text}`)
    const reference = parseReference(text)
    if (reference.ok) {
      const id = this.references.get(withDefaultTag(reference.value))
      if (id !== undefined) return this.store.images.get(id)
      // A digest can stand for the image whatever its tag.
      if (reference.value.digest !== undefined) return undefined
    }
    const prefix = text.replace(/^sha256:/, '')
    if (!/^[a-f0-9]{1,63}$/.test(prefix)) return undefined
    const candidates = this.store.startingWith(prefix)
    return candidates.length === 1 ? candidates[0] : undefined
  }

  top(image: Image): string | undefined {
    return topLayer(image.config)
  }

  bytes(image: Image): number {
    return this.layers.chainBytes(this.top(image))
  }

  *tag(id: string, reference: Reference): Sys<void> {
    yield* this.references.set(reference, id)
    yield* this.store.touch(id)
  }
}
