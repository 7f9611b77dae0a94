import { Check, Lightbulb, ScrollText } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { commandsOf, type StepText } from '../../course/text.ts'
import type { StepProgress } from '../../worker/protocol.ts'
import { typeLines } from '../terminal/workspace.ts'
import { Prose } from './prose.tsx'

interface StepProps {
  readonly step: StepText
  readonly progress: StepProgress | undefined
  readonly current: boolean
  readonly last: boolean
}

/** One step of a lesson: open while it is the current one, its mark follows the world. */
export function Step({ step, progress, current, last }: StepProps) {
  const { t } = useTranslation()
  const done = progress?.done === true
  const [open, setOpen] = useState(current)
  useEffect(() => setOpen(current), [current])
  const state = done ? t('lesson.done') : current ? t('lesson.now') : t('lesson.todo')
  return (
    <li className="relative pl-8" aria-current={current ? 'step' : undefined}>
      {!last && <span aria-hidden className={`absolute top-6 bottom-[-0.35rem] left-[0.68rem] w-0.5 ${done ? 'bg-ok/50' : 'bg-line'}`} />}
      <StepMark done={done} current={current} name={state} />
      <button
        type="button"
        aria-expanded={open}
        className={`w-full rounded py-0.5 text-left font-semibold ${done && !open ? 'text-mute' : ''}`}
        onClick={() => setOpen(!open)}
      >
        {step.title}
      </button>
      {open && (
        <div className="pb-2">
          <Prose text={step.text} />
          {!done && progress?.hint && <Diagnosis step={step} hint={progress.hint} />}
          {!done && <Aids step={step} />}
        </div>
      )}
    </li>
  )
}

function StepMark({ done, current, name }: { readonly done: boolean; readonly current: boolean; readonly name: string }) {
  const look = done ? 'border-ok bg-ok text-card' : current ? 'border-accent bg-card ring-4 ring-accent/15' : 'border-line bg-card'
  return (
    <span
      role="img"
      aria-label={name}
      className={`absolute top-0.5 left-0 flex size-6 items-center justify-center rounded-full border-2 transition-colors ${look}`}
    >
      {done && <Check aria-hidden className="step-check size-4" strokeWidth={3} />}
    </span>
  )
}

/** What the step's check found in the way. */
function Diagnosis({ step, hint }: { readonly step: StepText; readonly hint: NonNullable<StepProgress['hint']> }) {
  const { t } = useTranslation()
  const text = step.hints[hint.name]
  if (text === undefined) return null
  return (
    <div role="status" className="my-2 rounded-lg border border-warn-line bg-warn-soft px-3 py-2 text-sm">
      <Prose text={`**${t('lesson.almost')}** ${fill(text, hint.values)}`} />
    </div>
  )
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** Hint and solution, shown on request. */
function Aids({ step }: { readonly step: StepText }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<'hint' | 'solution'>()
  const hint = step.hints['']
  const toggle = (aid: 'hint' | 'solution') => setShown(shown === aid ? undefined : aid)
  const button = 'inline-flex items-center gap-1 rounded px-1 py-0.5 text-mute text-sm hover:text-ink aria-expanded:text-ink'
  return (
    <>
      <div className="flex gap-3">
        {hint !== undefined && (
          <button type="button" aria-expanded={shown === 'hint'} className={button} onClick={() => toggle('hint')}>
            <Lightbulb aria-hidden className="size-4" /> {t('lesson.hint')}
          </button>
        )}
        {step.solution !== '' && (
          <button type="button" aria-expanded={shown === 'solution'} className={button} onClick={() => toggle('solution')}>
            <ScrollText aria-hidden className="size-4" /> {shown === 'solution' ? t('lesson.hideSolution') : t('lesson.solution')}
          </button>
        )}
      </div>
      {shown === 'hint' && hint !== undefined && <Prose text={hint} className="mt-1 rounded-lg bg-ink/5 px-3 py-2 text-sm" />}
      {shown === 'solution' && (
        <div className="mt-1">
          <Prose text={step.solution} />
          {commandsOf(step.solution).length > 1 && (
            <button type="button" className="text-accent text-sm hover:underline" onClick={() => typeAll(step.solution)}>
              {t('lesson.typeAll')}
            </button>
          )}
        </div>
      )}
    </>
  )
}

function typeAll(solution: string): void {
  for (const { text, host } of commandsOf(solution)) typeLines(text, host)
}
