import { executable, file } from '../../linux/kernel/fs/tree.ts'
import { keyText } from '../../linux/programs/rpm/keyring.ts'
import type { RpmSpec, RpmVendor } from '../rpm/package.ts'

/** Docker's own repository for CentOS 7, as of June 2024: the last releases made for it. */
export const dockerVendor: RpmVendor = { vendor: 'Docker', packager: 'Docker <support@docker.com>', buildHost: 'localhost', keyId: '621e9f35' }

export const dockerKey = keyText(
  { id: '621e9f35', userId: 'Docker Release (CE rpm) <docker@docker.com>', fingerprint: '060a 61c5 1b55 8a7f 742b 77aa c52f eb6b 621e 9f35' },
  'mQINBFit5IEBEADDt86QpYKz5flnCsOyZ/fk3WwBKxfDjwHf/GIflo+4GWAXS7wJ',
)

export const dockerRepoFile = ['stable', 'test', 'nightly']
  .flatMap((channel) =>
    [
      [`docker-ce-${channel}`, `Docker CE ${title(channel)} - $basearch`, `$basearch/${channel}`, channel === 'stable' ? 1 : 0],
      [`docker-ce-${channel}-debuginfo`, `Docker CE ${title(channel)} - Debuginfo $basearch`, `debug-$basearch/${channel}`, 0],
      [`docker-ce-${channel}-source`, `Docker CE ${title(channel)} - Sources`, `source/${channel}`, 0],
    ].map(
      ([id, name, path, enabled]) =>
        `[${id}]\nname=${name}\nbaseurl=https://download.docker.com/linux/centos/$releasever/${path}\nenabled=${enabled}\ngpgcheck=1\ngpgkey=https://download.docker.com/linux/centos/gpg\n`,
    ),
  )
  .join('\n')

function title(channel: string): string {
  return channel === 'stable' ? 'Stable' : channel === 'test' ? 'Test' : 'Nightly'
}

export const dockerService = `[Unit]
Description=Docker Application Container Engine
Documentation=https://docs.docker.com
After=network-online.target docker.socket firewalld.service containerd.service time-set.target
Wants=network-online.target containerd.service
Requires=docker.socket

[Service]
Type=notify
ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock
ExecReload=/bin/kill -s HUP $MAINPID
TimeoutStartSec=0
RestartSec=2
Restart=always
StartLimitBurst=3
StartLimitInterval=60s
LimitNOFILE=infinity
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
Delegate=yes
KillMode=process
OOMScoreAdjust=-500

[Install]
WantedBy=multi-user.target
`

export const dockerSocket = `[Unit]
Description=Docker Socket for the API

[Socket]
ListenStream=/run/docker.sock
SocketMode=0660
SocketUser=root
SocketGroup=docker

[Install]
WantedBy=sockets.target
`

export const containerdService = `[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
After=network.target local-fs.target

[Service]
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/bin/containerd

Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
LimitNOFILE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
`

const url = 'https://www.docker.com'

