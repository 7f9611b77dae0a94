/** How the terminals lie on the screen: groups side by side, each with tabs. The terminals themselves belong to the session. */
import { create } from 'zustand'
import type { TerminalId, TerminalInfo } from '../../worker/protocol.ts'
import { send, sendInput } from '../session/connection.ts'
import { useSession } from '../session/session.ts'
import { usualSize } from './screens.ts'

export interface TerminalGroup {
  readonly id: number
  readonly tabs: readonly TerminalId[]
  readonly active: TerminalId
}

interface Workspace {
  readonly groups: readonly TerminalGroup[]
  readonly focused: number
}

export const useWorkspace = create<Workspace>()(() => ({ groups: [], focused: 0 }))

export function resetWorkspace(terminals: readonly TerminalInfo[]): void {
  useWorkspace.setState({ groups: [], focused: 0 })
  reconcileWorkspace(terminals)
  const first = useSession.getState().hosts.find((host) => host.powered)
  if (terminals.length === 0 && first) openTerminal(first.host)
}

/** Follows the session: tabs of terminals that are gone close, new ones open in the focused group. */
export function reconcileWorkspace(terminals: readonly TerminalInfo[]): void {
  useWorkspace.setState((workspace) => {
    const there = new Set(terminals.map(({ terminal }) => terminal))
    const placed = new Set(workspace.groups.flatMap((group) => group.tabs))
    const kept = workspace.groups.map((group) => keepTabs(group, there)).filter((group) => group !== undefined)
    const fresh = terminals.filter(({ terminal }) => !placed.has(terminal)).map(({ terminal }) => terminal)
    return fresh.length === 0 ? { groups: kept } : placeTabs({ ...workspace, groups: kept }, fresh)
  })
}

function keepTabs(group: TerminalGroup, there: ReadonlySet<TerminalId>): TerminalGroup | undefined {
  const tabs = group.tabs.filter((tab) => there.has(tab))
  const active = tabs.includes(group.active) ? group.active : tabs.at(-1)
  return active === undefined ? undefined : { ...group, tabs, active }
}

function placeTabs({ groups, focused }: Workspace, fresh: readonly TerminalId[]): Workspace {
  const target = groups.find((group) => group.id === focused) ?? groups[0]
  const active = fresh[fresh.length - 1]
  if (active === undefined) return { groups, focused }
  if (!target) return { groups: [{ id: 1, tabs: fresh, active: fresh[0] ?? active }], focused: 1 }
  return { groups: groups.map((group) => (group === target ? { ...group, tabs: [...group.tabs, ...fresh], active } : group)), focused: target.id }
}

export function activateTerminal(terminal: TerminalId): void {
  useWorkspace.setState(({ groups, focused }) => {
    const group = groups.find((each) => each.tabs.includes(terminal))
    if (!group) return { groups, focused }
    return { groups: groups.map((each) => (each === group ? { ...each, active: terminal } : each)), focused: group.id }
  })
}

/** Opens a terminal on a host; it gets the next number. */
export function openTerminal(host: string): TerminalId {
  const { terminals } = useSession.getState()
  const numbers = terminals.map(({ terminal }) => Number(terminal)).filter(Number.isFinite)
  const terminal = String(Math.max(0, ...numbers) + 1)
  sendInput({ kind: 'open-terminal', terminal, host, ...usualSize })
  useSession.setState({ terminals: [...terminals, { terminal, host, foreground: '', alive: true, ...usualSize }] })
  reconcileWorkspace(useSession.getState().terminals)
  return terminal
}

export function closeTerminal(terminal: TerminalId): void {
  sendInput({ kind: 'close-terminal', terminal })
  useSession.setState(({ terminals }) => ({ terminals: terminals.filter((each) => each.terminal !== terminal) }))
  reconcileWorkspace(useSession.getState().terminals)
}

/** Moves the active tab of a group into a group of its own beside it, or opens another terminal of its host there. */
export function splitGroup(id: number): void {
  const group = useWorkspace.getState().groups.find((each) => each.id === id)
  if (!group) return
  const host = useSession.getState().terminals.find(({ terminal }) => terminal === group.active)?.host
  const moved = group.tabs.length > 1 ? group.active : host === undefined ? undefined : openTerminal(host)
  if (moved === undefined) return
  useWorkspace.setState(({ groups }) => {
    const next = Math.max(...groups.map((each) => each.id)) + 1
    const split = groups.flatMap((each) => {
      if (each.id !== id) return [each]
      const tabs = each.tabs.filter((tab) => tab !== moved)
      const active = tabs.includes(each.active) ? each.active : tabs[tabs.length - 1]
      const beside = { id: next, tabs: [moved], active: moved }
      return active === undefined ? [beside] : [{ ...each, tabs, active }, beside]
    })
    return { groups: split, focused: next }
  })
}

/** Joins a group's tabs into the one before it. */
export function joinGroup(id: number): void {
  useWorkspace.setState(({ groups, focused }) => {
    const index = groups.findIndex((group) => group.id === id)
    const [gone, into] = [groups[index], groups[index - 1] ?? groups[index + 1]]
    if (!gone || !into) return { groups, focused }
    const joined = { ...into, tabs: [...into.tabs, ...gone.tabs], active: gone.active }
    return { groups: groups.filter((group) => group !== gone).map((group) => (group === into ? joined : group)), focused: into.id }
  })
}

/** The terminal that has, or last had, the keyboard. */
export function activeTerminal(): TerminalId | undefined {
  const { groups, focused } = useWorkspace.getState()
  return (groups.find((group) => group.id === focused) ?? groups[0])?.active
}

/** Types lines for the reader, in the active terminal or, if a host is named and it is elsewhere, in one of that host. */
export function typeLines(text: string, host?: string): void {
  const { terminals } = useSession.getState()
  const active = activeTerminal()
  const fits = (info: TerminalInfo) => info.alive && (host === undefined || info.host === host)
  const here = terminals.find((info) => info.terminal === active && fits(info)) ?? terminals.find(fits)
  const terminal = here?.terminal ?? (host === undefined ? undefined : openTerminal(host))
  if (terminal === undefined) return
  activateTerminal(terminal)
  send({ kind: 'type', terminal, text })
}
