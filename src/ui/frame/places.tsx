import { BookOpen, Globe } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { navigate } from 'wouter/use-hash-location'
import { lessons, openWorlds } from '../../course/catalog.ts'
import type { Locale } from '../../i18n/i18n.ts'
import { type Place, pathOf } from '../session/address.ts'
import { useSession } from '../session/session.ts'
import { closeDialog } from './dialog-state.ts'

/** Lessons and worlds to go to. */
export function Places() {
  const { t, i18n } = useTranslation()
  const here = useSession((session) => session.lesson)
  const world = useSession((session) => session.world)
  return (
    <>
      <section className="flex flex-col gap-1">
        <h3 className="font-semibold text-accent text-sm">{t('places.lessons')}</h3>
        {lessons.map((lesson) => (
          <PlaceRow key={lesson.id} place={{ kind: 'lesson', lesson: lesson.id }} current={here === lesson.id}>
            <BookOpen aria-hidden className="size-4 shrink-0 text-mute" />
            <span className="w-6 shrink-0 text-mute tabular-nums">{lesson.number}</span>
            {lesson.title[i18n.language as Locale]}
          </PlaceRow>
        ))}
        <p className="px-3 text-mute text-sm">{t('places.soon')}</p>
      </section>
      <section className="flex flex-col gap-1">
        <h3 className="font-semibold text-accent text-sm">{t('places.worlds')}</h3>
        {openWorlds.map((each) => (
          <PlaceRow key={each} place={{ kind: 'world', world: each }} current={here === undefined && world === each}>
            <Globe aria-hidden className="size-4 shrink-0 text-mute" />
            {t(`places.world.${each}`)}
          </PlaceRow>
        ))}
      </section>
    </>
  )
}

function PlaceRow({ place, current, children }: { readonly place: Place; readonly current: boolean; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      aria-current={current ? 'page' : undefined}
      className="flex items-center gap-2 rounded-lg px-3 py-2 text-left hover:bg-ink/6 aria-[current=page]:bg-accent/12 aria-[current=page]:font-semibold"
      onClick={() => {
        navigate(pathOf(place))
        closeDialog()
      }}
    >
      {children}
    </button>
  )
}
