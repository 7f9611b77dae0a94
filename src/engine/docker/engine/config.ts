import type { Ulimit } from '../api/host-config.ts'

/** What dockerd is told by its flags and /etc/docker/daemon.json, with the defaults. */
export interface DaemonConfig {
  /** `fd://`, `unix:///var/run/docker.sock`, `tcp://0.0.0.0:2375`. */
  readonly hosts: readonly string[]
  readonly containerd: string
  readonly dataRoot: string
  readonly execRoot: string
  readonly pidFile: string
  readonly group: string
  readonly debug: boolean
  readonly labels: readonly string[]
  readonly logDriver: string
  readonly logOpts: Readonly<Record<string, string>>
  readonly insecureRegistries: readonly string[]
  readonly registryMirrors: readonly string[]
  /** Address of docker0 with its prefix length; empty for the first free pool. */
  readonly bridgeAddress: string
  readonly bridge: string
  readonly addressPools: readonly { readonly base: string; readonly size: number }[]
  readonly iptables: boolean
  readonly ipForward: boolean
  readonly ipMasq: boolean
  readonly userlandProxy: boolean
  readonly userlandProxyPath: string
  readonly icc: boolean
  readonly mtu: number
  readonly dns: readonly string[]
  readonly dnsOpts: readonly string[]
  readonly dnsSearch: readonly string[]
  readonly cgroupDriver: 'systemd' | 'cgroupfs'
  readonly cgroupParent: string
  readonly liveRestore: boolean
  readonly maxConcurrentDownloads: number
  readonly maxConcurrentUploads: number
  readonly shutdownTimeoutSeconds: number
  readonly init: boolean
  readonly defaultUlimits: readonly Ulimit[]
  readonly tlsVerify: boolean
  readonly tls: boolean
  readonly tlsCaCert: string
  readonly tlsCert: string
  readonly tlsKey: string
}

export const defaultConfig: DaemonConfig = {
  hosts: [],
  containerd: '/run/containerd/containerd.sock',
  dataRoot: '/var/lib/docker',
  execRoot: '/var/run/docker',
  pidFile: '/var/run/docker.pid',
  group: 'docker',
  debug: false,
  labels: [],
  logDriver: 'json-file',
  logOpts: {},
  insecureRegistries: [],
  registryMirrors: [],
  bridgeAddress: '',
  bridge: 'docker0',
  addressPools: [],
  iptables: true,
  ipForward: true,
  ipMasq: true,
  userlandProxy: true,
  userlandProxyPath: '/usr/bin/docker-proxy',
  icc: true,
  mtu: 1500,
  dns: [],
  dnsOpts: [],
  dnsSearch: [],
  cgroupDriver: 'systemd',
  cgroupParent: '',
  liveRestore: false,
  maxConcurrentDownloads: 3,
  maxConcurrentUploads: 5,
  shutdownTimeoutSeconds: 15,
  init: false,
  defaultUlimits: [],
  tlsVerify: false,
  tls: false,
  tlsCaCert: '/root/.docker/ca.pem',
  tlsCert: '/root/.docker/cert.pem',
  tlsKey: '/root/.docker/key.pem',
}
