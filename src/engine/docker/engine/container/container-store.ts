import type { Sys } from '../../../linux/kernel/calls.ts'
import type { ContainerState as StateJson } from '../../api/container.ts'
import type { ContainerConfig } from '../../api/container-config.ts'
import type { HostConfig, PortMap } from '../../api/host-config.ts'
import { namesIn, readJson, writeAtomically } from '../../oci/files.ts'
import { conflict, invalid, notFound } from '../errdefs.ts'
import type { ContainerEndpoint, ContainerMount } from './container.ts'
import { Container } from './container.ts'
import { ContainerState } from './state.ts'

/** config.v2.json, as moby writes it. */
interface StoredContainer {
  readonly State: StateJson
  readonly ID: string
  readonly Created: string
  readonly Path: string
  readonly Args: readonly string[]
  readonly Config: ContainerConfig
  readonly Image: string
  readonly NetworkSettings: {
    readonly SandboxID?: string
    readonly SandboxKey?: string
    readonly Networks: Readonly<Record<string, ContainerEndpoint>>
    readonly Ports?: PortMap
  }
  readonly LogPath: string
  readonly Name: string
  readonly Driver: string
  readonly OS: string
  readonly RestartCount: number
  readonly HasBeenStartedBefore: boolean
  readonly HasBeenManuallyStopped: boolean
  readonly HasBeenManuallyRestarted: boolean
  readonly MountPoints: Readonly<Record<string, ContainerMount>>
}

/** The containers of this host, by id and by name; each is also a directory of files. */
export class ContainerStore {
  private readonly byId = new Map<string, Container>()
  /** Reserved names with their slash. */
  private readonly names = new Map<string, string>()

  constructor(readonly root: string) {}

  *load(): Sys<void> {
    for (const id of yield* namesIn(this.root)) {
      const directory = `${this.root}/${id}`
      const stored = yield* readJson<StoredContainer>(`${directory}/config.v2.json`)
      const hostConfig = yield* readJson<HostConfig>(`${directory}/hostconfig.json`)
      if (!stored || !hostConfig) continue
      const container = restore(stored, hostConfig, directory)
      this.byId.set(id, container)
      this.names.set(container.name, id)
    }
  }

  /** Writes what must survive the daemon. */
  *save(container: Container): Sys<void> {
    const stored: StoredContainer = {
      State: container.state.toJson(),
      ID: container.id,
      Created: container.created,
      Path: container.path,
      Args: container.args,
      Config: container.config,
      Image: container.image,
      NetworkSettings: {
        SandboxID: container.networking.sandboxId,
        SandboxKey: container.networking.sandboxKey,
        Networks: Object.fromEntries(container.networking.networks),
        Ports: container.networking.ports,
      },
      LogPath: container.logPath,
      Name: container.name,
      Driver: 'overlay2',
      OS: 'linux',
      RestartCount: container.restartCount,
      HasBeenStartedBefore: container.hasBeenStartedBefore,
      HasBeenManuallyStopped: container.hasBeenManuallyStopped,
      HasBeenManuallyRestarted: container.hasBeenManuallyRestarted,
      MountPoints: Object.fromEntries(container.mounts),
    }
    yield* writeAtomically(`${container.directory}/config.v2.json`, JSON.stringify(stored), 0o600)
    yield* writeAtomically(`${container.directory}/hostconfig.json`, JSON.stringify(container.hostConfig), 0o600)
  }

  add(container: Container): void {
    this.byId.set(container.id, container)
  }

  delete(container: Container): void {
    this.byId.delete(container.id)
    this.release(container.name)
  }

  reserve(name: string, id: string): void {
    if (!/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) throw invalid(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`)
    const full = name.startsWith('/') ? name : `/${name}`
    const holder = this.names.get(full)
    if (holder === id) return
    if (holder !== undefined) {
      throw conflict(
        `Conflict. The container name ${JSON.stringify(full)} is already in use by container ${JSON.stringify(holder)}. You have to remove (or rename) that container to be able to reuse that name.`,
      )
    }
    this.names.set(full, id)
  }

  release(name: string): void {
    this.names.delete(name)
  }

  nameTaken(name: string): boolean {
    return this.names.has(name)
  }

  /** Newest first. */
  all(): readonly Container[] {
    return [...this.byId.values()].sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0))
  }

  /** By id, name, or the beginning of an id. */
  get(text: string): Container {
    const container = this.find(text)
    if (!container) throw notFound(`No such container: ${text}`)
    return container
  }

  find(text: string): Container | undefined {
    const whole = this.byId.get(text)
    if (whole) return whole
    const named = this.names.get(text.startsWith('/') ? text : `/${text}`)
    if (named !== undefined && this.byId.has(named)) return this.byId.get(named)
    if (text === '') return undefined
    const candidates = [...this.byId.values()].filter((container) => container.id.startsWith(text))
    if (candidates.length > 1) throw invalid(`multiple IDs found with provided prefix: ${text}`)
    return candidates[0]
  }
}

function restore(stored: StoredContainer, hostConfig: HostConfig, directory: string): Container {
  const { ID, Name, Created, Path, Args, Config, Image } = stored
  const container = new Container(ID, Name, Created, Path, Args, Config, hostConfig, Image, directory)
  container.state = ContainerState.fromJson(stored.State)
  container.restartCount = stored.RestartCount
  container.hasBeenStartedBefore = stored.HasBeenStartedBefore
  container.hasBeenManuallyStopped = stored.HasBeenManuallyStopped
  container.hasBeenManuallyRestarted = stored.HasBeenManuallyRestarted
  const { SandboxID = '', SandboxKey = '', Networks, Ports = {} } = stored.NetworkSettings
  container.networking.sandboxId = SandboxID
  container.networking.sandboxKey = SandboxKey
  container.networking.networks = new Map(Object.entries(Networks))
  container.networking.ports = Ports
  for (const [destination, mount] of Object.entries(stored.MountPoints)) container.mounts.set(destination, mount)
  return container
}
