import type { SpecMount } from '../../oci/runtime-spec.ts'
import type { Container, ContainerMount } from './container.ts'

/** Mounts of a container, the system's own first, the user's by depth (moby daemon/volumes_unix.go, oci defaults). */
export function mountsOf(container: Container): readonly SpecMount[] {
  const { hostConfig } = container
  const own = [...container.mounts.values()]
  const taken = new Set([...own.map((mount) => mount.Destination), ...Object.keys(hostConfig.Tmpfs ?? {})])
  const system = systemMounts(container).filter((mount) => !taken.has(mount.destination))
  const network = networkMounts(container).filter((mount) => !taken.has(mount.destination))
  const tmpfs = Object.entries(hostConfig.Tmpfs ?? {}).map(([destination, options]) => tmpfsMount(destination, options.split(',').filter(Boolean)))
  const user = [...own.map(userMount), ...network, ...tmpfs].sort((a, b) => depth(a.destination) - depth(b.destination))
  const init: readonly SpecMount[] = hostConfig.Init
    ? [{ destination: '/sbin/docker-init', type: 'bind', source: '/usr/bin/docker-init', options: ['bind', 'ro'] }]
    : []
  return [...system, ...user, ...init]
}

const depth = (path: string): number => path.split('/').filter(Boolean).length

function systemMounts(container: Container): readonly SpecMount[] {
  const { hostConfig } = container
  const cgroup = hostConfig.Privileged ? ['nosuid', 'noexec', 'nodev', 'rw'] : ['ro', 'nosuid', 'noexec', 'nodev']
  const mounts: SpecMount[] = [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', hostConfig.Privileged ? 'rw' : 'ro'] },
    { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: cgroup },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  ]
  if (hostConfig.IpcMode === 'none') return mounts
  const shm = hostConfig.IpcMode === 'host' ? '/dev/shm' : container.shmPath
  return [...mounts, { destination: '/dev/shm', type: 'bind', source: shm, options: ['rbind', 'rprivate'] }]
}

function networkMounts(container: Container): readonly SpecMount[] {
  const files: readonly (readonly [string, string])[] = [
    ['/etc/resolv.conf', container.resolvConfPath],
    ['/etc/hostname', container.hostnamePath],
    ['/etc/hosts', container.hostsPath],
  ]
  const mode = container.hostConfig.ReadonlyRootfs ? ['ro'] : []
  return files.map(([destination, source]) => ({ destination, type: 'bind', source, options: ['rbind', 'rprivate', ...mode] }))
}

function userMount(mount: ContainerMount): SpecMount {
  if (mount.Type === 'tmpfs') {
    const { SizeBytes, Mode } = mount.Spec.TmpfsOptions ?? {}
    const options = [...(SizeBytes ? [`size=${SizeBytes}`] : []), ...(Mode ? [`mode=${Mode.toString(8)}`] : []), ...(mount.RW ? [] : ['ro'])]
    return tmpfsMount(mount.Destination, options)
  }
  const recursive = mount.Spec.BindOptions?.NonRecursive ? 'bind' : 'rbind'
  const propagation = mount.Propagation === '' ? 'rprivate' : mount.Propagation
  return { destination: mount.Destination, type: 'bind', source: mount.Source, options: [recursive, ...(mount.RW ? [] : ['ro']), propagation] }
}

const tmpfsMount = (destination: string, options: readonly string[]): SpecMount => ({
  destination,
  type: 'tmpfs',
  source: 'tmpfs',
  options: ['noexec', 'nosuid', 'nodev', 'rprivate', ...options],
})
