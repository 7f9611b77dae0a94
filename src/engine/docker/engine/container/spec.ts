import { capabilities as allCapabilities } from '../../../linux/kernel/credentials.ts'
import type { HostConfig } from '../../api/host-config.ts'
import type { ExecUser } from '../../oci/exec-user.ts'
import type { RuntimeSpec, SpecDevice, SpecNamespace, SpecNamespaceType, SpecProcess, SpecResources } from '../../oci/runtime-spec.ts'
import { invalid } from '../errdefs.ts'
import type { Container } from './container.ts'
import { seccompOf } from './seccomp.ts'
import { mountsOf } from './spec-mounts.ts'

/** The OCI runtime configuration of a container (moby daemon/oci_linux.go). */
export interface SpecContext {
  readonly rootfs: string
  readonly user: ExecUser
  readonly env: readonly string[]
  readonly systemdCgroup: boolean
  readonly cgroupParent: string
  /** Host pids of containers whose namespaces are shared, by namespace mode text (`container:ID`). */
  readonly pidOf: (kind: SpecNamespaceType, mode: string) => number
  readonly sysctls: Readonly<Record<string, string>>
}

const defaultCapabilities = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FSETID',
  'CAP_FOWNER',
  'CAP_MKNOD',
  'CAP_NET_RAW',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_KILL',
  'CAP_AUDIT_WRITE',
]

