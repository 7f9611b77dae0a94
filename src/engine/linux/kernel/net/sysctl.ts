/** Kernel parameters of a network namespace (net.*), by their names with dots; interface names keep theirs. */
export class NetSysctls {
  private readonly set = new Map<string, string>()
  /** Values that were asked for: packets ask the same few again and again. */
  private readonly asked = new Map<string, string>()

  constructor(
    /** What the parameter is before anybody sets it; undefined when there is no such parameter. */
    private readonly defaults: (name: string) => string | undefined,
    /** Told of every change. */
    private readonly changed: (name: string, value: string) => void,
  ) {}

  get(name: string): string | undefined {
    const known = this.asked.get(name)
    if (known !== undefined) return known
    const value = this.set.get(name) ?? this.defaults(name)
    if (value !== undefined) this.asked.set(name, value)
    return value
  }

  /** An interface or a module went: there are fewer parameters. */
  refresh(): void {
    this.asked.clear()
  }

  number(name: string): number {
    return Number(this.get(name) ?? 0)
  }

  flag(name: string): boolean {
    const value = this.get(name)
    return value !== undefined && value !== '0'
  }

  /** False when there is no such parameter. */
  put(name: string, value: string): boolean {
    if (this.get(name) === undefined) return false
    this.set.set(name, value)
    this.asked.set(name, value)
    this.changed(name, value)
    return true
  }

  /** An interface went: its parameters with it. */
  forget(device: string): void {
    this.refresh()
    const part = `.${device}.`
    for (const name of this.set.keys()) if (name.includes(part)) this.set.delete(name)
  }
}

/** Linux's defaults (Documentation/networking/ip-sysctl.rst). */
const fixed: Readonly<Record<string, string>> = {
  'net.core.somaxconn': '4096',
  'net.core.rmem_default': '212992',
  'net.core.rmem_max': '212992',
  'net.core.wmem_default': '212992',
  'net.core.wmem_max': '212992',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.ip_local_reserved_ports': '',
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.ip_nonlocal_bind': '0',
  'net.ipv4.ping_group_range': '1\t0',
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv4.icmp_echo_ignore_broadcasts': '1',
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv4.tcp_synack_retries': '5',
  'net.ipv4.tcp_retries2': '15',
  'net.ipv4.tcp_fin_timeout': '60',
  'net.ipv4.tcp_max_syn_backlog': '1024',
  'net.ipv4.tcp_keepalive_time': '7200',
  'net.ipv4.tcp_keepalive_intvl': '75',
  'net.ipv4.tcp_keepalive_probes': '9',
  'net.ipv4.tcp_rmem': '4096\t131072\t6291456',
  'net.ipv4.tcp_wmem': '4096\t16384\t4194304',
  'net.ipv4.tcp_syncookies': '1',
  'net.ipv4.tcp_tw_reuse': '2',
  'net.ipv4.conf.all.forwarding': '0',
  'net.ipv6.bindv6only': '0',
  'net.ipv6.conf.all.forwarding': '0',
  'net.ipv6.conf.all.disable_ipv6': '0',
  'net.ipv6.conf.default.disable_ipv6': '0',
}

const perDevice4: Readonly<Record<string, string>> = {
  forwarding: '0',
  rp_filter: '0',
  accept_local: '0',
  route_localnet: '0',
  accept_redirects: '1',
  send_redirects: '1',
  arp_ignore: '0',
  arp_announce: '0',
  proxy_arp: '0',
  log_martians: '0',
}

const perDevice6: Readonly<Record<string, string>> = { disable_ipv6: '0', accept_ra: '1', forwarding: '0', autoconf: '1' }

const conntrack: Readonly<Record<string, string>> = {
  nf_conntrack_max: '65536',
  nf_conntrack_tcp_timeout_established: '432000',
  nf_conntrack_tcp_timeout_time_wait: '120',
  nf_conntrack_tcp_timeout_close_wait: '60',
  nf_conntrack_tcp_timeout_syn_sent: '120',
  nf_conntrack_udp_timeout: '30',
  nf_conntrack_udp_timeout_stream: '120',
  nf_conntrack_icmp_timeout: '30',
  nf_conntrack_generic_timeout: '600',
  nf_conntrack_tcp_be_liberal: '0',
}

const bridge: Readonly<Record<string, string>> = { 'bridge-nf-call-iptables': '1', 'bridge-nf-call-ip6tables': '1', 'bridge-nf-call-arptables': '1' }

/** A parameter's default. `known` tells which interfaces there are, `loaded` which modules (br_netfilter, nf_conntrack). */
export function sysctlDefault(name: string, known: (device: string) => boolean, loaded: (module: string) => boolean): string | undefined {
  const plain = fixed[name]
  if (plain !== undefined) return plain
  const device = /^net\.ipv(4|6)\.conf\.(.+)\.([a-z0-9_]+)$/.exec(name)
  if (device) {
    const [, family, owner = '', key = ''] = device
    if (owner !== 'all' && owner !== 'default' && !known(owner)) return undefined
    return (family === '4' ? perDevice4 : perDevice6)[key]
  }
  if (name.startsWith('net.netfilter.')) return loaded('nf_conntrack') ? conntrack[name.slice('net.netfilter.'.length)] : undefined
  if (name.startsWith('net.bridge.')) return loaded('br_netfilter') ? bridge[name.slice('net.bridge.'.length)] : undefined
  return undefined
}

/** Every parameter there is, for /proc/sys/net. */
export function sysctlNames(devices: readonly string[], loaded: (module: string) => boolean): readonly string[] {
  const owners = ['all', 'default', ...devices]
  const names = new Set(Object.keys(fixed))
  for (const owner of owners) for (const key of Object.keys(perDevice4)) names.add(`net.ipv4.conf.${owner}.${key}`)
  for (const owner of owners) for (const key of Object.keys(perDevice6)) names.add(`net.ipv6.conf.${owner}.${key}`)
  if (loaded('nf_conntrack')) for (const key of Object.keys(conntrack)) names.add(`net.netfilter.${key}`)
  if (loaded('br_netfilter')) for (const key of Object.keys(bridge)) names.add(`net.bridge.${key}`)
  return [...names]
}
