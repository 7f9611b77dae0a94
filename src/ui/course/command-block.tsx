import { Check, Copy, CornerDownLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useCopy } from '../kit/clipboard.ts'
import { changeSettings } from '../settings/settings.ts'
import { typeLines } from '../terminal/workspace.ts'

/** Commands to type, with buttons that copy them or type them in the terminal. */
export function CommandBlock({ text, host }: { readonly text: string; readonly host?: string | undefined }) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const type = () => {
    changeSettings({ pane: 'terminal' })
    typeLines(text, host)
  }
  const button = 'inline-flex items-center gap-1 rounded px-1.5 py-0.5 text-code-mute text-xs hover:bg-white/10 hover:text-white'
  return (
    <div className="my-2 overflow-hidden rounded-lg bg-code text-code-ink">
      <pre className="overflow-x-auto whitespace-pre-wrap break-words px-3 pt-2 font-mono text-sm leading-relaxed">{text}</pre>
      <div className="flex items-center justify-end gap-0.5 px-1.5 pb-1">
        {host !== undefined && <span className="grow pl-1.5 font-mono text-code-mute text-xs">{host}</span>}
        <button type="button" aria-label={t('lesson.copy')} data-tip={t('lesson.copy')} className={button} onClick={() => copy(text)}>
          {copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
        </button>
        <button type="button" aria-label={`${t('lesson.type')}: ${text}`} data-tip={t('lesson.type')} className={button} onClick={type}>
          {t('lesson.typeShort')}
          <CornerDownLeft aria-hidden className="size-3.5" />
        </button>
      </div>
    </div>
  )
}
