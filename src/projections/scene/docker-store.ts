/**
 * What Docker keeps on a host's disk below /var/lib/docker: containers, images, layers, volumes. Read from the files themselves, so that it is
 * drawn whether dockerd runs or not, and can never differ from what dockerd would say after a restart. Follows moby's overlay2 layout.
 */
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import { bytesBelow, jsonAt, namesAt, placeAt, textAt } from './files.ts'

const dataRoot = '/var/lib/docker'

export interface StoredContainer {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly imageName: string
  readonly command: string
  readonly state: {
    readonly Running?: boolean
    readonly Paused?: boolean
    readonly Pid?: number
    readonly ExitCode?: number
    readonly StartedAt?: string
  }
  readonly created: string
  readonly ports: readonly { readonly container: string; readonly host: string }[]
  readonly mounts: readonly { readonly type: string; readonly name: string; readonly source: string; readonly destination: string }[]
  readonly addresses: readonly string[]
}

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

interface ContainerFile {
  readonly Name: string
  readonly Image: string
  readonly Path: string
  readonly Args: readonly string[]
  readonly Created: string
  readonly State: StoredContainer['state']
  readonly Config: { readonly Image?: string }
  readonly NetworkSettings: { readonly Networks?: Readonly<Record<string, { readonly IPAddress?: string } | null>> }
  readonly MountPoints: Readonly<
    Record<string, { readonly Type?: string; readonly Name?: string; readonly Source?: string; readonly Destination?: string }>
  >
}

interface HostFile {
  readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>>
}

export function storedContainers(kernel: Kernel): readonly StoredContainer[] {
  const root = `${dataRoot}/containers`
  return namesAt(kernel, root)
    .flatMap((id) => {
      const file = jsonAt<ContainerFile>(kernel, `${root}/${id}/config.v2.json`)
      return file ? [container(id, file, jsonAt<HostFile>(kernel, `${root}/${id}/hostconfig.json`))] : []
    })
    .sort((a, b) => (a.created < b.created ? -1 : 1))
}

function container(id: string, file: Partial<ContainerFile>, host: Partial<HostFile> | undefined): StoredContainer {
  return {
    id,
    name: (file.Name ?? id).replace(/^\//, ''),
    image: file.Image ?? '',
    imageName: file.Config?.Image ?? '',
    command: [file.Path ?? '', ...(file.Args ?? [])].join(' '),
    state: file.State ?? {},
    created: file.Created ?? '',
    ports: Object.entries(host?.PortBindings ?? {}).flatMap(([port, bindings]) =>
      (bindings ?? []).map(({ HostPort }) => ({ container: port, host: HostPort ?? '' })),
    ),
    mounts: Object.values(file.MountPoints ?? {}).map(({ Type, Name, Source, Destination }) => ({
      type: Type ?? '',
      name: Name ?? '',
      source: Source ?? '',
      destination: Destination ?? '',
    })),
    addresses: Object.values(file.NetworkSettings?.Networks ?? {}).flatMap((network) => (network?.IPAddress ? [network.IPAddress] : [])),
  }
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
    .trim()
}

/** Bytes that a container wrote: what its layer holds above the image. */
export function writtenBytes(kernel: Kernel, container: string): number | undefined {
  const mount = textAt(kernel, `${dataRoot}/image/overlay2/layerdb/mounts/${container}/mount-id`)?.trim()
  return mount ? bytesBelow(kernel, `${dataRoot}/overlay2/${mount}/diff`) : undefined
}
