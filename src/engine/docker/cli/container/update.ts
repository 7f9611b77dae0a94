import type { GoValue } from '../../../base/go-value.ts'
import type { ContainerUpdateResponse } from '../../api/container.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { nanoCpus, restartPolicy } from './resource-flags.ts'

/** docker update */
export const update: Verb = function* ({ cli, args, flags }) {
  if (flags.changedNames().length === 0) throw new Failure('you must provide one or more flags when using this command')
  const pids = flags.int('pids-limit')
  const body: GoValue = {
    CpuShares: flags.int('cpu-shares'),
    Memory: flags.bytes('memory'),
    NanoCpus: nanoCpus(flags.text('cpus')),
    CgroupParent: '',
    BlkioWeight: flags.int('blkio-weight'),
    BlkioWeightDevice: null,
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    CpuPeriod: flags.int('cpu-period'),
    CpuQuota: flags.int('cpu-quota'),
    CpuRealtimePeriod: flags.int('cpu-rt-period'),
    CpuRealtimeRuntime: flags.int('cpu-rt-runtime'),
    CpusetCpus: flags.text('cpuset-cpus'),
    CpusetMems: flags.text('cpuset-mems'),
    Devices: null,
    DeviceCgroupRules: null,
    DeviceRequests: null,
    MemoryReservation: flags.bytes('memory-reservation'),
    MemorySwap: flags.bytes('memory-swap'),
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: pids === 0 ? null : pids,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    RestartPolicy: { ...restartPolicy(flags.text('restart')) },
  }
  const warnings: string[] = []
  const problems: string[] = []
  for (const name of args) {
    try {
      const answer = yield* cli.client.json<ContainerUpdateResponse>('POST', `/containers/${name}/update`, { json: body })
      yield* cli.print(`${name}\n`)
      warnings.push(...(answer.Warnings ?? []))
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      problems.push(failure.message)
    }
  }
  if (warnings.length > 0) yield* cli.print(`${warnings.join('\n')}\n`)
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  return 0
}