/** What one release of Docker's packages is called and how big its programs are. */
export const dockerPackages: readonly RpmSpec[] = [
  {
    name: 'containerd.io',
    evr: '1.6.33-3.1.el7',
    summary: 'An industry-standard container runtime',
    license: 'ASL 2.0',
    url: 'https://containerd.io',
    requires: ['container-selinux >= 2:2.74', 'libseccomp'],
    provides: ['containerd', 'runc'],
    installedBytes: 121_221_378,
    archiveBytes: 36_700_160,
    built: '2024-06-05',
    config: ['/etc/containerd/config.toml'],
    files: {
      '/usr/bin/containerd': executable('docker/containerd', 54_804_464, { version: '1.6.33', commit: 'd2d58213f83a351ca8f528a95fbd145f5654e957' }),
      '/usr/bin/containerd-shim-runc-v2': executable('docker/shim', 12_222_464, { version: '1.6.33' }),
      '/usr/bin/ctr': executable('util-linux/not-simulated', 28_041_216),
      '/usr/bin/runc': executable('docker/runc', 14_811_208, { version: '1.1.12', commit: 'v1.1.12-0-g51d5e94' }),
      '/etc/containerd/config.toml': file('disabled_plugins = ["cri"]\n'),
      '/usr/lib/systemd/system/containerd.service': containerdService,
    },
    scripts: { post: 'systemctl daemon-reload >/dev/null 2>&1 || :' },
  },
  {
    name: 'docker-ce-cli',
    evr: '1:26.1.4-1.el7',
    summary: 'The open-source application container engine',
    license: 'ASL 2.0',
    url,
    group: 'Tools/Docker',
    requires: ['docker-buildx-plugin', 'docker-compose-plugin'],
    installedBytes: 38_797_312,
    archiveBytes: 15_728_640,
    built: '2024-06-05',
    files: {
      '/usr/bin/docker': executable('docker/docker', 38_555_208, { version: '26.1.4', commit: '5650f9b' }),
      '/usr/share/bash-completion/completions/docker': file('complete -C "docker __complete_bash" docker\n'),
    },
  },
  {
    name: 'docker-ce',
    evr: '3:26.1.4-1.el7',
    summary: 'The open-source application container engine',
    license: 'ASL 2.0',
    url,
    group: 'Tools/Docker',
    requires: [
      'container-selinux >= 2:2.74',
      'containerd.io >= 1.6.24',
      'docker-ce-cli',
      'docker-ce-rootless-extras',
      'iptables',
      'systemd',
      'libcgroup',
      'xz',
    ],
    installedBytes: 104_857_600,
    archiveBytes: 28_528_640,
    built: '2024-06-05',
    files: {
      '/usr/bin/dockerd': executable('docker/dockerd', 102_085_112, { version: '26.1.4', commit: 'de5c9cf' }),
      '/usr/bin/docker-proxy': executable('docker/proxy', 2_067_512, { version: '26.1.4' }),
      '/usr/bin/docker-init': executable('docker/init', 765_808, { commit: 'de40ad0' }),
      '/usr/lib/systemd/system/docker.service': dockerService,
      '/usr/lib/systemd/system/docker.socket': dockerSocket,
    },
    scripts: {
      post: 'if ! getent group docker > /dev/null; then groupadd --system docker; fi\nsystemctl daemon-reload >/dev/null 2>&1 || :',
      preun:
        'if [ $1 -eq 0 ]; then systemctl --no-reload disable docker.service >/dev/null 2>&1 || :; systemctl stop docker.service >/dev/null 2>&1 || :; fi',
    },
  },
  {
    name: 'docker-ce-rootless-extras',
    evr: '26.1.4-1.el7',
    summary: 'Rootless support for Docker',
    license: 'ASL 2.0',
    url,
    group: 'Tools/Docker',
    requires: ['fuse-overlayfs >= 0.7', 'slirp4netns >= 0.4'],
    installedBytes: 20_342_784,
    archiveBytes: 9_856_614,
    built: '2024-06-05',
  },
  {
    name: 'docker-buildx-plugin',
    evr: '0.14.1-1.el7',
    summary: 'Docker Buildx (Docker CLI plugin)',
    license: 'ASL 2.0',
    url,
    installedBytes: 57_021_194,
    archiveBytes: 14_680_064,
    built: '2024-06-05',
  },
  {
    name: 'docker-compose-plugin',
    evr: '2.27.1-1.el7',
    summary: 'Docker Compose (Docker CLI plugin)',
    license: 'ASL 2.0',
    url,
    installedBytes: 62_914_560,
    archiveBytes: 14_155_776,
    built: '2024-06-05',
  },
]

/** What docker-ce needs from CentOS's own extras repository. */
export const extrasPackages: readonly RpmSpec[] = [
  {
    name: 'container-selinux',
    evr: '2:2.119.2-1.911c772.el7_8',
    arch: 'noarch',
    summary: 'SELinux policies for container runtimes',
    requires: ['policycoreutils-python', 'selinux-policy-targeted'],
    installedBytes: 41_830,
    archiveBytes: 40_960,
    built: '2020-08-26',
  },
  {
    name: 'fuse-overlayfs',
    evr: '0.7.2-6.el7_8',
    summary: 'FUSE overlay+shiftfs implementation for rootless containers',
    requires: ['fuse3-libs'],
    installedBytes: 118_784,
    archiveBytes: 55_296,
    built: '2020-08-26',
  },
  {
    name: 'fuse3-libs',
    evr: '3.6.1-4.el7',
    summary: 'File System in Userspace (FUSE) v3 libraries',
    installedBytes: 276_480,
    archiveBytes: 83_968,
    built: '2020-04-07',
  },
  {
    name: 'slirp4netns',
    evr: '0.4.3-4.el7_8',
    summary: 'slirp for network namespaces',
    installedBytes: 170_000,
    archiveBytes: 82_944,
    built: '2020-08-26',
  },
]
