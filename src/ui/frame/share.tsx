import { Check, Copy, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionLog } from '../../worker/protocol.ts'
import { Button } from '../kit/button.tsx'
import { useCopy } from '../kit/clipboard.ts'
import { saveFile } from '../kit/save-file.ts'
import { exportLog } from '../session/requests.ts'
import { packLog } from '../session/share.ts'

const longLink = 8_000

/** The session as a link and as a file. */
export function Share() {
  const { t, i18n } = useTranslation()
  const [packed, setPacked] = useState<{ readonly log: SessionLog; readonly link: string }>()
  const { copied, copy } = useCopy()
  useEffect(() => {
    let gone = false
    void exportLog().then(async (log) => {
      const link = `${location.origin}${location.pathname}#/shared/${await packLog(log)}`
      if (!gone) setPacked({ log, link })
    })
    return () => {
      gone = true
    }
  }, [])
  if (!packed) return <p className="text-mute">{t('share.working')}</p>
  const { log, link } = packed
  return (
    <>
      <label className="flex flex-col gap-1 text-sm">
        <span className="flex justify-between">
          <b className="font-semibold">{t('share.link')}</b>
          <span className="text-mute">{t('share.size', { count: link.length, formatParams: { lng: i18n.language } })}</span>
        </span>
        <input
          readOnly
          value={link}
          className="rounded-lg border border-line bg-paper px-3 py-2 font-mono"
          onFocus={(event) => event.target.select()}
        />
      </label>
      {link.length > longLink && <p className="text-sm text-warn">{t('share.long')}</p>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button icon={Download} onClick={() => saveFile(`cais-${log.world}.json`, new Blob([JSON.stringify(log)], { type: 'application/json' }))}>
          {t('share.file')}
        </Button>
        <Button look="solid" icon={copied ? Check : Copy} onClick={() => copy(link)}>
          {copied ? t('frame.copied') : t('share.copy')}
        </Button>
      </div>
    </>
  )
}
