import type { Main, ProgramTable } from '../../kernel/program.ts'
import { fuser } from './files/fuser.ts'
import { lsof } from './files/lsof.ts'
import { free } from './free.ts'
import { kill } from './kill.ts'
import { killall } from './killall.ts'
import { pgrep, pkill } from './pgrep.ts'
import { pidof, pwdx } from './pidof.ts'
import { pmap } from './pmap.ts'
import { ps } from './ps/ps.ts'
import { pstree } from './pstree.ts'
import { sysctl } from './sysctl.ts'
import { slabtop, tload } from './tload.ts'
import { top } from './top/top.ts'
import { uptime } from './uptime.ts'
import { vmstat } from './vmstat.ts'
import { w } from './w.ts'
import { watch } from './watch.ts'

const mains: Readonly<Record<string, Main>> = {
  free,
  fuser,
  kill,
  lsof,
  slabtop,
  tload,
  killall,
  pgrep,
  pidof,
  pkill,
  pmap,
  pstree,
  pwdx,
  sysctl,
  top,
  uptime,
  vmstat,
  w,
  watch,
}

export const procpsPrograms: ProgramTable = new Map([
  ['procps/ps', { main: ps, rssBytes: 3_400_000, startMs: 4 }],
  ...Object.entries(mains).map(([name, main]) => [`procps/${name}`, { main, rssBytes: 2_000_000, startMs: 1 }] as const),
])
