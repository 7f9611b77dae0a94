/** The containers that Docker keeps on a host's disk (moby container/container.go: config.v2.json and hostconfig.json). */
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import { dataRoot } from './docker-store.ts'
import { jsonAt, namesAt } from './files.ts'

export interface StoredContainer {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly imageName: string
  readonly command: string
  readonly state: StoredState
  readonly restarts: number
  readonly created: string
  /** `net` of the host configuration: `bridge`, `host`, `none`, `container:…` or a network's name. */
  readonly networkMode: string
  readonly ports: readonly StoredPort[]
  readonly mounts: readonly StoredMount[]
  readonly joined: readonly StoredEndpoint[]
  /** `other:alias`, as `--link` was given. */
  readonly links: readonly string[]
}

interface StoredState {
  readonly Running?: boolean
  readonly Paused?: boolean
  readonly Restarting?: boolean
  readonly Dead?: boolean
  readonly RemovalInProgress?: boolean
  readonly Pid?: number
  readonly ExitCode?: number
  readonly StartedAt?: string
  readonly FinishedAt?: string
}

export interface StoredPort {
  /** `80/tcp`. */
  readonly container: string
  readonly host: string
  /** Empty when any address of the host is meant. */
  readonly address: string
}

export interface StoredMount {
  readonly type: string
  readonly name: string
  readonly source: string
  readonly destination: string
  readonly readOnly: boolean
}

/** A container's place in a network; without an address while it does not run. */
export interface StoredEndpoint {
  readonly network: string
  readonly id: string
  readonly address: string
  readonly prefix: number
  readonly aliases: readonly string[]
}

interface EndpointFile {
  readonly NetworkID?: string
  readonly IPAddress?: string
  readonly IPPrefixLen?: number
  readonly Aliases?: readonly string[] | null
}

type Bindings = Readonly<Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>>

interface ContainerFile {
  readonly Name: string
  readonly Image: string
  readonly Path: string
  readonly Args: readonly string[]
  readonly Created: string
  readonly State: StoredState
  readonly RestartCount: number
  readonly Config: { readonly Image?: string }
  readonly NetworkSettings: { readonly Networks?: Readonly<Record<string, EndpointFile | null>>; readonly Ports?: Bindings | null }
  readonly MountPoints: Readonly<
    Record<string, { readonly Type?: string; readonly Name?: string; readonly Source?: string; readonly Destination?: string; readonly RW?: boolean }>
  >
}

interface HostFile {
  readonly NetworkMode: string
  readonly PortBindings: Bindings
  readonly Links: readonly string[] | null
}

/** The containers of a host, the oldest first. */
export function storedContainers(kernel: Kernel): readonly StoredContainer[] {
  const root = `${dataRoot}/containers`
  return namesAt(kernel, root)
    .flatMap((id) => {
      const file = jsonAt<ContainerFile>(kernel, `${root}/${id}/config.v2.json`)
      return file ? [container(id, file, jsonAt<HostFile>(kernel, `${root}/${id}/hostconfig.json`))] : []
    })
    .sort((a, b) => (a.created < b.created ? -1 : 1))
}

/** What was read from two files is the same as long as both are. */
const read = new WeakMap<object, { readonly host: object | undefined; readonly container: StoredContainer }>()

function container(id: string, file: Partial<ContainerFile>, host: Partial<HostFile> | undefined): StoredContainer {
  const known = read.get(file)
  if (known && known.host === host) return known.container
  const fresh: StoredContainer = {
    id,
    name: (file.Name ?? id).replace(/^\//, ''),
    image: file.Image ?? '',
    imageName: file.Config?.Image ?? '',
    command: [file.Path ?? '', ...(file.Args ?? [])].join(' '),
    state: file.State ?? {},
    restarts: file.RestartCount ?? 0,
    created: file.Created ?? '',
    networkMode: host?.NetworkMode ?? '',
    ports: portsOf(file.NetworkSettings?.Ports ?? {}, host?.PortBindings ?? {}),
    mounts: Object.values(file.MountPoints ?? {}).map(({ Type, Name, Source, Destination, RW }) => ({
      type: Type ?? '',
      name: Name ?? '',
      source: Source ?? '',
      destination: Destination ?? '',
      readOnly: RW === false,
    })),
    joined: Object.entries(file.NetworkSettings?.Networks ?? {}).flatMap(([network, endpoint]) => (endpoint ? [joined(network, endpoint)] : [])),
    links: host?.Links ?? [],
  }
  read.set(file, { host, container: fresh })
  return fresh
}

function joined(network: string, { NetworkID, IPAddress, IPPrefixLen, Aliases }: EndpointFile): StoredEndpoint {
  return { network, id: NetworkID ?? '', address: IPAddress ?? '', prefix: IPPrefixLen ?? 0, aliases: Aliases ?? [] }
}

/** The ports that are published now or, while the container does not run, those that were asked for; IPv4 and IPv6 as one. */
function portsOf(now: Bindings, asked: Bindings): readonly StoredPort[] {
  const bound = Object.values(now).some((bindings) => bindings && bindings.length > 0)
  return Object.entries(bound ? now : asked).flatMap(([port, bindings]) => {
    const seen = new Map<string, StoredPort>()
    for (const { HostIp = '', HostPort = '' } of bindings ?? []) {
      const address = HostIp === '0.0.0.0' || HostIp === '::' ? '' : HostIp
      seen.set(`${address} ${HostPort}`, { container: port, host: HostPort, address })
    }
    return [...seen.values()]
  })
}
