import { parseSignal } from '../../../linux/kernel/signal.ts'
import type { ContainerConfig } from '../../api/container-config.ts'
import type { HostConfig, Resources, RestartPolicy } from '../../api/host-config.ts'
import type { EngineError } from '../errdefs.ts'
import { invalid } from '../errdefs.ts'
import { verifyLogConfig } from '../logs/drivers.ts'

/** What dockerd refuses before it makes a container (moby daemon/container.go, daemon_unix.go). */
export interface HostFacts {
  readonly cpus: number
}

const MIN_MEMORY = 6 * 1024 * 1024

export function verifyConfig(config: ContainerConfig): void {
  if (config.WorkingDir !== '' && !config.WorkingDir.startsWith('/')) {
    throw invalid(`the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`)
  }
  if (config.StopSignal && parseSignal(config.StopSignal) === undefined) throw invalid(`invalid signal: ${config.StopSignal}`)
  for (const entry of config.Env ?? []) if (entry.startsWith('=') || entry === '') throw invalid(`invalid environment variable: ${entry}`)
  const health = config.Healthcheck
  if (!health) return
  const tooShort = (value: number | undefined) => value !== undefined && value !== 0 && value < 1_000_000
  if (tooShort(health.Interval)) throw invalid('Interval in Healthcheck cannot be less than 1ms')
  if (tooShort(health.Timeout)) throw invalid('Timeout in Healthcheck cannot be less than 1ms')
  if ((health.Retries ?? 0) < 0) throw invalid('Retries in Healthcheck cannot be negative')
  if (tooShort(health.StartPeriod)) throw invalid('StartPeriod in Healthcheck cannot be less than 1ms')
}

export function verifyHostConfig(hostConfig: HostConfig, config: ContainerConfig, host: HostFacts): void {
  if (hostConfig.AutoRemove && hostConfig.RestartPolicy.Name !== 'no' && hostConfig.RestartPolicy.Name !== '') {
    throw invalid("can't create 'AutoRemove' container with restart policy")
  }
  for (const extra of hostConfig.ExtraHosts ?? []) {
    if (!/^[^:=]+[:=].+$/.test(extra)) throw invalid(`bad format for add-host: ${JSON.stringify(extra)}`)
  }
  verifyPorts(hostConfig)
  verifyRestartPolicy(hostConfig.RestartPolicy)
  verifyModes(hostConfig, config)
  verifyLogConfig(hostConfig.LogConfig)
  verifyResources(hostConfig, host)
  if (hostConfig.Runtime !== undefined && !['runc', 'io.containerd.runc.v2', ''].includes(hostConfig.Runtime)) {
    throw invalid(`unknown or invalid runtime name: ${hostConfig.Runtime}`)
  }
  if (hostConfig.ShmSize < 0) throw invalid('SHM size can not be less than 0')
}

function verifyPorts(hostConfig: HostConfig): void {
  for (const [port, bindings] of Object.entries(hostConfig.PortBindings ?? {})) {
    const [number = '', protocol = 'tcp'] = port.split('/')
    if (!/^\d+(-\d+)?$/.test(number) || !['tcp', 'udp', 'sctp'].includes(protocol))
      throw invalid(`invalid port specification: ${JSON.stringify(port)}`)
    for (const { HostPort } of bindings ?? []) {
      if (HostPort !== '' && !/^\d+(-\d+)?$/.test(HostPort)) throw invalid(`invalid port specification: ${JSON.stringify(HostPort)}`)
    }
  }
}

export function verifyRestartPolicy(policy: RestartPolicy): void {
  if (!['', 'no', 'always', 'unless-stopped', 'on-failure'].includes(policy.Name)) {
    throw invalid(`invalid restart policy: unknown policy '${policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`)
  }
  if (policy.MaximumRetryCount < 0) throw invalid('invalid restart policy: maximum retry count cannot be negative')
  if (policy.MaximumRetryCount > 0 && policy.Name !== 'on-failure') {
    throw invalid(`invalid restart policy: maximum retry count can only be used with 'on-failure'`)
  }
}

