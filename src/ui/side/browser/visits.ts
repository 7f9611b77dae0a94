/** The lab browser's tab: where it is, where it was, and what came back. */
import { create } from 'zustand'
import type { PageResult } from '../../../worker/protocol.ts'
import { sendInput } from '../../session/connection.ts'
import { showSide } from '../../settings/settings.ts'

interface Browsing {
  readonly host: string | undefined
  /** Addresses visited; `at` is the present one. */
  readonly history: readonly string[]
  readonly at: number
  /** The visit that has not been answered yet. */
  readonly pending: number | undefined
  readonly page: PageResult | undefined
}

const initial: Browsing = { host: undefined, history: [], at: -1, pending: undefined, page: undefined }

export const useBrowsing = create<Browsing>()(() => initial)

let lastVisit = 0

export function pagesReset(): void {
  useBrowsing.setState(initial)
}

export function pageArrived(page: PageResult): void {
  useBrowsing.setState((browsing) => {
    if (browsing.pending === page.visit) return { page, pending: undefined }
    // A replayed session's own visits: the page it last saw comes back.
    if (browsing.pending !== undefined) return {}
    lastVisit = Math.max(lastVisit, page.visit)
    return { page, host: page.host, history: [page.url], at: 0 }
  })
}

/** Visits an address on a machine, sending a form's fields there if given, and brings the browser into view. */
export function visit(address: string, host: string, form?: string): void {
  const url = withScheme(address.trim())
  useBrowsing.setState(({ history, at }) => {
    const before = history.slice(0, at + 1)
    return before[before.length - 1] === url ? { host } : { host, history: [...before, url], at: before.length }
  })
  load(url, host, form)
  showSide('browser')
}

/** Goes back or forward by `steps`; 0 loads the page again. */
export function travel(steps: number): void {
  const { history, at, host } = useBrowsing.getState()
  const url = history[at + steps]
  if (url === undefined || host === undefined) return
  useBrowsing.setState({ at: at + steps })
  load(url, host)
}

export function withScheme(address: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`
}

function load(url: string, host: string, form?: string): void {
  const pending = ++lastVisit
  useBrowsing.setState({ pending })
  sendInput({ kind: 'browse', visit: pending, host, url, ...(form !== undefined && { form }) })
}
