import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuizQuestion } from '../../course/text.ts'
import { Prose } from './prose.tsx'

/** The questions that end a lesson. Each answer says at once whether it is right, and why. */
export function Quiz({ questions }: { readonly questions: readonly QuizQuestion[] }) {
  const { t } = useTranslation()
  return (
    <details className="group rounded-xl border border-line">
      <summary className="px-3 py-2 font-semibold">
        {t('lesson.quiz')} <span className="font-normal text-mute">{t('lesson.quizCount', { count: questions.length })}</span>
      </summary>
      <ol className="flex flex-col gap-4 px-3 pb-3">
        {questions.map((question) => (
          <li key={question.question}>
            <Question question={question} />
          </li>
        ))}
      </ol>
    </details>
  )
}

function Question({ question }: { readonly question: QuizQuestion }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<number>()
  const right = chosen !== undefined && question.options[chosen]?.right === true
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{question.question}</legend>
      {question.options.map(({ text }, index) => (
        <label key={text} className="flex cursor-pointer items-center gap-2 rounded-lg px-2 py-1 hover:bg-ink/5">
          <input type="radio" name={question.question} className="accent-(--accent)" checked={chosen === index} onChange={() => setChosen(index)} />
          <span className="grow">{text}</span>
          {chosen === index && (right ? <Check aria-hidden className="size-4 text-ok" /> : <X aria-hidden className="size-4 text-bad" />)}
        </label>
      ))}
      <div aria-live="polite">
        {chosen !== undefined && (
          <p className={`px-2 font-medium text-sm ${right ? 'text-ok' : 'text-bad'}`}>{right ? t('lesson.right') : t('lesson.wrong')}</p>
        )}
        {right && question.explanation !== '' && <Prose text={question.explanation} className="px-2 text-sm" />}
      </div>
    </fieldset>
  )
}
