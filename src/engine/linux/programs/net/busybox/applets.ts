import type { Main } from '../../../kernel/program.ts'
import { arp } from '../net-tools/arp.ts'
import { route } from '../net-tools/route.ts'
import { traceroute } from '../ping/traceroute.ts'
import { busyboxIfconfig } from './ifconfig.ts'
import { busyboxIp } from './ip.ts'
import { busyboxNc } from './nc.ts'
import { busyboxNetstat } from './netstat.ts'
import { busyboxNslookup } from './nslookup.ts'
import { busyboxPing } from './ping.ts'
import { busyboxWget } from './wget.ts'

/** The network applets of busybox, for its multi-call program. Those whose output is that of net-tools are the same programs. */
export const busyboxNetApplets: ReadonlyMap<string, Main> = new Map(
  Object.entries({
    arp,
    ifconfig: busyboxIfconfig,
    ip: busyboxIp,
    nc: busyboxNc,
    netstat: busyboxNetstat,
    nslookup: busyboxNslookup,
    ping: busyboxPing,
    route,
    traceroute,
    wget: busyboxWget,
  }),
)
