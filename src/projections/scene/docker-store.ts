/**
 * What Docker keeps on a host's disk below /var/lib/docker: images, layers, volumes. Read from the files themselves, so that it is
 * drawn whether dockerd runs or not, and can never differ from what dockerd would say after a restart. Follows moby's overlay2 layout.
 */
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import { bytesBelow, jsonAt, namesAt, placeAt, textAt } from './files.ts'

export const dataRoot = '/var/lib/docker'

export interface StoredImage {
  readonly id: string
  readonly names: readonly string[]
  /** Chain ids, lowest first. */
  readonly layers: readonly string[]
  /** What made each layer, where the history tells. */
  readonly steps: readonly string[]
}

export function hasDocker(kernel: Kernel): boolean {
  return placeAt(kernel, dataRoot) !== undefined
}

interface Repositories {
  readonly Repositories: Readonly<Record<string, Readonly<Record<string, string>>>>
}

interface ImageFile {
  readonly rootfs: { readonly diff_ids?: readonly string[] }
  readonly history: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[]
}

/** Images, those with fewer layers first: what others are built on comes before them. */
export function storedImages(kernel: Kernel): readonly StoredImage[] {
  const names = imageNames(kernel)
  const chains = chainsByDiff(kernel)
  const root = `${dataRoot}/image/overlay2/imagedb/content/sha256`
  return namesAt(kernel, root)
    .flatMap((hex) => {
      const file = jsonAt<ImageFile>(kernel, `${root}/${hex}`)
      if (!file) return []
      const id = `sha256:${hex}`
      const steps = (file.history ?? []).filter((step) => step.empty_layer !== true).map((step) => stepText(step.created_by ?? ''))
      return [{ id, names: names.get(id) ?? [], layers: chainOf(file.rootfs?.diff_ids ?? [], chains), steps }]
    })
    .sort((a, b) => a.layers.length - b.layers.length || (a.id < b.id ? -1 : 1))
}

function imageNames(kernel: Kernel): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  const stored = jsonAt<Repositories>(kernel, `${dataRoot}/image/overlay2/repositories.json`)
  for (const references of Object.values(stored?.Repositories ?? {})) {
    for (const [reference, id] of Object.entries(references)) {
      if (reference.includes('@')) continue
      const known = names.get(id)
      if (known) known.push(reference)
      else names.set(id, [reference])
    }
  }
  return names
}

const layerRoot = `${dataRoot}/image/overlay2/layerdb/sha256`

/** Layer by the one below it and what it adds. */
function chainsByDiff(kernel: Kernel): ReadonlyMap<string, string> {
  const chains = new Map<string, string>()
  for (const hex of namesAt(kernel, layerRoot)) {
    const diff = textAt(kernel, `${layerRoot}/${hex}/diff`)
    const parent = textAt(kernel, `${layerRoot}/${hex}/parent`) ?? ''
    if (diff !== undefined) chains.set(`${parent} ${diff}`, `sha256:${hex}`)
  }
  return chains
}

function chainOf(diffs: readonly string[], chains: ReadonlyMap<string, string>): readonly string[] {
  const chain: string[] = []
  for (const diff of diffs) {
    const next = chains.get(`${chain.at(-1) ?? ''} ${diff}`)
    if (next === undefined) break
    chain.push(next)
  }
  return chain
}

export function layerBytes(kernel: Kernel, chain: string): number {
  return Number(textAt(kernel, `${layerRoot}/${chain.replace('sha256:', '')}/size`) ?? 0)
}

/** Named volumes and those made for one container. */
export function storedVolumes(kernel: Kernel): readonly string[] {
  return namesAt(kernel, `${dataRoot}/volumes`).filter((name) => placeAt(kernel, `${dataRoot}/volumes/${name}/_data`) !== undefined)
}

/** `/bin/sh -c #(nop) COPY dir:… in /x` and BuildKit's `COPY ./a /b # buildkit` as the Dockerfile had them, shortened. */
function stepText(createdBy: string): string {
  return createdBy
    .replace(/^\/bin\/sh -c (#\(nop\) +)?/, '')
    .replace(/ *# buildkit$/, '')
    .replace(/^RUN \/bin\/sh -c /, 'RUN ')
    .trim()
}

/** Bytes of a volume's files. */
export function volumeBytes(kernel: Kernel, name: string): number | undefined {
  return bytesBelow(kernel, `${dataRoot}/volumes/${name}/_data`)
}
