import { ArrowRight, PanelLeftClose } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { navigate } from 'wouter/use-hash-location'
import { lessonById, lessons, loadLesson } from '../../course/catalog.ts'
import type { LessonText } from '../../course/text.ts'
import type { Locale } from '../../i18n/i18n.ts'
import { openDialog } from '../frame/dialog-state.ts'
import { Button, IconButton } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { pathOf } from '../session/address.ts'
import { useSession } from '../session/session.ts'
import { useIsPhone } from '../settings/appearance.ts'
import { changeSettings } from '../settings/settings.ts'
import { Prose } from './prose.tsx'
import { Quiz } from './quiz.tsx'
import { Step } from './step.tsx'

/** The lesson: its text, its steps with marks that follow the world, its questions. */
export function Lesson() {
  const { t, i18n } = useTranslation()
  const id = useSession((session) => session.lesson)
  const [text, setText] = useState<LessonText>()
  useEffect(() => {
    let gone = false
    setText(undefined)
    if (id !== undefined) void loadLesson(id, i18n.language as Locale).then((loaded) => !gone && setText(loaded))
    return () => {
      gone = true
    }
  }, [id, i18n.language])
  if (id === undefined) {
    return (
      <Empty title={t('lesson.none')} hint={t('lesson.noneHint')}>
        <Button onClick={() => openDialog('places')}>{t('lesson.choose')}</Button>
      </Empty>
    )
  }
  return text ? <LessonPage key={id} id={id} text={text} /> : null
}

function LessonPage({ id, text }: { readonly id: string; readonly text: LessonText }) {
  const { t } = useTranslation()
  const phone = useIsPhone()
  const progress = useSession((session) => (session.lessonProgress?.lesson === id ? session.lessonProgress.steps : undefined))
  const stepProgress = (step: string) => progress?.find((each) => each.step === step)
  const done = text.steps.filter((step) => stepProgress(step.id)?.done).length
  const current = text.steps.find((step) => !stepProgress(step.id)?.done)?.id
  return (
    <article className="flex h-full flex-col gap-4 overflow-y-auto px-4 pt-3 pb-8">
      <header>
        <div className="flex items-center justify-between">
          <p className="font-semibold text-accent text-sm">
            {t('frame.lesson')} {lessonById(id)?.number} · {t('lesson.progress', { done, total: text.steps.length })}
          </p>
          {!phone && (
            <IconButton icon={PanelLeftClose} label={t('frame.fold')} onClick={() => changeSettings({ lessonFolded: true })} className="-mr-2" />
          )}
        </div>
        <div className="mt-1 mb-3 flex gap-1" aria-hidden>
          {text.steps.map((step) => (
            <span
              key={step.id}
              className={`h-1 grow rounded-full ${stepProgress(step.id)?.done ? 'bg-ok' : step.id === current ? 'bg-accent/50' : 'bg-line'}`}
            />
          ))}
        </div>
        <h2 className="text-balance font-bold text-xl leading-tight">{text.title}</h2>
        <Prose text={text.intro} className="mt-2" />
      </header>
      <ol className="flex flex-col gap-2">
        {text.steps.map((step, index) => (
          <Step key={step.id} step={step} progress={stepProgress(step.id)} current={step.id === current} last={index === text.steps.length - 1} />
        ))}
      </ol>
      {current === undefined && <Finished id={id} />}
      {text.quiz.length > 0 && <Quiz questions={text.quiz} />}
    </article>
  )
}

function Finished({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const next = lessons[lessons.findIndex((lesson) => lesson.id === id) + 1]
  return (
    <div role="status" className="flex flex-col items-start gap-2 rounded-xl border border-ok/50 bg-ok/8 px-3 py-2">
      <p>{t('lesson.finished')}</p>
      {next && (
        <Button look="solid" icon={ArrowRight} onClick={() => navigate(pathOf({ kind: 'lesson', lesson: next.id }))}>
          {t('lesson.next')}
        </Button>
      )}
    </div>
  )
}
