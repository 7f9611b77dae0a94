/**
 * The terminal emulators, one per terminal of the session. They live outside React: a pane that comes and goes (other tab, other layout,
 * phone) takes the same screen with its scrollback, and output is taken in even while no pane shows it.
 */
import { ClipboardAddon } from '@xterm/addon-clipboard'
import { FitAddon } from '@xterm/addon-fit'
import type { SearchAddon } from '@xterm/addon-search'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import type { TerminalId } from '../../worker/protocol.ts'
import { sendInput } from '../session/connection.ts'
import { commandSent } from '../session/scenes.ts'
import { useSession } from '../session/session.ts'
import { handleKey } from './keys.ts'
import { terminalTheme } from './palette.ts'

export interface Screen {
  readonly emulator: Terminal
  readonly fit: FitAddon
  search: SearchAddon | undefined
}

/** Size of a terminal that no pane has measured yet. */
export const usualSize = { cols: 100, rows: 24 }

const scrollbackLines = 5_000
const screens = new Map<TerminalId, Screen>()
let openLink: (url: string, host: string) => void = () => {}

/** Says what a click on a link in a terminal does. */
export function onTerminalLink(open: (url: string, host: string) => void): void {
  openLink = open
}

export function screenOf(terminal: TerminalId): Screen {
  const known = screens.get(terminal)
  if (known) return known
  const screen = makeScreen(terminal)
  screens.set(terminal, screen)
  return screen
}

/** Resolves when the output is on the screen: the worker waits for it before it sends much more. */
export function writeScreen(terminal: TerminalId, data: string): Promise<void> {
  return new Promise((resolve) => screenOf(terminal).emulator.write(data, resolve))
}

export function resetScreens(): void {
  for (const { emulator } of screens.values()) emulator.dispose()
  screens.clear()
}

/** Fits a screen to the element that holds it and tells the session when that changes its size. */
export function fitScreen(terminal: TerminalId): void {
  const size = screenOf(terminal).fit.proposeDimensions()
  if (size && size.cols > 2 && size.rows > 1) screenOf(terminal).emulator.resize(size.cols, size.rows)
}

export async function loadSearch(terminal: TerminalId): Promise<SearchAddon> {
  const { SearchAddon } = await import('@xterm/addon-search')
  const screen = screenOf(terminal)
  if (!screen.search) {
    screen.search = new SearchAddon()
    screen.emulator.loadAddon(screen.search)
  }
  return screen.search
}

function makeScreen(terminal: TerminalId): Screen {
  const info = useSession.getState().terminals.find((each) => each.terminal === terminal)
  const emulator = new Terminal({
    cols: info?.cols ?? usualSize.cols,
    rows: info?.rows ?? usualSize.rows,
    allowProposedApi: true,
    // Binary output is full of sequences that mean nothing; telling the console of each one costs more than everything else.
    logLevel: 'off',
    cursorBlink: true,
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    fontSize: 13,
    lineHeight: 1.25,
    scrollback: scrollbackLines,
    theme: terminalTheme,
  })
  const fit = new FitAddon()
  emulator.loadAddon(fit)
  emulator.loadAddon(new ClipboardAddon())
  emulator.loadAddon(new WebLinksAddon((_event, url) => openLink(url, info?.host ?? '')))
  void import('@xterm/addon-unicode11').then(({ Unicode11Addon }) => {
    emulator.loadAddon(new Unicode11Addon())
    emulator.unicode.activeVersion = '11'
  })
  emulator.attachCustomKeyEventHandler((event) => handleKey(event, emulator))
  emulator.onData((data) => {
    if (data.includes('\r')) commandSent(useSession.getState().atMs)
    sendInput({ kind: 'keys', terminal, data })
  })
  emulator.onResize(({ cols, rows }) => sendInput({ kind: 'resize', terminal, cols, rows }))
  return { emulator, fit, search: undefined }
}
