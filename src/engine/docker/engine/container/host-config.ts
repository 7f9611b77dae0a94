import type { Loose } from '../../api/common.ts'
import type { ContainerConfig } from '../../api/container-config.ts'
import type { HostConfig, PortBinding } from '../../api/host-config.ts'
import type { DaemonConfig } from '../config.ts'
import { containerCapabilities } from './spec.ts'

const MiB = 1024 * 1024

const maskedPaths = (major: number): readonly string[] => [
  '/proc/asound',
  '/proc/acpi',
  ...(major >= 28 ? ['/proc/interrupts'] : []),
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
]

const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

/** A host configuration with every field, the daemon's defaults where the client said nothing (moby adaptContainerSettings). */
export function completeHostConfig(given: Loose<HostConfig>, daemon: DaemonConfig, releaseMajor: number): HostConfig {
  const memory = given.Memory ?? 0
  const privileged = given.Privileged ?? false
  const mode = given.NetworkMode ?? ''
  const logType = given.LogConfig?.Type ?? ''
  return {
    Binds: given.Binds ?? null,
    ContainerIDFile: given.ContainerIDFile ?? '',
    LogConfig:
      logType === ''
        ? { Type: daemon.logDriver, Config: { ...daemon.logOpts, ...given.LogConfig?.Config } }
        : { Type: logType, Config: given.LogConfig?.Config ?? {} },
    NetworkMode: mode === '' || mode === 'default' ? 'bridge' : mode,
    PortBindings: completeBindings(given.PortBindings),
    RestartPolicy: { Name: given.RestartPolicy?.Name || 'no', MaximumRetryCount: given.RestartPolicy?.MaximumRetryCount ?? 0 },
    AutoRemove: given.AutoRemove ?? false,
    VolumeDriver: given.VolumeDriver ?? '',
    VolumesFrom: given.VolumesFrom ?? null,
    ConsoleSize: given.ConsoleSize ?? [0, 0],
    ...(given.Annotations && Object.keys(given.Annotations).length > 0 && { Annotations: given.Annotations }),
    CapAdd: normalCapabilities(given.CapAdd),
    CapDrop: normalCapabilities(given.CapDrop),
    CgroupnsMode: given.CgroupnsMode || (privileged ? 'host' : 'private'),
    Dns: given.Dns ?? [],
    DnsOptions: given.DnsOptions ?? [],
    DnsSearch: given.DnsSearch ?? [],
    ExtraHosts: given.ExtraHosts ?? null,
    GroupAdd: given.GroupAdd ?? null,
    IpcMode: given.IpcMode || 'private',
    Cgroup: given.Cgroup ?? '',
    Links: given.Links ?? null,
    OomScoreAdj: given.OomScoreAdj ?? 0,
    PidMode: given.PidMode ?? '',
    Privileged: privileged,
    PublishAllPorts: given.PublishAllPorts ?? false,
    ReadonlyRootfs: given.ReadonlyRootfs ?? false,
    SecurityOpt: given.SecurityOpt ?? (privileged ? ['label=disable'] : null),
    ...(given.StorageOpt && { StorageOpt: given.StorageOpt }),
    ...(given.Tmpfs && Object.keys(given.Tmpfs).length > 0 && { Tmpfs: given.Tmpfs }),
    UTSMode: given.UTSMode ?? '',
    UsernsMode: given.UsernsMode ?? '',
    ShmSize: given.ShmSize || 64 * MiB,
    ...(given.Sysctls && Object.keys(given.Sysctls).length > 0 && { Sysctls: given.Sysctls }),
    Runtime: given.Runtime || 'runc',
    Isolation: given.Isolation ?? '',
    ...resourceFields(given, memory),
    ...(given.Mounts && given.Mounts.length > 0 && { Mounts: given.Mounts }),
    MaskedPaths: privileged ? null : (given.MaskedPaths ?? maskedPaths(releaseMajor)),
    ReadonlyPaths: privileged ? null : (given.ReadonlyPaths ?? readonlyPaths),
    ...((given.Init !== undefined && given.Init !== null) || daemon.init ? { Init: given.Init ?? daemon.init } : {}),
  }
}

