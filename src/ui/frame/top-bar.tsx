import { ChevronDown, RotateCcw, Search, Share2, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { lessonById } from '../../course/catalog.ts'
import type { Locale } from '../../i18n/i18n.ts'
import { IconButton } from '../kit/button.tsx'
import { send } from '../session/connection.ts'
import { useSession } from '../session/session.ts'
import { useIsPhone } from '../settings/appearance.ts'
import { Clock } from './clock.tsx'
import { openDialog } from './dialog-state.ts'
import { LanguageSwitch, LayoutSwitch, PresenterSwitch, ThemeSwitch } from './switches.tsx'

export function TopBar() {
  const { t } = useTranslation()
  const phone = useIsPhone()
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b bg-card px-3 md:gap-3 md:px-4">
      <h1 className="font-bold text-lg tracking-tight">
        c<span className="text-accent">ai</span>s
      </h1>
      <PlaceButton />
      <Saved />
      <span className="grow" />
      {!phone && <Clock />}
      <span className="flex items-center">
        <IconButton icon={Undo2} label={t('frame.undo')} onClick={() => send({ kind: 'undo' })} />
        {!phone && <IconButton icon={RotateCcw} label={t('frame.reset')} onClick={() => openDialog('reset')} />}
        {!phone && <IconButton icon={Share2} label={t('frame.share')} onClick={() => openDialog('share')} />}
      </span>
      {!phone && <LayoutSwitch />}
      {!phone && (
        <span className="flex items-center">
          <ThemeSwitch />
          <LanguageSwitch />
          <PresenterSwitch />
        </span>
      )}
      <button
        type="button"
        aria-label={t('frame.palette')}
        data-tip={t('frame.palette')}
        aria-keyshortcuts="Control+K Meta+K"
        className="inline-flex h-8 items-center gap-2 rounded-lg border border-line px-2 text-mute hover:border-mute/60 hover:text-ink"
        onClick={() => openDialog('palette')}
      >
        <Search aria-hidden className="size-4" strokeWidth={1.9} />
        {!phone && <kbd className="whitespace-nowrap font-mono text-xs">Ctrl K</kbd>}
      </button>
    </header>
  )
}

function PlaceButton() {
  const { t, i18n } = useTranslation()
  const lesson = useSession((session) => lessonById(session.lesson))
  const world = useSession((session) => session.world)
  const name = lesson ? `${lesson.number} · ${lesson.title[i18n.language as Locale]}` : world
  return (
    <button
      type="button"
      data-tip={t('frame.choose')}
      aria-haspopup="dialog"
      className="flex h-8 min-w-0 items-center gap-1.5 rounded-full border border-line bg-paper px-3 text-sm hover:border-mute/60"
      onClick={() => openDialog('places')}
    >
      <span className="truncate">{name}</span>
      <ChevronDown aria-hidden className="size-3.5 shrink-0 text-mute" />
    </button>
  )
}

/** A dot that says whether what was done is kept. */
function Saved() {
  const { t } = useTranslation()
  const saved = useSession((session) => session.savedMs !== undefined)
  const ready = useSession((session) => session.phase === 'ready')
  if (!ready) return null
  const name = saved ? t('status.saved') : t('status.unsaved')
  return (
    <span role="img" aria-label={name} data-tip={name} className={`size-2 shrink-0 rounded-full ${saved ? 'bg-ok' : 'border-[1.5px] border-mute'}`} />
  )
}
