import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef } from 'react'
import type { TerminalId } from '../../worker/protocol.ts'
import { useDark } from '../settings/appearance.ts'
import { useSettings } from '../settings/settings.ts'
import { darkTerminalTheme, terminalTheme } from './palette.ts'
import { fitScreen, screenOf } from './screens.ts'

const usualFont = 13
const presenterFont = 22
const phoneFont = 12.5

/** Shows a terminal's screen and keeps it as large as its pane. */
export function TerminalPane({ terminal, focused, opening }: { readonly terminal: TerminalId; readonly focused: boolean; readonly opening: number }) {
  const holder = useRef<HTMLDivElement>(null)
  const fontSize = useFontSize()
  const dark = useDark()

  useEffect(() => {
    const element = holder.current
    if (!element || opening < 0) return
    const { emulator } = screenOf(terminal)
    let gone = false
    const show = () => {
      if (gone) return
      if (emulator.element) element.replaceChildren(emulator.element)
      else emulator.open(element)
      fitScreen(terminal)
    }
    const font = document.fonts?.load(`${usualFont}px "JetBrains Mono Variable"`) ?? Promise.resolve()
    void Promise.race([font, new Promise((resolve) => setTimeout(resolve, 400))]).then(show)
    const watch = new ResizeObserver(() => emulator.element?.parentElement === element && fitScreen(terminal))
    watch.observe(element)
    return () => {
      gone = true
      watch.disconnect()
    }
  }, [terminal, opening])

  useEffect(() => {
    const { emulator } = screenOf(terminal)
    emulator.options.fontSize = fontSize
    emulator.options.theme = dark ? darkTerminalTheme : terminalTheme
    if (emulator.element) fitScreen(terminal)
  }, [terminal, fontSize, dark])

  useEffect(() => {
    if (!focused || opening < 0) return
    const timer = setTimeout(() => {
      const elsewhere = document.activeElement?.closest('[role="dialog"], input, textarea:not(.xterm-helper-textarea)')
      if (!elsewhere) screenOf(terminal).emulator.focus()
    }, 50)
    return () => clearTimeout(timer)
  }, [terminal, focused, opening])

  return (
    <div
      ref={holder}
      className="h-full min-h-0 w-full overflow-hidden [&_.xterm-viewport]:!bg-transparent [&_.xterm]:h-full [&_.xterm]:[font-variant-ligatures:none]"
      data-terminal={terminal}
    />
  )
}

function useFontSize(): number {
  const zoom = useSettings((settings) => settings.terminalZoom)
  const presenter = useSettings((settings) => settings.presenter)
  const narrow = window.innerWidth < 760
  return (presenter ? presenterFont : narrow ? phoneFont : usualFont) + zoom
}
