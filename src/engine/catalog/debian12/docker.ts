import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { executable, symlink } from '../../linux/kernel/fs/tree.ts'
import { containerdService, dockerService, dockerSocket } from '../centos7/docker-ce.ts'

/** Docker's own packages of November 2025, or Debian's docker.io of the unstable distribution. */
export type DockerBuild = 'docker-ce' | 'docker.io'

interface Versions {
  readonly docker: Readonly<Record<string, string>>
  readonly dockerd: Readonly<Record<string, string>>
  readonly containerd: Readonly<Record<string, string>>
  readonly runc: Readonly<Record<string, string>>
  readonly init: Readonly<Record<string, string>>
}

const builds: Readonly<Record<DockerBuild, Versions>> = {
  'docker-ce': {
    docker: { version: '28.5.2', commit: 'ecc6942' },
    dockerd: { version: '28.5.2', commit: '89c5e8f' },
    containerd: { version: 'v2.2.0', commit: '1c4457e00facac03ce1d75f7b6777a7a851e5c41' },
    runc: { version: '1.3.3', commit: 'v1.3.3-0-gd842d771' },
    init: { commit: 'de40ad0' },
  },
  'docker.io': {
    docker: { version: '28.5.2+dfsg4' },
    dockerd: { version: '28.5.2+dfsg4' },
    containerd: { version: '2.1.9+unknown' },
    runc: { version: '1.3.6+ds1', commit: '1.3.6+ds1-1' },
    init: {},
  },
}

/** Docker Engine with its containerd and runc, enabled. */
export function docker(build: DockerBuild): Readonly<Record<string, TreeEntry>> {
  const versions = builds[build]
  return {
    '/usr/bin/docker': executable('docker/docker', 41_945_256, versions.docker),
    '/usr/bin/dockerd': executable('docker/dockerd', 89_000_000, versions.dockerd),
    '/usr/bin/docker-proxy': executable('docker/proxy', 2_200_000, versions.dockerd),
    '/usr/bin/docker-init': executable('docker/init', 708_000, versions.init),
    '/usr/bin/containerd': executable('docker/containerd', 41_000_000, versions.containerd),
    '/usr/bin/containerd-shim-runc-v2': executable('docker/shim', 8_100_000, versions.containerd),
    '/usr/bin/ctr': executable('util-linux/not-simulated', 22_000_000),
    '/usr/bin/runc': executable('docker/runc', 11_500_000, versions.runc),
    '/etc/containerd/config.toml': 'disabled_plugins = ["cri"]\n',
    '/usr/lib/systemd/system/docker.service': dockerService,
    '/usr/lib/systemd/system/docker.socket': dockerSocket,
    '/usr/lib/systemd/system/containerd.service': containerdService,
    '/etc/systemd/system/multi-user.target.wants/docker.service': symlink('/usr/lib/systemd/system/docker.service'),
    '/etc/systemd/system/multi-user.target.wants/containerd.service': symlink('/usr/lib/systemd/system/containerd.service'),
    '/etc/systemd/system/sockets.target.wants/docker.socket': symlink('/usr/lib/systemd/system/docker.socket'),
    '/usr/share/bash-completion/completions/docker': 'complete -C "docker __complete_bash" docker\n',
  }
}
