import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { RegistryServiceConfig, SystemInfo, SystemVersion } from '../../api/system.ts'
import { namesIn } from '../../oci/files.ts'
import { now } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { hostCpus, hostMemory, operatingSystem } from '../host.ts'
import { logDriverNames } from '../logs/drivers.ts'
import { components } from './components.ts'

/** GET /version and GET /info (moby daemon/info.go). */
export function* systemVersion(daemon: Daemon): Sys<SystemVersion> {
  const { release } = daemon
  const { release: kernel } = yield* sys.uname({})
  const { containerd, runc, init } = yield* components(daemon)
  const details = {
    ApiVersion: release.apiVersion,
    Arch: 'amd64',
    BuildTime: release.buildTime,
    Experimental: 'false',
    GitCommit: release.gitCommit,
    GoVersion: release.goVersion,
    KernelVersion: kernel,
    MinAPIVersion: release.minApiVersion,
    Os: 'linux',
  }
  return {
    Platform: { Name: release.platform },
    Components: [
      { Name: 'Engine', Version: release.version, Details: details },
      { Name: 'containerd', Version: containerd.version, Details: { GitCommit: containerd.commit } },
      { Name: 'runc', Version: runc.version, Details: { GitCommit: runc.commit } },
      { Name: 'docker-init', Version: init.version, Details: { GitCommit: init.commit } },
    ],
    Version: release.version,
    ApiVersion: release.apiVersion,
    MinAPIVersion: release.minApiVersion,
    GitCommit: release.gitCommit,
    GoVersion: release.goVersion,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: kernel,
    BuildTime: release.buildTime,
  }
}

export function* systemInfo(daemon: Daemon): Sys<SystemInfo> {
  const { config, release } = daemon
  const containers = daemon.containers.all()
  const count = (wanted: (status: string) => boolean) => containers.filter(({ state }) => wanted(state.status)).length
  const os = yield* operatingSystem()
  const uname = yield* sys.uname({})
  const paused = count((status) => status === 'paused')
  const running = count((status) => status === 'running' || status === 'restarting')
  const modern = release.major >= 28
  const { containerd, runc, init } = yield* components(daemon)
  return {
    ID: daemon.id,
    Containers: containers.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: containers.length - running - paused,
    Images: [...daemon.images.store.images.values()].length,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', yield* backingFilesystem(config.dataRoot)],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
      Authorization: null,
      Log: logDriverNames.filter((name) => !release.without.includes(name)),
    },
    ...capabilitiesOfHost(modern),
    IPv4Forwarding: (yield* sysctl('net/ipv4/ip_forward')) !== '0',
    ...(!modern && { BridgeNfIptables: true, BridgeNfIp6tables: true }),
    Debug: config.debug,
    NFd: (yield* namesIn('/proc/self/fd')).length,
    OomKillDisable: false,
    NGoroutines: (yield* namesIn('/proc/self/task')).length,
    SystemTime: yield* now(),
    LoggingDriver: config.logDriver,
    CgroupDriver: config.cgroupDriver,
    CgroupVersion: '2',
    NEventsListener: daemon.events.listenerCount,
    KernelVersion: uname.release,
    OperatingSystem: os.name,
    OSVersion: os.version,
    OSType: 'linux',
    Architecture: uname.machine,
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: registryConfig(daemon),
    NCPU: yield* hostCpus(),
    MemTotal: yield* hostMemory(),
    GenericResources: null,
    DockerRootDir: config.dataRoot,
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: uname.nodename,
    Labels: config.labels,
    ExperimentalBuild: false,
    ServerVersion: release.version,
    Runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '', RemoteManagers: null },
    LiveRestoreEnabled: config.liveRestore,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: commit(containerd.commit, modern),
    RuncCommit: commit(runc.commit, modern),
    InitCommit: commit(init.commit, modern),
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
    ...(modern && { FirewallBackend: { Driver: 'iptables' } }),
    CDISpecDirs: modern ? ['/etc/cdi', '/var/run/cdi'] : [],
    ...(modern && { Containerd: { Address: config.containerd, Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' } } }),
    Warnings: yield* warnings(daemon),
  }
}

const commit = (id: string, modern: boolean) => (modern ? { ID: id } : { ID: id, Expected: id })

const capabilitiesOfHost = (modern: boolean) => ({
  MemoryLimit: true,
  SwapLimit: true,
  ...(!modern && { KernelMemoryTCP: false }),
  CpuCfsPeriod: true,
  CpuCfsQuota: true,
  CPUShares: true,
  CPUSet: true,
  PidsLimit: true,
})

function registryConfig(daemon: Daemon): RegistryServiceConfig {
  const { config } = daemon
  const isCidr = (text: string) => /^[\d.:a-f]+\/\d+$/.test(text)
  const hosts = config.insecureRegistries.filter((one) => !isCidr(one))
  const index = (name: string, secure: boolean, official: boolean) => ({
    Mirrors: official ? config.registryMirrors : [],
    Name: name,
    Official: official,
    Secure: secure,
  })
  return {
    ...(daemon.release.major < 28 && { AllowNondistributableArtifactsCIDRs: [], AllowNondistributableArtifactsHostnames: [] }),
    InsecureRegistryCIDRs: [...config.insecureRegistries.filter(isCidr), ...(daemon.release.major >= 28 ? ['::1/128'] : []), '127.0.0.0/8'],
    IndexConfigs: { ...Object.fromEntries(hosts.map((host) => [host, index(host, false, false)])), 'docker.io': index('docker.io', true, true) },
    Mirrors: config.registryMirrors.length > 0 ? config.registryMirrors : null,
  }
}

function* backingFilesystem(path: string): Sys<string> {
  const stat = yield* sys.statfs({ path })
  return stat.ok && stat.value.type === 'xfs' ? 'xfs' : 'extfs'
}

function* sysctl(name: string): Sys<string> {
  const text = yield* readFile(`/proc/sys/${name}`)
  return text.ok ? text.value.trim() : ''
}

function* warnings(daemon: Daemon): Sys<readonly string[] | null> {
  const out: string[] = []
  for (const host of daemon.config.hosts) {
    if (!host.startsWith('tcp://') || daemon.config.tlsVerify) continue
    out.push(`[DEPRECATION NOTICE]: API is accessible on http://${host.slice('tcp://'.length)} without encryption.`)
  }
  if ((yield* sysctl('net/ipv4/ip_forward')) === '0') out.push('WARNING: IPv4 forwarding is disabled')
  return out.length > 0 ? out : null
}
