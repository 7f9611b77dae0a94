import type { ProgramTable } from '../../kernel/program.ts'
import { curl } from './curl/curl.ts'
import { ip } from './ip/ip.ts'
import { ip6tables, iptables } from './iptables/iptables.ts'
import { ip6tablesRestore, iptablesRestore } from './iptables/restore.ts'
import { ip6tablesSave, iptablesSave } from './iptables/save.ts'
import { netstat } from './netstat/netstat.ts'
import { ping } from './ping/ping.ts'
import { traceroute } from './ping/traceroute.ts'
import { ss } from './ss/ss.ts'

/** Network programs. Executables give releases with `version=`. */
export const netPrograms: ProgramTable = new Map([
  ['net/ip', { main: ip }],
  ['net/curl', { main: curl }],
  ['net/ping', { main: ping }],
  ['net/traceroute', { main: traceroute }],
  ['net/netstat', { main: netstat }],
  ['net/ss', { main: ss }],
  ['net/iptables', { main: iptables }],
  ['net/iptables-save', { main: iptablesSave }],
  ['net/iptables-restore', { main: iptablesRestore }],
  ['net/ip6tables', { main: ip6tables }],
  ['net/ip6tables-save', { main: ip6tablesSave }],
  ['net/ip6tables-restore', { main: ip6tablesRestore }],
])
