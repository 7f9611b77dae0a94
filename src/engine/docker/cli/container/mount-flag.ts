import type { GoValue } from '../../../base/go-value.ts'
import { err, ok, type Result } from '../../../base/result.ts'
import { ramInBytes } from '../../../base/units.ts'

/** Parses `--mount type=bind,source=/a,target=/b,readonly` into the API's Mount (docker/cli opts/mount.go). Relative sources count from `cwd`. */
export function parseMount(text: string, cwd: string): Result<GoValue, string> {
  const mount = { type: 'volume', source: undefined as string | undefined, target: '', readOnly: false, consistency: undefined as string | undefined }
  const bind: Record<string, GoValue> = {}
  const volume: Record<string, GoValue> = {}
  const labels: Record<string, string> = {}
  const driver: Record<string, GoValue> = {}
  const driverOptions: Record<string, string> = {}
  const tmpfs: Record<string, GoValue> = {}
  const image: Record<string, GoValue> = {}
  for (const field of text.split(',')) {
    const at = field.indexOf('=')
    const key = (at < 0 ? field : field.slice(0, at)).toLowerCase()
    const value = at < 0 ? 'true' : field.slice(at + 1)
    if (at < 0 && !['readonly', 'ro', 'volume-nocopy', 'bind-nonrecursive'].includes(key))
      return err(`invalid field '${field}' must be a key=value pair`)
    const flag = (): boolean | undefined => (/^(1|t|true)$/i.test(value) ? true : /^(0|f|false)$/i.test(value) ? false : undefined)
    switch (key) {
      case 'type':
        mount.type = value.toLowerCase()
        break
      case 'source':
      case 'src':
        mount.source = value.startsWith('.') ? joinPath(cwd, value) : value
        break
      case 'target':
      case 'dst':
      case 'destination':
        mount.target = value
        break
      case 'readonly':
      case 'ro': {
        const on = flag()
        if (on === undefined) return err(`invalid value for ${key}: ${value}`)
        mount.readOnly = on
        break
      }
      case 'consistency':
        mount.consistency = value.toLowerCase()
        break
      case 'bind-propagation':
        bind.Propagation = value.toLowerCase()
        break
      case 'bind-nonrecursive': {
        const on = flag()
        if (on === undefined) return err(`invalid value for ${key}: ${value}`)
        bind.NonRecursive = on
        break
      }
      case 'bind-recursive':
        if (value === 'disabled') bind.NonRecursive = true
        else if (value === 'writable') bind.ReadOnlyNonRecursive = true
        else if (value === 'readonly') bind.ReadOnlyForceRecursive = true
        else if (value !== 'enabled') return err(`invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`)
        break
      case 'volume-subpath':
        volume.Subpath = value
        break
      case 'volume-nocopy': {
        const on = flag()
        if (on === undefined) return err(`invalid value for volume-nocopy: ${value}`)
        volume.NoCopy = on
        break
      }
      case 'volume-label':
        setPair(labels, value)
        volume.Labels = labels
        break
      case 'volume-driver':
        driver.Name = value
        break
      case 'volume-opt':
        setPair(driverOptions, value)
        driver.Options = driverOptions
        break
      case 'image-subpath':
        image.Subpath = value
        break
      case 'tmpfs-size': {
        const size = ramInBytes(value)
        if (!size.ok) return err(`invalid value for ${key}: ${value}`)
        tmpfs.SizeBytes = size.value
        break
      }
      case 'tmpfs-mode':
        if (!/^[0-7]+$/.test(value)) return err(`invalid value for ${key}: ${value}`)
        tmpfs.Mode = Number.parseInt(value, 8)
        break
      default:
        return err(`unexpected key '${key}' in '${field}'`)
    }
  }
  if (Object.keys(driver).length > 0) volume.DriverConfig = driver
  return assemble(mount, { bind, volume, image, tmpfs })
}

const joinPath = (cwd: string, path: string): string => {
  const parts: string[] = []
  for (const part of `${cwd}/${path}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}

export const absolutePath = (cwd: string, path: string): string => (path.startsWith('/') ? joinPath('', path) : joinPath(cwd, path))

function setPair(target: Record<string, string>, text: string): void {
  const at = text.indexOf('=')
  if (at !== 0) target[at < 0 ? text : text.slice(0, at)] = at < 0 ? '' : text.slice(at + 1)
}

interface Plain {
  readonly type: string
  readonly source: string | undefined
  readonly target: string
  readonly readOnly: boolean
  readonly consistency: string | undefined
}

function assemble(
  mount: Plain,
  options: Readonly<Record<'bind' | 'volume' | 'image' | 'tmpfs', Readonly<Record<string, GoValue>>>>,
): Result<GoValue, string> {
  if (mount.type === '') return err('type is required')
  if (mount.target === '') return err('target is required')
  for (const kind of ['volume', 'image', 'bind', 'tmpfs'] as const) {
    if (Object.keys(options[kind]).length > 0 && mount.type !== kind) return err(`cannot mix '${kind}-*' options with mount type '${mount.type}'`)
  }
  const has = (kind: 'bind' | 'volume' | 'image' | 'tmpfs') => Object.keys(options[kind]).length > 0
  if (options.bind.ReadOnlyNonRecursive && !mount.readOnly)
    return err("option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction")
  if (options.bind.ReadOnlyForceRecursive && !mount.readOnly)
    return err("option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction")
  return ok({
    Type: mount.type,
    ...(mount.source !== undefined && { Source: mount.source }),
    Target: mount.target,
    ...(mount.readOnly && { ReadOnly: true }),
    ...(mount.consistency !== undefined && { Consistency: mount.consistency }),
    ...(has('bind') && { BindOptions: options.bind }),
    ...(has('volume') && { VolumeOptions: options.volume }),
    ...(has('image') && { ImageOptions: options.image }),
    ...(has('tmpfs') && { TmpfsOptions: options.tmpfs }),
  })
}
