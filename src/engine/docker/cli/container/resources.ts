import type { GoValue } from '../../../base/go-value.ts'
import { ramInBytes } from '../../../base/units.ts'
import type { FlagValues } from '../command/flag-values.ts'
import { Failure } from '../failure.ts'
import { parseUlimit } from './flag-checks.ts'
import { nanoCpus } from './resource-flags.ts'

/** The resource limits of a HostConfig, in the order of the wire. */
export function resources(flags: FlagValues, swappiness: number): Record<string, GoValue> {
  const rates = (name: string): GoValue =>
    flags.list(name).map((text) => {
      const [path = '', rate = ''] = text.split(':')
      const size = ramInBytes(rate)
      return { Path: path, Rate: size.ok ? size.value : 0 }
    })
  const devices = flags.list('device').map(device)
  return {
    CpuShares: flags.int('cpu-shares'),
    Memory: flags.bytes('memory'),
    NanoCpus: nanoCpus(flags.text('cpus')),
    CgroupParent: flags.text('cgroup-parent'),
    BlkioWeight: flags.int('blkio-weight'),
    BlkioWeightDevice: flags.list('blkio-weight-device').map((text) => ({ Path: text.split(':')[0] ?? '', Weight: Number(text.split(':')[1]) })),
    BlkioDeviceReadBps: rates('device-read-bps'),
    BlkioDeviceWriteBps: rates('device-write-bps'),
    BlkioDeviceReadIOps: rates('device-read-iops'),
    BlkioDeviceWriteIOps: rates('device-write-iops'),
    CpuPeriod: flags.int('cpu-period'),
    CpuQuota: flags.int('cpu-quota'),
    CpuRealtimePeriod: flags.int('cpu-rt-period'),
    CpuRealtimeRuntime: flags.int('cpu-rt-runtime'),
    CpusetCpus: flags.text('cpuset-cpus'),
    CpusetMems: flags.text('cpuset-mems'),
    Devices: devices,
    DeviceCgroupRules: flags.list('device-cgroup-rule').length > 0 ? flags.list('device-cgroup-rule') : null,
    DeviceRequests: null,
    MemoryReservation: flags.bytes('memory-reservation'),
    MemorySwap: flags.bytes('memory-swap'),
    MemorySwappiness: swappiness,
    OomKillDisable: flags.bool('oom-kill-disable'),
    PidsLimit: flags.int('pids-limit'),
    Ulimits: flags.list('ulimit').map(ulimit),
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
  }
}

function ulimit(text: string): GoValue {
  const limit = parseUlimit(text)
  if (typeof limit === 'string') throw new Failure(limit)
  return { Name: limit.name, Hard: limit.hard, Soft: limit.soft }
}

const isDeviceMode = (text: string): boolean => /^[rwm]+$/.test(text) && new Set(text).size === text.length

/** `--device /dev/a[:/dev/b][:rwm]`. */
function device(text: string): GoValue {
  const parts = text.split(':')
  if (parts.length > 3 || parts[0] === '') throw new Failure(`bad format for path: ${text}`)
  const [source = '', second, third] = parts
  if (third !== undefined && !isDeviceMode(third)) throw new Failure(`bad mode specified: ${third}`)
  const target = second === undefined || isDeviceMode(second) ? source : second
  const mode = third ?? (second !== undefined && isDeviceMode(second) ? second : 'rwm')
  if (!target.startsWith('/')) throw new Failure(`${target} is not an absolute path`)
  return { PathOnHost: source, PathInContainer: target, CgroupPermissions: mode }
}
