import type { Main, ProgramTable } from '../../kernel/program.ts'
import { brctl, bridge } from './bridge.ts'
import { conntrack } from './conntrack.ts'
import { curl } from './curl/curl.ts'
import { dig } from './dns/dig.ts'
import { host, nslookup } from './dns/nslookup.ts'
import { ip } from './ip/ip.ts'
import { ip6tables, iptables } from './iptables/iptables.ts'
import { ip6tablesRestore, iptablesRestore } from './iptables/restore.ts'
import { ip6tablesSave, iptablesSave } from './iptables/save.ts'
import { nc } from './nc/nc.ts'
import { arp } from './net-tools/arp.ts'
import { ifconfig } from './net-tools/ifconfig.ts'
import { route } from './net-tools/route.ts'
import { netstat } from './netstat/netstat.ts'
import { ping } from './ping/ping.ts'
import { traceroute } from './ping/traceroute.ts'
import { ss } from './ss/ss.ts'
import { sshKeygen } from './ssh/keygen.ts'
import { scp } from './ssh/scp.ts'
import { ssh } from './ssh/ssh.ts'
import { sshd } from './ssh/sshd.ts'
import { tcpdump } from './tcpdump/tcpdump.ts'
import { wget } from './wget/wget.ts'

const programs: Readonly<Record<string, Main>> = {
  arp,
  brctl,
  bridge,
  conntrack,
  curl,
  dig,
  host,
  ifconfig,
  ip,
  ip6tables,
  'ip6tables-restore': ip6tablesRestore,
  'ip6tables-save': ip6tablesSave,
  iptables,
  'iptables-restore': iptablesRestore,
  'iptables-save': iptablesSave,
  nc,
  netstat,
  nslookup,
  ping,
  route,
  scp,
  ss,
  ssh,
  'ssh-keygen': sshKeygen,
  sshd,
  tcpdump,
  traceroute,
  wget,
}

/** Network programs. Executables give releases with `version=`. */
export const netPrograms: ProgramTable = new Map(Object.entries(programs).map(([name, main]) => [`net/${name}`, { main }]))
