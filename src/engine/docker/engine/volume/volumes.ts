import { rfc3339 } from '../../../base/calendar.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { VolumeCreateRequest, Volume as VolumeJson } from '../../api/volume.ts'
import { mkdirAll, readJson, removeAll, writeAtomically } from '../../oci/files.ts'
import { goErrno } from '../../oci/go-errno.ts'
import { conflict, internal, invalid, notFound } from '../errdefs.ts'
import type { EventBus } from '../events.ts'
import { sortedMap } from '../go-json.ts'
import { randomId } from '../ids.ts'
import { directoryBytes } from '../layer/overlay2.ts'

const anonymousLabel = 'com.docker.volume.anonymous'

interface StoredVolume {
  readonly name: string
  readonly createdAt: string
  readonly labels: Readonly<Record<string, string>> | null
  readonly options: Readonly<Record<string, string>> | null
}

/** A volume of the local driver: a directory below /var/lib/docker/volumes. */
export class Volume {
  /** Containers that refer to it. */
  readonly users = new Set<string>()
  /** How often its device is mounted. */
  mounts = 0

  constructor(
    readonly stored: StoredVolume,
    readonly path: string,
  ) {}

  get name(): string {
    return this.stored.name
  }

  get mountpoint(): string {
    return `${this.path}/_data`
  }

  get anonymous(): boolean {
    return this.stored.labels?.[anonymousLabel] !== undefined
  }

  toJson(): VolumeJson {
    const { stored } = this
    return {
      CreatedAt: stored.createdAt,
      Driver: 'local',
      Labels: stored.labels && sortedMap(Object.entries(stored.labels)),
      Mountpoint: this.mountpoint,
      Name: stored.name,
      Options: stored.options && sortedMap(Object.entries(stored.options)),
      Scope: 'local',
    }
  }
}

/** Volumes of this host (moby volume/service and volume/local). Other drivers are plugins, of which there are none. */
export class Volumes {
  readonly byName = new Map<string, Volume>()

  constructor(
    private readonly root: string,
    private readonly events: EventBus,
  ) {}

  *load(): Sys<void> {
    yield* mkdirAll(this.root, 0o701)
    const stored = yield* readJson<readonly StoredVolume[]>(`${this.root}/metadata.db`)
    for (const one of stored ?? []) {
      const volume = new Volume(one, `${this.root}/${one.name}`)
      if ((yield* sys.stat({ path: volume.mountpoint })).ok) this.byName.set(one.name, volume)
    }
  }

  private *save(): Sys<void> {
    yield* writeAtomically(`${this.root}/metadata.db`, JSON.stringify([...this.byName.values()].map((volume) => volume.stored)), 0o600)
  }

  get(name: string): Volume {
    const volume = this.byName.get(name)
    if (!volume) throw notFound(`get ${name}: no such volume`)
    return volume
  }

  /** An existing one of that name is answered as it is. */
  *create(request: VolumeCreateRequest): Sys<Volume> {
    const anonymous = !request.Name
    const name = request.Name || (yield* randomId())
    const driver = request.Driver || 'local'
    if (driver !== 'local') throw notFound(`create ${name}: error looking up volume plugin ${driver}: plugin ${JSON.stringify(driver)} not found`)
    const known = this.byName.get(name)
    if (known) return known
    if (name.length === 1) throw invalid(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`)
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
      throw invalid(
        `create ${name}: ${JSON.stringify(name)} includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
      )
    }
    verifyOptions(name, request.DriverOpts ?? {})
    return yield* this.make(name, request, anonymous)
  }

  private *make(name: string, request: VolumeCreateRequest, anonymous: boolean): Sys<Volume> {
    const path = `${this.root}/${name}`
    const made = yield* mkdirAll(`${path}/_data`, 0o755)
    if (!made.ok) throw internal(`create ${name}: error while creating volume path '${path}': mkdir ${path}: ${goErrno(made.error)}`)
    yield* sys.chmod({ path, mode: 0o701 })
    const createdAt = rfc3339(yield* sys.clockRealtime({}))
    const labels = anonymous ? { ...request.Labels, [anonymousLabel]: '' } : (request.Labels ?? null)
    const options = request.DriverOpts && Object.keys(request.DriverOpts).length > 0 ? request.DriverOpts : null
    const volume = new Volume({ name, createdAt, labels, options }, path)
    this.byName.set(name, volume)
    if (options)
      yield* writeAtomically(
        `${path}/opts.json`,
        JSON.stringify({ MountType: options.type ?? '', MountOpts: options.o ?? '', MountDevice: options.device ?? '' }),
        0o600,
      )
    yield* this.save()
    yield* this.events.log('volume', 'create', name, { driver: 'local' })
    return volume
  }

  *remove(name: string, force: boolean): Sys<void> {
    const volume = this.byName.get(name)
    if (!volume && force) return
    const found = this.get(name)
    if (found.users.size > 0) throw conflict(`remove ${name}: volume is in use - [${[...found.users].join(', ')}]`)
    this.byName.delete(name)
    yield* removeAll(found.path)
    yield* this.save()
    yield* this.events.log('volume', 'destroy', name, { driver: 'local' })
  }

  /** Ready for a container: the device of `--opt type=…` is mounted while somebody uses it. */
  *mount(volume: Volume): Sys<string> {
    const { options } = volume.stored
    if (options?.type && volume.mounts++ === 0) {
      const bind = (options.o ?? '').split(',').includes('bind')
      const done = yield* sys.mount({
        source: options.device ?? '',
        target: volume.mountpoint,
        type: options.type,
        options: bind ? '' : (options.o ?? ''),
        flags: { bind },
      })
      if (!done.ok) {
        volume.mounts--
        throw internal(
          `error while mounting volume '${volume.mountpoint}': failed to mount local volume: mount ${options.device}:${volume.mountpoint}, data: ${options.o ?? ''}: ${goErrno(done.error)}`,
        )
      }
    }
    return volume.mountpoint
  }

  /** An earlier daemon mounted it for a container that is still there. */
  adopt(volume: Volume): void {
    if (volume.stored.options?.type) volume.mounts++
  }

  *unmount(volume: Volume): Sys<void> {
    if (volume.stored.options?.type && --volume.mounts === 0) yield* sys.umount({ target: volume.mountpoint, lazy: true })
  }

  *bytes(volume: Volume): Sys<number> {
    return yield* directoryBytes(volume.mountpoint, new Set())
  }
}

function verifyOptions(name: string, options: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(options)) {
    if (!['type', 'o', 'device', 'size'].includes(key)) throw invalid(`create ${name}: invalid option: ${JSON.stringify(key)}`)
  }
  if (options.size !== undefined) throw internal(`create ${name}: quota size requested but no quota support`)
  if (options.type === undefined && (options.device !== undefined || options.o !== undefined))
    throw invalid(`create ${name}: missing required option: "type"`)
  if (options.type !== undefined && options.device === undefined) throw invalid(`create ${name}: missing required option: "device"`)
}
