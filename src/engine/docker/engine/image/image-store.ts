import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { mkdirAll, namesIn, removeAll } from '../../oci/files.ts'
import type { ImageConfigFile } from '../../oci/image.ts'
import { chainId, digestOf } from '../../oci/image.ts'
import { now } from '../clock.ts'

/** An image: its configuration, and what this host knows of it. */
export interface Image {
  /** `sha256:…` of the configuration. */
  readonly id: string
  /** The configuration as it is stored, byte for byte. */
  readonly text: string
  readonly config: ImageConfigFile
  /** Image it was built on here. */
  readonly parent: string | undefined
  readonly lastUpdated: string | undefined
}

/** Chain id of an image's topmost layer, undefined for an empty one. */
export function topLayer(config: ImageConfigFile): string | undefined {
  let top: string | undefined
  for (const diffId of config.rootfs.diff_ids) top = chainId(top, diffId)
  return top
}

/** Image configurations on disk, image/overlay2/imagedb (moby image/store.go). */
export class ImageStore {
  readonly images = new Map<string, Image>()

  constructor(private readonly root: string) {}

  *load(): Sys<void> {
    for (const kind of ['content', 'metadata']) yield* mkdirAll(`${this.root}/${kind}/sha256`, 0o700)
    for (const name of yield* namesIn(`${this.root}/content/sha256`)) {
      const text = yield* readFile(`${this.root}/content/sha256/${name}`)
      if (!text.ok) continue
      const id = `sha256:${name}`
      const parent = yield* readFile(`${this.metadata(id)}/parent`)
      const updated = yield* readFile(`${this.metadata(id)}/lastUpdated`)
      this.images.set(id, {
        id,
        text: text.value,
        config: JSON.parse(text.value) as ImageConfigFile,
        parent: parent.ok ? parent.value : undefined,
        lastUpdated: updated.ok ? updated.value : undefined,
      })
    }
  }

  private metadata(id: string): string {
    return `${this.root}/metadata/${id.replace(':', '/')}`
  }

  /** Stores a configuration; an image that is there already is answered as it is. */
  *create(text: string): Sys<Image> {
    const id = digestOf(text)
    const known = this.images.get(id)
    if (known) return known
    yield* writeFile(`${this.root}/content/${id.replace(':', '/')}`, text, { mode: 0o600 })
    const image: Image = { id, text, config: JSON.parse(text) as ImageConfigFile, parent: undefined, lastUpdated: undefined }
    this.images.set(id, image)
    return image
  }

  *setParent(id: string, parent: string): Sys<void> {
    yield* this.change(id, 'parent', parent, { parent })
  }

  /** Built or tagged now. */
  *touch(id: string): Sys<void> {
    const lastUpdated = yield* now()
    yield* this.change(id, 'lastUpdated', lastUpdated, { lastUpdated })
  }

  private *change(id: string, file: string, text: string, change: Partial<Image>): Sys<void> {
    const image = this.images.get(id)
    if (!image) return
    yield* mkdirAll(this.metadata(id), 0o700)
    yield* writeFile(`${this.metadata(id)}/${file}`, text)
    this.images.set(id, { ...image, ...change })
  }

  children(id: string): readonly Image[] {
    return [...this.images.values()].filter((image) => image.parent === id)
  }

  *delete(id: string): Sys<void> {
    this.images.delete(id)
    yield* removeAll(`${this.root}/content/${id.replace(':', '/')}`)
    yield* removeAll(this.metadata(id))
  }

  /** Ids that begin like this (without `sha256:`). */
  startingWith(prefix: string): readonly Image[] {
    return [...this.images.values()].filter((image) => image.id.slice('sha256:'.length).startsWith(prefix))
  }
}
