import type { Sys } from '../../kernel/calls.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { OwnerNames } from '../gnu/owner-names.ts'
import { formatTable } from './columns.ts'
import { utility } from './frame.ts'

/** Models lsns(8): namespaces with processes, from /proc/PID/ns. Leaves out namespaces kept only by files, JSON and trees. */
const types = ['mnt', 'net', 'ipc', 'user', 'pid', 'uts', 'cgroup'] as const

interface Found {
  readonly inode: string
  readonly type: string
  count: number
  readonly pid: number
  readonly uid: number
  readonly command: string
}

export const lsns = utility({
  name: 'lsns',
  usage: ['[options] [<namespace>]'],
  summary: 'List system namespaces.',
  options: 'J|json l|list n|noheadings o|output= output-all P|persistent p|task= r|raw u|notruncate W|nowrap t|type= T|tree=?',
  unsimulated: ['json', 'output-all', 'persistent', 'tree'],
  *run(run) {
    const type = run.value('type')
    if (type !== undefined && !(types as readonly string[]).includes(type)) return yield* run.fail(`unknown namespace type: ${type}`)
    const task = run.value('task')
    const only = task === undefined ? undefined : yield* namespacesOf(Number(task))
    const found = yield* collect()
    const names = new OwnerNames()
    const rows: string[][] = []
    for (const one of [...found.values()].sort((a, b) => Number(a.inode) - Number(b.inode))) {
      if ((type !== undefined && one.type !== type) || (only && !only.some(([, inode]) => inode === one.inode))) continue
      if (run.operands.length > 0 && !run.operands.includes(one.inode)) continue
      rows.push([one.inode, one.type, String(one.count), String(one.pid), yield* names.user(one.uid), one.command])
    }
    const columns = [
      { title: 'NS', right: true, width: 10 },
      { title: 'TYPE', width: 6 },
      { title: 'NPROCS', right: true },
      { title: 'PID', right: true, width: 5 },
      { title: 'USER' },
      { title: 'COMMAND' },
    ]
    const chosen = (run.value('output') ?? 'NS,TYPE,NPROCS,PID,USER,COMMAND').toUpperCase().split(',')
    const indexes = chosen.map((name) => columns.findIndex((column) => column.title === name))
    if (indexes.includes(-1)) return yield* run.fail(`unknown column: ${chosen[indexes.indexOf(-1)]}`)
    const pick = <T>(row: readonly T[]) => indexes.map((i) => row[i] as T)
    yield* run.say(formatTable(pick(columns), rows.map(pick), { headings: !run.has('noheadings'), raw: run.has('raw') }))
    return 0
  },
})

function* namespacesOf(pid: number): Sys<readonly (readonly [type: string, inode: string])[]> {
  const found: [string, string][] = []
  for (const type of types) {
    const link = yield* sys.readlink({ path: `/proc/${pid}/ns/${type}` })
    const inode = link.ok ? /\[(\d+)\]/.exec(link.value)?.[1] : undefined
    if (inode !== undefined) found.push([type, inode])
  }
  return found
}

function* collect(): Sys<ReadonlyMap<string, Found>> {
  const entries = yield* sys.getdents({ path: '/proc' })
  const pids = (entries.ok ? entries.value : []).flatMap(({ name }) => (/^\d+$/.test(name) ? [Number(name)] : [])).sort((a, b) => a - b)
  const found = new Map<string, Found>()
  for (const pid of pids) {
    for (const [type, inode] of yield* namespacesOf(pid)) {
      const known = found.get(inode)
      if (known) known.count++
      else {
        const line = yield* readFile(`/proc/${pid}/cmdline`)
        const name = yield* readFile(`/proc/${pid}/comm`)
        const words = line.ok && line.value !== '' ? line.value.split('\0').join(' ').trim() : `[${name.ok ? name.value.trim() : pid}]`
        const stat = yield* sys.stat({ path: `/proc/${pid}` })
        found.set(inode, { inode, type, count: 1, pid, uid: stat.ok ? stat.value.uid : 0, command: words })
      }
    }
  }
  return found
}