function verifyModes(hostConfig: HostConfig, config: ContainerConfig): void {
  const { NetworkMode, PidMode, UTSMode, IpcMode } = hostConfig
  const conflicting = (what: string): EngineError => invalid(`conflicting options: ${what}`)
  if (PidMode !== '' && PidMode !== 'host' && !/^container:.+/.test(PidMode)) throw invalid('invalid PID mode')
  if (UTSMode !== '' && UTSMode !== 'host') throw invalid('invalid UTS mode')
  if (!['none', 'host', 'private', 'shareable'].includes(IpcMode) && !/^container:.+/.test(IpcMode)) throw invalid(`invalid IPC mode: ${IpcMode}`)
  if (NetworkMode === 'container:') throw invalid('Invalid network mode: invalid container format container:<name|id>')
  if (UTSMode === 'host' && config.Hostname !== '') throw conflicting('hostname and the UTS mode')
  if (!NetworkMode.startsWith('container:')) return
  if (config.Hostname !== '') throw conflicting('hostname and the network mode')
  if ((hostConfig.Links ?? []).length > 0)
    throw conflicting("container type network can't be used with links. This would result in undefined behavior")
  if ((hostConfig.Dns ?? []).length > 0) throw conflicting('dns and the network mode')
  if ((hostConfig.ExtraHosts ?? []).length > 0) throw conflicting('custom host-to-IP mapping and the network mode')
  if (hostConfig.PublishAllPorts || Object.keys(hostConfig.PortBindings ?? {}).length > 0)
    throw conflicting('port publishing and the container type network mode')
  if (config.ExposedPorts && Object.keys(config.ExposedPorts).length > 0) throw conflicting('port exposing and the container type network mode')
}

/** Also for `docker update`, which may name a swap limit alone. */
export function verifyResources(resources: Partial<Resources>, host: HostFacts, { update = false } = {}): void {
  const { Memory = 0, MemorySwap = 0, MemoryReservation = 0, NanoCpus = 0, CpuQuota = 0, CpuPeriod = 0 } = resources
  if (Memory !== 0 && Memory < MIN_MEMORY) throw invalid('Minimum memory limit allowed is 6MB')
  if (Memory > 0 && MemorySwap > 0 && MemorySwap < Memory) throw invalid('Minimum memoryswap limit should be larger than memory limit, see usage')
  if (Memory === 0 && MemorySwap > 0 && !update) throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage')
  if (MemoryReservation !== 0 && MemoryReservation < MIN_MEMORY) throw invalid('Minimum memory reservation allowed is 6MB')
  if (Memory > 0 && MemoryReservation > 0 && Memory < MemoryReservation)
    throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage')
  if (NanoCpus > 0 && CpuPeriod > 0) throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set')
  if (NanoCpus > 0 && CpuQuota > 0) throw invalid('Conflicting options: Nano CPUs and CPU Quota cannot both be set')
  if (NanoCpus < 0 || NanoCpus > host.cpus * 1e9) {
    throw invalid(`range of CPUs is from 0.01 to ${host.cpus.toFixed(2)}, as there are only ${host.cpus} CPUs available`)
  }
  if (CpuPeriod !== 0 && (CpuPeriod < 1000 || CpuPeriod > 1_000_000))
    throw invalid('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)')
  if (CpuQuota > 0 && CpuQuota < 1000) throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)')
  verifyCpuset(resources.CpusetCpus ?? '', host)
  const weight = resources.BlkioWeight ?? 0
  if (weight !== 0 && (weight < 10 || weight > 1000)) throw invalid('Range of blkio weight is from 10 to 1000')
}

function verifyCpuset(text: string, host: HostFacts): void {
  if (text === '') return
  const wanted: number[] = []
  for (const part of text.split(',')) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim())
    if (!range || Number(range[2] ?? range[1]) < Number(range[1])) throw invalid(`Invalid value ${text} for cpuset cpus`)
    for (let cpu = Number(range[1]); cpu <= Number(range[2] ?? range[1]); cpu++) wanted.push(cpu)
  }
  if (wanted.some((cpu) => cpu >= host.cpus)) {
    throw invalid(`Requested CPUs are not available - requested ${text}, available: ${host.cpus === 1 ? '0' : `0-${host.cpus - 1}`}`)
  }
}
