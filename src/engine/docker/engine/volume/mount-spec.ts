import type { Mount, MountType } from '../../api/host-config.ts'
import { invalid } from '../errdefs.ts'

/** How `-v` and `--mount` texts become mounts (moby volume/mounts linux_parser.go). */
export interface ParsedMount {
  readonly type: MountType
  /** Volumes: absent for an anonymous one. */
  readonly name: string | undefined
  readonly source: string
  readonly destination: string
  readonly driver: string
  readonly rw: boolean
  readonly mode: string
  readonly propagation: string
  readonly copyData: boolean
  readonly spec: Mount
}

const rwModes = ['rw', 'ro']
const labelModes = ['Z', 'z']
const propagationModes = ['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared']
const consistencyModes = ['consistent', 'cached', 'delegated']

const clean = (path: string): string => {
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return `/${out.join('/')}`
}

/** `name:/path:ro`, `/host:/path`, `/path`. */
export function parseBind(raw: string, volumeDriver: string): ParsedMount {
  const parts = raw.split(':')
  const bad = (detail?: string) => invalid(`invalid volume specification: '${raw}'${detail === undefined ? '' : `: ${detail}`}`)
  if (parts.length > 3 || parts.some((part) => part === '')) throw bad()
  const [source, destination, mode = ''] = parts.length === 1 ? [undefined, parts[0] as string] : [parts[0] as string, parts[1] as string, parts[2]]
  if (parts.length === 2 && destination !== undefined && !destination.startsWith('/')) {
    if (modeProblem(destination) === undefined) throw bad()
    throw bad(
      `invalid mount config for type "${source?.startsWith('/') ? 'bind' : 'volume'}": invalid mount path: '${destination}' mount path must be absolute`,
    )
  }
  const problem = modeProblem(mode)
  if (problem !== undefined) throw invalid(problem)
  const type: MountType = source?.startsWith('/') ? 'bind' : 'volume'
  const target = clean(destination)
  if (!destination.startsWith('/'))
    throw bad(`invalid mount config for type "${type}": invalid mount path: '${destination}' mount path must be absolute`)
  if (target === '/') throw bad(`invalid mount config for type "${type}": invalid specification: destination can't be '/'`)
  return parsed(type, source, target, mode, volumeDriver)
}

function parsed(type: MountType, source: string | undefined, destination: string, mode: string, volumeDriver: string): ParsedMount {
  const modes = mode.split(',')
  const bind = type === 'bind'
  const readOnly = modes.includes('ro')
  const propagation = modes.find((one) => propagationModes.includes(one)) ?? (bind ? 'rprivate' : '')
  const noCopy = modes.includes('nocopy')
  return {
    type,
    name: bind ? undefined : source,
    source: bind ? clean(source ?? '') : '',
    destination,
    driver: bind ? '' : volumeDriver,
    rw: !readOnly,
    mode: bind ? mode : mode === '' ? 'z' : mode,
    propagation,
    copyData: !bind && !noCopy,
    spec: {
      Type: type,
      ...(source !== undefined && { Source: source }),
      Target: destination,
      ...(readOnly && { ReadOnly: true }),
      ...(bind && { BindOptions: { CreateMountpoint: true } }),
      ...(noCopy && { VolumeOptions: { NoCopy: true } }),
    },
  }
}

/** Each kind of mode at most once, nothing unknown. */
function modeProblem(mode: string): string | undefined {
  if (mode === '') return undefined
  const counts = [0, 0, 0, 0, 0]
  for (const one of mode.split(',')) {
    const kind = [rwModes, labelModes, propagationModes, consistencyModes, ['nocopy']].findIndex((known) => known.includes(one))
    if (kind < 0) return `invalid mode: ${mode}`
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts.some((count) => count > 1) ? `invalid mode: ${mode}` : undefined
}

/** An entry of HostConfig.Mounts. */
export function parseMount(mount: Mount): ParsedMount {
  const wrong = (why: string) => invalid(`invalid mount config for type ${JSON.stringify(mount.Type)}: ${why}`)
  if (!['bind', 'volume', 'tmpfs'].includes(mount.Type)) {
    throw invalid(
      mount.Type === 'image'
        ? 'cais: dockerd: image mounts are not simulated'
        : `invalid mount config: mount type unknown: ${JSON.stringify(mount.Type)}`,
    )
  }
  if (!mount.Target) throw wrong('field Target must not be empty')
  if (!mount.Target.startsWith('/')) throw wrong(`invalid mount path: '${mount.Target}' mount path must be absolute`)
  const destination = clean(mount.Target)
  if (destination === '/') throw wrong(`invalid specification: destination can't be '/'`)
  const bind = mount.Type === 'bind'
  if (bind && !mount.Source) throw wrong('field Source must not be empty')
  if (bind && !mount.Source?.startsWith('/')) throw wrong(`invalid mount path: '${mount.Source}' mount path must be absolute`)
  if (mount.Type === 'tmpfs' && mount.Source) throw wrong('field Source must not be specified')
  if (bind && mount.VolumeOptions) throw wrong('field VolumeOptions must not be specified')
  if (!bind && mount.BindOptions) throw wrong('field BindOptions must not be specified')
  const noCopy = mount.VolumeOptions?.NoCopy === true
  return {
    type: mount.Type,
    name: mount.Type === 'volume' ? mount.Source || undefined : undefined,
    source: bind ? clean(mount.Source ?? '') : '',
    destination,
    driver: mount.Type === 'volume' ? mount.VolumeOptions?.DriverConfig?.Name || 'local' : '',
    rw: mount.ReadOnly !== true,
    mode: mount.Type === 'volume' ? 'z' : '',
    propagation: bind ? mount.BindOptions?.Propagation || 'rprivate' : '',
    copyData: mount.Type === 'volume' && !noCopy,
    spec: mount,
  }
}
