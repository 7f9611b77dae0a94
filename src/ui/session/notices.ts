/** Short messages over the page: what happened, what was kept, what to do. */
import { create } from 'zustand'
import type { Opened, Problem } from '../../worker/protocol.ts'

export type Notice =
  | { readonly text: 'status.resumed' | 'status.undone' | 'status.branched' | 'status.reset' | 'status.offline' }
  | { readonly text: 'status.update'; readonly act: () => void }
  | { readonly problem: Problem }

interface Shown {
  readonly id: number
  readonly notice: Notice
}

const briefMs = 5_000

export const useNotices = create<{ readonly shown: readonly Shown[] }>()(() => ({ shown: [] }))

let last = 0

/** Shows a notice: good news goes by itself, problems and questions stay until closed. */
export function announce(notice: Notice): void {
  if (useNotices.getState().shown.some((each) => same(each.notice, notice))) return
  const id = ++last
  useNotices.setState(({ shown }) => ({ shown: [...shown, { id, notice }].slice(-4) }))
  if (!('problem' in notice) && !('act' in notice)) setTimeout(() => closeNotice(id), briefMs)
}

/** A problem that is still shown is not told twice. */
const same = (a: Notice, b: Notice): boolean => 'problem' in a && 'problem' in b && JSON.stringify(a.problem) === JSON.stringify(b.problem)

export function closeNotice(id: number): void {
  useNotices.setState(({ shown }) => ({ shown: shown.filter((each) => each.id !== id) }))
}

const openedNotices = { resumed: 'status.resumed', undone: 'status.undone', branched: 'status.branched', reset: 'status.reset' } as const

export function announceOpened(why: Opened['why']): void {
  useNotices.setState(({ shown }) => ({ shown: shown.filter(({ notice }) => !('problem' in notice)) }))
  if (why in openedNotices) announce({ text: openedNotices[why as keyof typeof openedNotices] })
}
