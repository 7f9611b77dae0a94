import { GoNilMap, GoNilSlice, GoStruct, type GoValue, nilPointer } from '../../../base/go-value.ts'

/**
 * API answers as the Go structs the client decodes them into, as far as templates can tell: structs keep their field order and have fields that JSON
 * left out, maps are ranged by key, nil slices and maps print as empty.
 */
export function typedAnswer(value: GoValue, type: string): GoValue {
  return convert(value, '', type)
}

/** Fields that are Go maps, not structs. */
const maps = new Set([
  'Annotations',
  'Attributes',
  'AuxiliaryAddresses',
  'Containers',
  'Data',
  'DriverOpts',
  'EndpointsConfig',
  'ExposedPorts',
  'IndexConfigs',
  'Labels',
  'Networks',
  'Options',
  'PortBindings',
  'Ports',
  'Runtimes',
  'Status',
  'StorageOpt',
  'Sysctls',
  'Tmpfs',
  'Volumes',
])

/** Pointers to structs or scalars: null is a nil pointer. */
const pointers = new Set([
  'Health',
  'Healthcheck',
  'Init',
  'IPAMConfig',
  'MemorySwappiness',
  'OomKillDisable',
  'PidsLimit',
  'SizeRw',
  'SizeRootFs',
  'StopTimeout',
  'ImageManifestDescriptor',
  'UsageData',
  'ClusterVolume',
])

/** What JSON leaves out when empty, by the object it belongs to. */
const omitted: Readonly<Record<string, Readonly<Record<string, GoValue>>>> = {
  Config: {
    ExposedPorts: new GoNilMap(),
    Healthcheck: nilPointer('*container.HealthConfig'),
    ArgsEscaped: false,
    NetworkDisabled: false,
    MacAddress: '',
    StopSignal: '',
    StopTimeout: nilPointer('*int'),
    Shell: new GoNilSlice(),
  },
  HostConfig: {
    Annotations: new GoNilMap(),
    StorageOpt: new GoNilMap(),
    Tmpfs: new GoNilMap(),
    Sysctls: new GoNilMap(),
    Runtime: '',
    Mounts: new GoNilSlice(),
    Init: nilPointer('*bool'),
  },
  State: { Health: nilPointer('*container.Health') },
  container: { SizeRw: nilPointer('*int64'), SizeRootFs: nilPointer('*int64') },
  volume: { UsageData: nilPointer('*volume.UsageData') },
}

/** An image's configuration as Go writes it again (image-spec's ImageConfig, then Docker's own fields): in their order, without what is empty. */
const imageConfigFields = [
  'User',
  'ExposedPorts',
  'Env',
  'Entrypoint',
  'Cmd',
  'Volumes',
  'WorkingDir',
  'Labels',
  'StopSignal',
  'ArgsEscaped',
  'Healthcheck',
  'OnBuild',
  'Shell',
]

const isEmpty = (value: GoValue): boolean =>
  value === null || value === undefined || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0)

const imageConfig = (config: Readonly<Record<string, GoValue>>): GoValue =>
  Object.fromEntries(imageConfigFields.filter((name) => !isEmpty(config[name])).map((name) => [name, config[name]]))

function convert(value: GoValue, key: string, parent: string): GoValue {
  if (value === null || value === undefined) {
    if (pointers.has(key)) return nilPointer(`*${key}`)
    return maps.has(key) || (key === 'Config' && parent === 'LogConfig') ? new GoNilMap() : new GoNilSlice()
  }
  if (Array.isArray(value)) return (value as readonly GoValue[]).map((item) => convert(item, `${key}[]`, key))
  if (typeof value !== 'object' || value instanceof GoStruct || value instanceof Map) return value
  const entries = Object.entries(value as Record<string, GoValue>)
  const isMap = (maps.has(key) && !(key === 'Status' && parent === 'State')) || (key === 'Config' && parent === 'LogConfig')
  if (isMap) return new Map(entries.map(([name, item]) => [name, convert(item, `${key}{}`, key)]))
  const owner = key === '' ? parent : key
  const fields = new Map(entries.map(([name, item]) => [name, convert(item, name, owner)]))
  const json = key === 'Config' && parent === 'image' && !('Hostname' in value) ? imageConfig(value as Record<string, GoValue>) : value
  for (const [name, zero] of Object.entries(omitted[owner] ?? {})) if (!fields.has(name)) fields.set(name, zero)
  return new GoStruct(owner, fields, () => json)
}