/** Clients may leave either half of a binding out. */
function completeBindings(given: Loose<HostConfig>['PortBindings']): NonNullable<HostConfig['PortBindings']> {
  const complete = (binding: Partial<PortBinding>): PortBinding => ({ HostIp: binding.HostIp ?? '', HostPort: binding.HostPort ?? '' })
  return Object.fromEntries(Object.entries(given ?? {}).map(([port, bindings]) => [port, bindings && bindings.map(complete)]))
}

function resourceFields(given: Loose<HostConfig>, memory: number) {
  const swap = given.MemorySwap ?? 0
  return {
    CpuShares: given.CpuShares ?? 0,
    Memory: memory,
    NanoCpus: given.NanoCpus ?? 0,
    CgroupParent: given.CgroupParent ?? '',
    BlkioWeight: given.BlkioWeight ?? 0,
    BlkioWeightDevice: given.BlkioWeightDevice ?? null,
    BlkioDeviceReadBps: given.BlkioDeviceReadBps ?? null,
    BlkioDeviceWriteBps: given.BlkioDeviceWriteBps ?? null,
    BlkioDeviceReadIOps: given.BlkioDeviceReadIOps ?? null,
    BlkioDeviceWriteIOps: given.BlkioDeviceWriteIOps ?? null,
    CpuPeriod: given.CpuPeriod ?? 0,
    CpuQuota: given.CpuQuota ?? 0,
    CpuRealtimePeriod: given.CpuRealtimePeriod ?? 0,
    CpuRealtimeRuntime: given.CpuRealtimeRuntime ?? 0,
    CpusetCpus: given.CpusetCpus ?? '',
    CpusetMems: given.CpusetMems ?? '',
    Devices: given.Devices ?? null,
    DeviceCgroupRules: given.DeviceCgroupRules ?? null,
    DeviceRequests: given.DeviceRequests ?? null,
    MemoryReservation: given.MemoryReservation ?? 0,
    MemorySwap: memory > 0 && swap === 0 ? memory * 2 : swap,
    // Control groups v2 have neither.
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: given.PidsLimit ? given.PidsLimit : null,
    Ulimits: given.Ulimits ?? [],
    CpuCount: given.CpuCount ?? 0,
    CpuPercent: given.CpuPercent ?? 0,
    IOMaximumIOps: given.IOMaximumIOps ?? 0,
    IOMaximumBandwidth: given.IOMaximumBandwidth ?? 0,
  }
}

/** `net_admin` becomes CAP_NET_ADMIN; sorted. */
function normalCapabilities(names: readonly string[] | null | undefined): readonly string[] | null {
  if (!names || names.length === 0) return names ?? null
  containerCapabilities({ CapAdd: names, CapDrop: null, Privileged: false })
  const upper = names.map((name) => name.toUpperCase())
  if (upper.includes('ALL')) return ['ALL']
  return [...new Set(upper.map((name) => (name.startsWith('CAP_') ? name : `CAP_${name}`)))].sort()
}

/** The environment a container starts with: PATH, HOSTNAME, TERM, what links say, then its own (moby CreateDaemonEnvironment). */
export function containerEnv(config: ContainerConfig, links: readonly string[]): readonly string[] {
  const own = config.Env ?? []
  const base = [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `HOSTNAME=${config.Hostname}${config.Domainname === '' ? '' : `.${config.Domainname}`}`,
    ...(config.Tty ? ['TERM=xterm'] : []),
    ...links,
  ]
  return replaceEnv(base, own)
}

/** container.ReplaceOrAppendEnvVars: `NAME` alone removes it. */
export function replaceEnv(base: readonly string[], overrides: readonly string[]): readonly string[] {
  const out = new Map(base.map((entry) => [entry.split('=')[0] as string, entry]))
  for (const entry of overrides) {
    const name = entry.split('=')[0] as string
    if (entry.includes('=')) out.set(name, entry)
    else out.delete(name)
  }
  return [...out.values()]
}
