import { bytesSize } from '../../../base/units.ts'
import type { SystemInfo } from '../../api/system.ts'
import type { Cli } from '../cli.ts'

/** The pages of `docker info` (cli/command/system/info.go). */

export function clientLines({ release, endpoint }: Cli): string[] {
  const plugin = (name: string, title: string, version: string) => [
    `  ${name}: ${title} (Docker Inc.)`,
    `    Version:  ${version}`,
    `    Path:     ${release.pluginDirectory}/docker-${name}`,
  ]
  return [
    `Client:${release.platform && ` ${release.platform}`}`,
    ` Version:    ${release.version}`,
    ` Context:    ${endpoint.context}`,
    ' Debug Mode: false',
    ' Plugins:',
    ...plugin('buildx', 'Docker Buildx', release.buildx),
    ...plugin('compose', 'Docker Compose', release.compose),
  ]
}

export function serverLines(info: SystemInfo): string[] {
  const lines = [
    ` Containers: ${info.Containers}`,
    `  Running: ${info.ContainersRunning}`,
    `  Paused: ${info.ContainersPaused}`,
    `  Stopped: ${info.ContainersStopped}`,
    ` Images: ${info.Images}`,
    ` Server Version: ${info.ServerVersion}`,
    ` Storage Driver: ${info.Driver}`,
    ...info.DriverStatus.map(([key, value]) => `  ${key}: ${value}`),
    ` Logging Driver: ${info.LoggingDriver}`,
    ` Cgroup Driver: ${info.CgroupDriver}`,
    ` Cgroup Version: ${info.CgroupVersion ?? '1'}`,
    ' Plugins:',
    `  Volume: ${info.Plugins.Volume.join(' ')}`,
    `  Network: ${info.Plugins.Network.join(' ')}`,
    `  Log: ${info.Plugins.Log.join(' ')}`,
  ]
  if (info.CDISpecDirs && info.CDISpecDirs.length > 0) lines.push(' CDI spec directories:', ...info.CDISpecDirs.map((path) => `  ${path}`))
  lines.push(...swarmLines(info), ...runtimeLines(info), ...securityLines(info))
  lines.push(
    ` Kernel Version: ${info.KernelVersion}`,
    ` Operating System: ${info.OperatingSystem}`,
    ` OSType: ${info.OSType}`,
    ` Architecture: ${info.Architecture}`,
    ` CPUs: ${info.NCPU}`,
    ` Total Memory: ${bytesSize(info.MemTotal)}`,
    ` Name: ${info.Name}`,
    ` ID: ${info.ID}`,
    ` Docker Root Dir: ${info.DockerRootDir}`,
    ` Debug Mode: ${info.Debug}`,
  )
  if (info.Debug)
    lines.push(
      `  File Descriptors: ${info.NFd}`,
      `  Goroutines: ${info.NGoroutines}`,
      `  System Time: ${info.SystemTime}`,
      `  EventsListeners: ${info.NEventsListener}`,
    )
  if (info.HttpProxy) lines.push(` HTTP Proxy: ${info.HttpProxy}`)
  if (info.HttpsProxy) lines.push(` HTTPS Proxy: ${info.HttpsProxy}`)
  if (info.NoProxy) lines.push(` No Proxy: ${info.NoProxy}`)
  if (info.Labels.length > 0) lines.push(' Labels:', ...info.Labels.map((label) => `  ${label}`))
  lines.push(` Experimental: ${info.ExperimentalBuild}`)
  const insecure = [
    ...Object.values(info.RegistryConfig.IndexConfigs)
      .filter((index) => !index.Secure)
      .map((index) => index.Name),
    ...info.RegistryConfig.InsecureRegistryCIDRs,
  ]
  if (insecure.length > 0) lines.push(' Insecure Registries:', ...insecure.map((name) => `  ${name}`))
  const mirrors = info.RegistryConfig.Mirrors ?? []
  if (mirrors.length > 0) lines.push(' Registry Mirrors:', ...mirrors.map((mirror) => `  ${mirror}`))
  lines.push(` Live Restore Enabled: ${info.LiveRestoreEnabled}`)
  if (info.ProductLicense) lines.push(` Product License: ${info.ProductLicense}`)
  for (const { Base, Size } of info.DefaultAddressPools ?? []) {
    if (!lines.includes(' Default Address Pools:')) lines.push(' Default Address Pools:')
    lines.push(`   Base: ${Base}, Size: ${Size}`)
  }
  return lines
}

function swarmLines({ Swarm: swarm }: SystemInfo): string[] {
  const lines = [` Swarm: ${swarm.LocalNodeState}`]
  if (swarm.LocalNodeState === 'inactive' || swarm.LocalNodeState === 'locked') return lines
  lines.push(`  NodeID: ${swarm.NodeID}`)
  if (swarm.Error) lines.push(`  Error: ${swarm.Error}`)
  lines.push(`  Is Manager: ${swarm.ControlAvailable}`)
  if (swarm.NodeAddr) lines.push(`  Node Address: ${swarm.NodeAddr}`)
  return lines
}

function runtimeLines(info: SystemInfo): string[] {
  return [
    ` Runtimes: ${Object.keys(info.Runtimes).sort().join(' ')}`,
    ` Default Runtime: ${info.DefaultRuntime}`,
    ` Init Binary: ${info.InitBinary}`,
    ` containerd version: ${info.ContainerdCommit.ID}`,
    ` runc version: ${info.RuncCommit.ID}`,
    ` init version: ${info.InitCommit.ID}`,
  ]
}

function securityLines({ SecurityOptions: options }: SystemInfo): string[] {
  if (options.length === 0) return []
  const lines = [' Security Options:']
  for (const option of options) {
    const pairs = option.split(',').map((part) => part.split('=') as [string, string])
    lines.push(`  ${pairs.find(([key]) => key === 'name')?.[1] ?? option}`)
    for (const [key, value] of pairs) if (key === 'profile') lines.push(`   Profile: ${value}`)
  }
  return lines
}

/** What the daemon warns of, on standard error. */
export function serverWarnings(info: SystemInfo): readonly string[] {
  return info.Warnings ?? []
}
