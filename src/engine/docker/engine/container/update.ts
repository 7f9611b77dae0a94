import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Loose } from '../../api/common.ts'
import type { ContainerUpdateResponse } from '../../api/container.ts'
import type { ContainerUpdateConfig, HostConfig } from '../../api/host-config.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, internal } from '../errdefs.ts'
import { hostCpus } from '../host.ts'
import type { Container } from './container.ts'
import { resourcesOf } from './spec.ts'
import { verifyResources, verifyRestartPolicy } from './verify.ts'

/** POST /containers/{id}/update: limits and restart policy of a container, running or not (moby daemon/update.go, container/container_unix.go). */
export function* updateContainer(daemon: Daemon, container: Container, request: Loose<ContainerUpdateConfig>): Sys<ContainerUpdateResponse> {
  const given = { ...request } as Partial<ContainerUpdateConfig>
  verifyResources(given, { cpus: yield* hostCpus() }, { update: true })
  if (request.RestartPolicy?.Name) verifyRestartPolicy(request.RestartPolicy)
  const refuse = (why: string) => internal(`Cannot update container ${container.id}: ${why}`)
  if (container.state.removalInProgress || container.state.dead) throw refuse('container is marked for removal and cannot be "update"')
  const current = container.hostConfig
  // No limit on swap counts as zero here: a first memory limit needs its swap limit beside it.
  if (request.Memory && !request.MemorySwap && request.Memory > current.MemorySwap) {
    throw conflict(
      `Cannot update container ${container.id}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time`,
    )
  }
  if (request.NanoCpus && (current.CpuPeriod > 0 || current.CpuQuota > 0)) {
    throw conflict(
      `Cannot update container ${container.id}: Conflicting options: Nano CPUs cannot be updated as CPU Period/Quota has already been set`,
    )
  }
  container.hostConfig = merged(current, request)
  if (request.RestartPolicy?.Name && container.restarts) container.restarts.policy = container.hostConfig.RestartPolicy
  yield* daemon.checkpoint(container)
  if (container.state.running && !container.state.restarting) {
    const done = yield* daemon.containerd.update(container.id, resourcesOf(container.hostConfig))
    if (!done.ok) throw refuse(done.error.message)
  }
  yield* daemon.containerEvent(container, 'update')
  return { Warnings: daemon.release.major >= 28 ? null : [] }
}

/** Only what is not zero changes. */
function merged(current: HostConfig, request: Loose<ContainerUpdateConfig>): HostConfig {
  const numbers = [
    'CpuShares',
    'Memory',
    'NanoCpus',
    'BlkioWeight',
    'CpuPeriod',
    'CpuQuota',
    'MemoryReservation',
    'MemorySwap',
    'CpuRealtimePeriod',
    'CpuRealtimeRuntime',
  ] as const
  const change: Record<string, unknown> = {}
  for (const name of numbers) if (request[name]) change[name] = request[name]
  for (const name of ['CpusetCpus', 'CpusetMems'] as const) if (request[name]) change[name] = request[name]
  if (request.PidsLimit !== undefined && request.PidsLimit !== null && request.PidsLimit !== 0)
    change.PidsLimit = request.PidsLimit < 0 ? null : request.PidsLimit
  if (request.RestartPolicy?.Name) change.RestartPolicy = request.RestartPolicy
  return { ...current, ...change }
}
