/** What the reader chose about the page itself, kept on this device. Nothing here changes the world. */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Locale } from '../../i18n/i18n.ts'
import type { Lens } from '../../projections/layout/lens.ts'

export type Theme = 'light' | 'dark' | 'system'
export type LayoutPreset = 'study' | 'teach' | 'free'
export type SideTab = 'compare' | 'inspect' | 'browser' | 'story'
export type Pane = 'lesson' | 'diagram' | 'terminal' | 'panel'

interface Settings {
  readonly theme: Theme
  readonly presenter: boolean
  /** Undefined until chosen: the browser's preference holds. */
  readonly locale: Locale | undefined
  readonly layout: LayoutPreset
  /** In the free layout: terminals to the right of the diagram instead of below it. */
  readonly terminalBeside: boolean
  readonly lens: Lens
  readonly sideTab: SideTab
  /** The one pane that a phone shows. */
  readonly pane: Pane
  readonly lessonFolded: boolean
  readonly panelFolded: boolean
  /** Steps of the terminal's text size away from the usual. */
  readonly terminalZoom: number
  /** Where the page was, for a visit without an address. */
  readonly lastPlace: string
}

const initial: Settings = {
  theme: 'system',
  presenter: false,
  locale: undefined,
  layout: 'study',
  terminalBeside: false,
  lens: 'machine',
  sideTab: 'compare',
  pane: 'terminal',
  lessonFolded: false,
  panelFolded: false,
  terminalZoom: 0,
  lastPlace: '',
}

export const useSettings = create<Settings>()(persist(() => initial, { name: 'cais-settings', version: 1 }))

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change)
}

/** Brings a tab of the side panel into view, on any screen. */
export function showSide(sideTab: SideTab): void {
  changeSettings({ sideTab, pane: 'panel', panelFolded: false })
}
