import type { Terminal } from '@xterm/xterm'

/**
 * Keys that are the page's and not the terminal's; false keeps a key from the terminal. Ctrl-C copies when text is selected and interrupts
 * otherwise; Ctrl-V and Shift-Insert paste through the browser; Ctrl-K opens the palette, where Ctrl-K again goes to the terminal.
 */
export function handleKey(event: KeyboardEvent, emulator: Terminal): boolean {
  if (event.type !== 'keydown') return true
  const command = event.ctrlKey || event.metaKey
  const key = event.key.toLowerCase()
  if (command && !event.altKey && key === 'k') return false
  if (command && key === 'v') return false
  if (command && key === 'c' && (emulator.hasSelection() || event.shiftKey)) {
    if (emulator.hasSelection()) void navigator.clipboard?.writeText(emulator.getSelection())
    emulator.clearSelection()
    event.preventDefault()
    return false
  }
  // Ctrl-Shift-F, F6 and Ctrl-Shift-T belong to the frame.
  if (event.key === 'F6' || (command && event.shiftKey && (key === 'f' || key === 'e'))) return false
  return true
}