/** `--cap-add` and `--cap-drop` on the default set (moby daemon/pkg/oci/caps). */
export function containerCapabilities(hostConfig: Pick<HostConfig, 'CapAdd' | 'CapDrop' | 'Privileged'>): readonly string[] {
  if (hostConfig.Privileged) return allCapabilities
  const normal = (names: readonly string[] | null) =>
    (names ?? []).map((name) => {
      const upper = name.toUpperCase()
      const full = upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`
      if (full !== 'ALL' && !allCapabilities.some((one) => one === full)) throw invalid(`invalid CapAdd: unknown capability: ${JSON.stringify(full)}`)
      return full
    })
  const add = normal(hostConfig.CapAdd)
  const drop = normal(hostConfig.CapDrop)
  const base = drop.includes('ALL') ? [] : add.includes('ALL') ? [...allCapabilities] : defaultCapabilities
  const kept = base.filter((name) => !drop.includes(name))
  return [...kept, ...add.filter((name) => name !== 'ALL' && !kept.includes(name))]
}

export function containerSpec(container: Container, context: SpecContext): RuntimeSpec {
  const { hostConfig } = container
  return {
    ociVersion: '1.2.1',
    process: containerProcess(container, context),
    root: { path: context.rootfs, ...(hostConfig.ReadonlyRootfs && { readonly: true }) },
    hostname: container.config.Hostname,
    ...(container.config.Domainname !== '' && { domainname: container.config.Domainname }),
    mounts: mountsOf(container),
    ...(hostConfig.Annotations && { annotations: hostConfig.Annotations }),
    linux: {
      ...(Object.keys(context.sysctls).length > 0 && { sysctl: context.sysctls }),
      resources: resourcesOf(hostConfig),
      cgroupsPath: context.systemdCgroup ? `${context.cgroupParent}:docker:${container.id}` : `${context.cgroupParent}/${container.id}`,
      namespaces: namespacesOf(hostConfig, context),
      devices: devicesOf(hostConfig),
      ...seccompOf(hostConfig, containerCapabilities(hostConfig)),
      maskedPaths: hostConfig.Privileged ? [] : (hostConfig.MaskedPaths ?? []),
      readonlyPaths: hostConfig.Privileged ? [] : (hostConfig.ReadonlyPaths ?? []),
    },
  }
}

function containerProcess(container: Container, context: SpecContext): SpecProcess {
  const { config, hostConfig } = container
  const capabilities = containerCapabilities(hostConfig)
  const [height, width] = hostConfig.ConsoleSize
  const init = hostConfig.Init === true && !hostConfig.PidMode.startsWith('host') && !hostConfig.PidMode.startsWith('container:')
  const command = [container.path, ...container.args]
  return {
    ...(config.Tty && { terminal: true }),
    ...(height > 0 && width > 0 && { consoleSize: { height, width } }),
    user: { uid: context.user.uid, gid: context.user.gid, additionalGids: context.user.additionalGids },
    args: init ? ['/sbin/docker-init', '--', ...command] : command,
    env: context.env,
    cwd: config.WorkingDir === '' ? '/' : config.WorkingDir,
    capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    rlimits: (hostConfig.Ulimits ?? []).map(({ Name, Hard, Soft }) => ({ type: `RLIMIT_${Name.toUpperCase()}`, hard: Hard, soft: Soft })),
    noNewPrivileges: (hostConfig.SecurityOpt ?? []).some((option) => /^no-new-privileges([:=]true)?$/.test(option)),
    oomScoreAdj: hostConfig.OomScoreAdj,
  }
}

function namespacesOf(hostConfig: HostConfig, context: SpecContext): readonly SpecNamespace[] {
  const out: SpecNamespace[] = [{ type: 'mount' }]
  const add = (type: SpecNamespaceType, file: string, mode: string, host: boolean) => {
    if (mode.startsWith('container:')) out.push({ type, path: `/proc/${context.pidOf(type, mode)}/ns/${file}` })
    else if (!host) out.push({ type })
  }
  add('network', 'net', hostConfig.NetworkMode, hostConfig.NetworkMode === 'host')
  add(
    'uts',
    'uts',
    hostConfig.NetworkMode.startsWith('container:') ? hostConfig.NetworkMode : hostConfig.UTSMode,
    hostConfig.UTSMode === 'host' || hostConfig.NetworkMode === 'host',
  )
  add('pid', 'pid', hostConfig.PidMode, hostConfig.PidMode === 'host')
  add('ipc', 'ipc', hostConfig.IpcMode, hostConfig.IpcMode === 'host')
  if (hostConfig.CgroupnsMode === 'private') out.push({ type: 'cgroup' })
  return out
}

export function resourcesOf(hostConfig: HostConfig): SpecResources {
  const quota = hostConfig.NanoCpus > 0 ? Math.round((hostConfig.NanoCpus * 100_000) / 1e9) : hostConfig.CpuQuota
  const period = hostConfig.NanoCpus > 0 ? 100_000 : hostConfig.CpuPeriod
  const throttle = (devices: HostConfig['BlkioDeviceReadBps']) => (devices ?? []).map(({ Rate }) => ({ major: 8, minor: 0, rate: Rate }))
  return {
    memory: {
      ...(hostConfig.Memory !== 0 && { limit: hostConfig.Memory }),
      ...(hostConfig.MemoryReservation !== 0 && { reservation: hostConfig.MemoryReservation }),
      ...(hostConfig.MemorySwap !== 0 && { swap: hostConfig.MemorySwap }),
    },
    cpu: {
      ...(hostConfig.CpuShares !== 0 && { shares: hostConfig.CpuShares }),
      ...(quota !== 0 && { quota }),
      ...(period !== 0 && { period }),
      ...(hostConfig.CpusetCpus !== '' && { cpus: hostConfig.CpusetCpus }),
      ...(hostConfig.CpusetMems !== '' && { mems: hostConfig.CpusetMems }),
    },
    ...(hostConfig.PidsLimit !== null && hostConfig.PidsLimit !== 0 && { pids: { limit: hostConfig.PidsLimit } }),
    blockIO: {
      ...(hostConfig.BlkioWeight !== 0 && { weight: hostConfig.BlkioWeight }),
      throttleReadBpsDevice: throttle(hostConfig.BlkioDeviceReadBps),
      throttleWriteBpsDevice: throttle(hostConfig.BlkioDeviceWriteBps),
      throttleReadIOPSDevice: throttle(hostConfig.BlkioDeviceReadIOps),
      throttleWriteIOPSDevice: throttle(hostConfig.BlkioDeviceWriteIOps),
    },
  }
}

/** Devices a privileged container sees beside the defaults, and those of `--device` that the simulated hosts have. */
function devicesOf(hostConfig: HostConfig): readonly SpecDevice[] {
  const known: Readonly<Record<string, readonly ['c' | 'b', number, number]>> = {
    '/dev/kmsg': ['c', 1, 11],
    '/dev/fuse': ['c', 10, 229],
    '/dev/net/tun': ['c', 10, 200],
    '/dev/sda': ['b', 8, 0],
    '/dev/sda1': ['b', 8, 1],
  }
  const wanted = (hostConfig.Devices ?? []).map((device) => [device.PathOnHost, device.PathInContainer] as const)
  if (hostConfig.Privileged) wanted.push(['/dev/kmsg', '/dev/kmsg'])
  return wanted.flatMap(([host, path]) => {
    const device = known[host]
    return device ? [{ path, type: device[0], major: device[1], minor: device[2], fileMode: 0o660 }] : []
  })
}
