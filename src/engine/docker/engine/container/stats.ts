import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { zeroTime } from '../../api/common.ts'
import type { ContainerStats, CpuStats, NetworkStats } from '../../api/stats.ts'
import type { TaskMetrics } from '../../containerd/tasks.ts'
import { now } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { sortedMap } from '../go-json.ts'
import { hostCpus, hostMemory } from '../host.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { JsonStream } from '../http/api-exchange.ts'
import { inNamespace } from '../network/in-namespace.ts'
import type { Container } from './container.ts'

/** GET /containers/{id}/stats: counters of the control group and of the interfaces, once a second (moby daemon/stats). */
const INTERVAL_MS = 1000

interface Sample {
  readonly read: string
  readonly cpu: CpuStats
}

const noCpu: CpuStats = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
}

export function* containerStats(api: ApiExchange, container: Container): Sys<void> {
  const streamed = !api.has('stream') || api.flag('stream')
  const { daemon } = api
  if (!container.state.running && !streamed) {
    yield* api.answer(200, stoppedStats(container))
    return
  }
  let previous: Sample = { read: zeroTime, cpu: noCpu }
  if (!streamed) {
    if (!api.flag('one-shot')) {
      previous = (yield* measure(daemon, container, previous)).sample
      yield* sys.nanosleep({ ms: INTERVAL_MS })
    }
    yield* api.answer(200, (yield* measure(daemon, container, previous)).stats)
    return
  }
  const stream = new JsonStream(yield* api.begin(200, [['Content-Type', 'application/json']]))
  yield* api.exchange.watch(container.changed)
  while (!api.exchange.gone && !stream.broken && !container.state.removed) {
    if (container.state.running) {
      const measured = yield* measure(daemon, container, previous)
      previous = measured.sample
      yield* stream.write(measured.stats)
    } else yield* stream.write(stoppedStats(container))
    yield* waitInterval(api, container)
  }
}

function* waitInterval(api: ApiExchange, container: Container): Sys<void> {
  const untilMs = (yield* sys.clockMonotonic({})) + INTERVAL_MS
  while (!api.exchange.gone) {
    const leftMs = untilMs - (yield* sys.clockMonotonic({}))
    if (leftMs <= 0) return
    yield* container.changed.wait(leftMs)
  }
}

const emptyBlkio = () => ({
  io_service_bytes_recursive: null,
  io_serviced_recursive: null,
  io_queue_recursive: null,
  io_service_time_recursive: null,
  io_wait_time_recursive: null,
  io_merged_recursive: null,
  io_time_recursive: null,
  sectors_recursive: null,
})

const stoppedStats = (container: Container): ContainerStats => ({
  name: container.name,
  id: container.id,
  read: zeroTime,
  preread: zeroTime,
  pids_stats: {},
  blkio_stats: emptyBlkio(),
  num_procs: 0,
  storage_stats: {},
  cpu_stats: noCpu,
  precpu_stats: noCpu,
  memory_stats: {},
})

function* measure(daemon: Daemon, container: Container, previous: Sample): Sys<{ readonly stats: ContainerStats; readonly sample: Sample }> {
  const metrics = yield* daemon.containerd.stats(container.id)
  if (!metrics.ok) return { stats: stoppedStats(container), sample: previous }
  const sample = { read: yield* now(), cpu: yield* cpuStats(metrics.value) }
  const memory = metrics.value.memory
  const limit = memory.limit >= Number.MAX_SAFE_INTEGER ? yield* hostMemory() : memory.limit
  const networks = yield* networkStats(daemon, container)
  const pidLimit = metrics.value.pids.limit
  const stats: ContainerStats = {
    name: container.name,
    id: container.id,
    read: sample.read,
    preread: previous.read,
    pids_stats: { current: metrics.value.pids.current, limit: pidLimit >= Number.MAX_SAFE_INTEGER ? 18_446_744_073_709_552_000 : pidLimit },
    blkio_stats: { ...emptyBlkio(), io_service_bytes_recursive: metrics.value.io.length > 0 ? metrics.value.io : null },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: sample.cpu,
    precpu_stats: previous.cpu,
    memory_stats: { usage: memory.usage, stats: sortedMap(Object.entries(memory.stat)), limit },
    ...(networks && { networks }),
  }
  return { stats, sample }
}

function* cpuStats({ cpu }: TaskMetrics): Sys<CpuStats> {
  return {
    cpu_usage: {
      total_usage: Math.round(cpu.usageUsec * 1000),
      usage_in_kernelmode: Math.round(cpu.systemUsec * 1000),
      usage_in_usermode: Math.round(cpu.userUsec * 1000),
    },
    system_cpu_usage: yield* systemCpu(),
    online_cpus: yield* hostCpus(),
    throttling_data: { periods: cpu.periods, throttled_periods: cpu.throttledPeriods, throttled_time: Math.round(cpu.throttledUsec * 1000) },
  }
}

/** All of the host's CPU time so far in nanoseconds: the first seven columns of /proc/stat, in ticks of 10 ms. */
function* systemCpu(): Sys<number> {
  const text = yield* readFile('/proc/stat')
  const fields = text.ok ? (text.value.split('\n')[0] ?? '').split(/\s+/).slice(1, 8) : []
  return fields.reduce((sum, field) => sum + Number(field), 0) * 10_000_000
}

function* networkStats(daemon: Daemon, container: Container): Sys<Record<string, NetworkStats> | undefined> {
  const sandbox = daemon.sandboxes.get(container.id)
  if (!sandbox || container.hostConfig.NetworkMode === 'host') return undefined
  const links = yield* inNamespace(sandbox.key, () => sys.linkList({}))
  const out: [string, NetworkStats][] = []
  for (const { name, kind, statistics } of links.ok ? links.value : []) {
    if (kind === 'loopback') continue
    const { rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped } = statistics
    out.push([
      name,
      {
        rx_bytes: rxBytes,
        rx_packets: rxPackets,
        rx_errors: rxErrors,
        rx_dropped: rxDropped,
        tx_bytes: txBytes,
        tx_packets: txPackets,
        tx_errors: txErrors,
        tx_dropped: txDropped,
      },
    ])
  }
  return out.length > 0 ? sortedMap(out) : undefined
}
