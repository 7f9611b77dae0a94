import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { HealthcheckResult } from '../../api/container.ts'
import { goTime } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { runProbe } from '../exec/run.ts'
import { go } from '../mutex.ts'
import type { Container } from './container.ts'

/** Health probes: a command inside the container every so often decides starting, healthy, unhealthy (moby daemon/health.go). */
const DEFAULT_MS = 30_000
const DEFAULT_START_INTERVAL_MS = 5_000
const DEFAULT_RETRIES = 3
const REMEMBERED = 5
const OUTPUT_BYTES = 4096

const ms = (nanoseconds: number | undefined, fallback: number): number => (nanoseconds ? nanoseconds / 1e6 : fallback)

export function* startHealth(daemon: Daemon, container: Container): Sys<void> {
  const command = probeCommand(container)
  container.state.health = undefined
  if (!command) return
  container.state.health = { Status: 'starting', FailingStreak: 0, Log: [] }
  const stop = { stopped: false }
  container.stopHealth = stop
  yield* go(() => probeLoop(daemon, container, command, stop))
}

function probeCommand(container: Container): readonly string[] | undefined {
  const [kind, ...rest] = container.config.Healthcheck?.Test ?? []
  if (kind === 'CMD') return rest
  if (kind === 'CMD-SHELL') return [...(container.config.Shell ?? ['/bin/sh', '-c']), ...rest]
  return undefined
}

function* probeLoop(daemon: Daemon, container: Container, command: readonly string[], stop: { readonly stopped: boolean }): Sys<void> {
  const config = container.config.Healthcheck ?? {}
  const startedMs = yield* sys.clockMonotonic({})
  const startPeriodMs = ms(config.StartPeriod, 0)
  for (;;) {
    const sinceMs = (yield* sys.clockMonotonic({})) - startedMs
    const starting = container.state.health?.Status === 'starting' && sinceMs < startPeriodMs
    const intervalMs = starting ? ms(config.StartInterval, DEFAULT_START_INTERVAL_MS) : ms(config.Interval, DEFAULT_MS)
    yield* pauseFor(container, stop, intervalMs)
    if (stop.stopped) return
    if (container.state.paused) continue
    const begun = yield* sys.clockRealtime({})
    const probe = yield* runProbe(daemon, container, command, ms(config.Timeout, DEFAULT_MS))
    if (stop.stopped) return
    const result = {
      Start: goTime(begun),
      End: goTime(yield* sys.clockRealtime({})),
      ExitCode: probe.exitCode,
      Output: probe.output.slice(0, OUTPUT_BYTES),
    }
    const inStartPeriod = (yield* sys.clockMonotonic({})) - startedMs < startPeriodMs
    yield* judge(daemon, container, result, inStartPeriod, config.Retries || DEFAULT_RETRIES)
  }
}

/** Sleeps through wake-ups that mean other things. */
function* pauseFor(container: Container, stop: { readonly stopped: boolean }, waitMs: number): Sys<void> {
  const untilMs = (yield* sys.clockMonotonic({})) + waitMs
  while (!stop.stopped) {
    const leftMs = untilMs - (yield* sys.clockMonotonic({}))
    if (leftMs <= 0) return
    yield* container.changed.wait(leftMs)
  }
}

function* judge(daemon: Daemon, container: Container, result: HealthcheckResult, inStartPeriod: boolean, retries: number): Sys<void> {
  const before = container.state.health
  if (!before) return
  const log = [...(before.Log ?? []), result].slice(-REMEMBERED)
  const failed = result.ExitCode !== 0
  const excused = failed && inStartPeriod && before.Status === 'starting'
  const streak = failed ? (excused ? before.FailingStreak : before.FailingStreak + 1) : 0
  const status = !failed ? 'healthy' : streak >= retries ? 'unhealthy' : before.Status
  container.state.health = { Status: status, FailingStreak: streak, Log: log }
  yield* daemon.checkpoint(container)
  if (status === before.Status) return
  yield* sys.record({ kind: 'container.health-changed', data: { container: container.id, from: before.Status, to: status } })
  yield* daemon.containerEvent(container, `health_status: ${status}`)
}
