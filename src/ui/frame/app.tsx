import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useHashLocation } from 'wouter/use-hash-location'
import { Boundary } from '../kit/boundary.tsx'
import { Tooltips } from '../kit/tooltips.tsx'
import { pathOf, placeOf, placeToOpen } from '../session/address.ts'
import { goTo } from '../session/place.ts'
import { useSession } from '../session/session.ts'
import { useAppearance } from '../settings/appearance.ts'
import { changeSettings, useSettings } from '../settings/settings.ts'
import { visit } from '../side/browser/visits.ts'
import { onTerminalLink, screenOf } from '../terminal/screens.ts'
import { activeTerminal } from '../terminal/workspace.ts'
import { openDialog, useDialog } from './dialog-state.ts'
import { Notices } from './notices.tsx'
import { Panes } from './panes.tsx'
import { TopBar } from './top-bar.tsx'

const loadDialogs = async () => ({ default: (await import('./dialogs.tsx')).Dialogs })
const Dialogs = lazy(loadDialogs)

onTerminalLink(visit)

/** The whole page. */
export function App() {
  const { t, i18n } = useTranslation()
  useAppearance(i18n.language)
  usePlace()
  useShortcuts()
  const dialog = useDialog((state) => state.open)
  const name = useSession((session) => session.world)
  const ready = useSession((session) => session.phase === 'ready')
  useEffect(() => {
    // So that the palette opens at once: what is typed into it must not end up in the terminal.
    if (ready) void loadDialogs()
  }, [ready])
  useEffect(() => {
    document.title = name === '' ? t('app.name') : `${name} · ${t('app.name')}`
  }, [name, t])
  return (
    <Boundary>
      <div className="flex h-dvh flex-col">
        <button type="button" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-card focus:p-2" onClick={focusTerminal}>
          {t('frame.skip')}
        </button>
        <TopBar />
        <Working />
        <main className="flex min-h-0 grow flex-col">
          <Panes />
        </main>
      </div>
      <Notices />
      <Tooltips />
      {dialog && (
        <Suspense fallback={null}>
          <Dialogs open={dialog} />
        </Suspense>
      )}
    </Boundary>
  )
}

/** Follows the address: its place is opened; without one, the place of the last visit. */
function usePlace(): void {
  const [path, navigate] = useHashLocation()
  useEffect(() => {
    const place = placeOf(path)
    if (place) {
      if (place.kind !== 'shared') changeSettings({ lastPlace: path })
      void goTo(place)
    } else navigate(pathOf(placeToOpen('', useSettings.getState().lastPlace)), { replace: true })
  }, [path, navigate])
}

function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey
      if (command && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        if (useDialog.getState().open === 'palette') return
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
        openDialog('palette')
      } else if (event.key === 'F6') {
        event.preventDefault()
        focusTerminal()
      } else if (!command && event.key.length === 1 && document.activeElement === document.body && useDialog.getState().open === 'palette') {
        event.preventDefault()
        useDialog.setState(({ ahead }) => ({ ahead: ahead + event.key }))
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function focusTerminal(): void {
  const terminal = activeTerminal()
  if (terminal === undefined) return
  changeSettings({ pane: 'terminal' })
  screenOf(terminal).emulator.focus()
}

/** A line under the top bar while the world loads or a log is replayed. */
function Working() {
  const { t } = useTranslation()
  const progress = useSession((session) => (session.phase === 'opening' ? session.progress : undefined))
  if (!progress) return null
  const percent = Math.round(progress.part * 100)
  const text = progress.work === 'load' ? t('status.loading', { percent }) : t('status.replaying', { percent })
  return (
    <div role="progressbar" aria-label={text} aria-valuenow={percent} className="relative h-0.5 shrink-0 bg-line">
      <div className="h-full bg-accent" style={{ width: `${percent}%` }} />
      <p className="absolute top-2 left-1/2 z-40 -translate-x-1/2 rounded-full border border-line bg-raised px-3 py-1 text-sm shadow-float">{text}</p>
    </div>
  )
}
