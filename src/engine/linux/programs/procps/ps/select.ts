import type { ProcessEntry } from '../proc/process.ts'
import { ttyName } from '../proc/process.ts'
import type { Selection } from './options.ts'

/** Who asks. */
export interface Caller {
  readonly euid: number
  readonly tty: number
  /** BSD words were used: they select by terminal and owner differently. */
  readonly bsd: boolean
}

const listed = (selection: Selection): boolean =>
  [
    selection.pids,
    selection.ppids,
    selection.sids,
    selection.commands,
    selection.users,
    selection.realUsers,
    selection.groups,
    selection.terminals,
  ].some((each) => each.length > 0)

/** Whether ps shows a process (ps/select.c). */
export function selects(selection: Selection, caller: Caller, process: ProcessEntry): boolean {
  if (selection.running && !'RD'.includes(process.state)) return false
  return wanted(selection, caller, process) !== selection.negate
}

function wanted(selection: Selection, caller: Caller, process: ProcessEntry): boolean {
  if (selection.all || (selection.bsdA && selection.bsdX)) return true
  const isLeader = process.session === process.pid
  if (selection.notLeaders && !isLeader && (!selection.withTerminal || process.tty !== 0)) return true
  if (selection.ownTerminal && process.tty === caller.tty) return true
  if (listed(selection) && inLists(selection, process)) return true
  const own = process.uids[1] === caller.euid
  if (selection.bsdA) return process.tty !== 0
  if (selection.bsdX) return own
  if (listed(selection) || selection.notLeaders || selection.ownTerminal) return false
  return own && process.tty === caller.tty && (caller.tty !== 0 || !caller.bsd)
}

function inLists(selection: Selection, process: ProcessEntry): boolean {
  const { pids, ppids, sids, commands, users, realUsers, groups, terminals } = selection
  return (
    pids.includes(process.pid) ||
    ppids.includes(process.ppid) ||
    sids.includes(process.session) ||
    commands.some((name) => name.slice(0, 15) === process.comm) ||
    users.includes(process.uids[1] ?? -1) ||
    realUsers.includes(process.uids[0] ?? -1) ||
    groups.includes(process.gids[0] ?? -1) ||
    terminals.some((name) => onTerminal(name, process.tty))
  )
}

function onTerminal(name: string, tty: number): boolean {
  const short = name.replace(/^\/dev\//, '')
  const own = ttyName(tty)
  return own === short || own === `tty${short}` || own === `pts/${short}` || (short === '-' && tty === 0)
}
