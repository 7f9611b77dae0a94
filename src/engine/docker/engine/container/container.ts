import type { ContainerConfig } from '../../api/container-config.ts'
import type { HostConfig, Mount, MountType, PortMap } from '../../api/host-config.ts'
import type { EndpointSettings } from '../../api/network.ts'
import type { Exec } from '../exec/exec.ts'
import type { LogDriver } from '../logs/log-driver.ts'
import { Condition, Mutex } from '../mutex.ts'
import type { RestartTracker } from './restart-policy.ts'
import { ContainerState } from './state.ts'
import { ProcessStreams } from './streams.ts'

/** A mount of a container, as it was resolved when it was created (volume/mounts MountPoint). */
export interface ContainerMount {
  readonly Type: MountType
  /** Volumes only. */
  readonly Name?: string
  readonly Source: string
  readonly Destination: string
  readonly Driver?: string
  readonly RW: boolean
  readonly Mode: string
  readonly Propagation: string
  /** As `--mount` asked for it. */
  readonly Spec: Mount
  /** Fill an empty volume with what the image has there. */
  readonly CopyData: boolean
  /** Made for this container alone: goes with it under --volumes. */
  readonly Anonymous?: boolean
}

/** An endpoint on a network, and what became of it while the container runs. */
export interface ContainerEndpoint extends EndpointSettings {
  /** The address was asked for, not assigned. */
  readonly MacRequested?: string
}

/** The networking of a container: what lasts (`networks`) and what a sandbox holds while it runs. */
export class ContainerNetworking {
  sandboxId = ''
  sandboxKey = ''
  ports: PortMap = {}
  /** By network name, in the order they were connected. */
  networks = new Map<string, ContainerEndpoint>()
}

/** A container of this daemon (moby container.Container): what config.v2.json and hostconfig.json keep, and what lives in memory. */
export class Container {
  state = new ContainerState()
  readonly networking = new ContainerNetworking()
  readonly mounts = new Map<string, ContainerMount>()
  readonly execs = new Map<string, Exec>()
  restartCount = 0
  hasBeenStartedBefore = false
  hasBeenManuallyStopped = false
  hasBeenManuallyRestarted = false
  /** Held while its state changes. */
  readonly lock = new Mutex()
  /** Woken whenever the state changed. */
  readonly changed = new Condition()
  streams = new ProcessStreams()
  log: LogDriver | undefined
  restarts: RestartTracker | undefined
  /** Stops the health probe. */
  stopHealth: { stopped: boolean } | undefined
  /** Root file system while it is mounted. */
  rootfs: string | undefined

  constructor(
    readonly id: string,
    /** With its slash: `/web`. */
    public name: string,
    readonly created: string,
    readonly path: string,
    readonly args: readonly string[],
    public config: ContainerConfig,
    public hostConfig: HostConfig,
    /** Image id. */
    readonly image: string,
    readonly directory: string,
  ) {}

  get hostnamePath(): string {
    return `${this.directory}/hostname`
  }

  get hostsPath(): string {
    return `${this.directory}/hosts`
  }

  get resolvConfPath(): string {
    return `${this.directory}/resolv.conf`
  }

  get logPath(): string {
    return this.hostConfig.LogConfig.Type === 'json-file' ? `${this.directory}/${this.id}-json.log` : ''
  }

  get shmPath(): string {
    return `${this.directory}/mounts/shm`
  }

  /** Name without its slash. */
  get displayName(): string {
    return this.name.replace(/^\//, '')
  }

  /** SIGTERM unless the image or the user wants another. */
  get stopSignal(): string {
    return this.config.StopSignal || 'SIGTERM'
  }
}
