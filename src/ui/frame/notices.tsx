import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../worker/protocol.ts'
import { Button, IconButton } from '../kit/button.tsx'
import { saveFile } from '../kit/save-file.ts'
import { send } from '../session/connection.ts'
import { closeNotice, type Notice, useNotices } from '../session/notices.ts'

/** Messages over the page, read aloud as they come. */
export function Notices() {
  const { t } = useTranslation()
  const shown = useNotices((notices) => notices.shown)
  return (
    <div aria-live="polite" className="pointer-events-none fixed inset-x-3 top-14 z-50 flex flex-col items-center gap-2">
      {shown.map(({ id, notice }) => (
        <div
          key={id}
          role={'problem' in notice ? 'alert' : 'status'}
          className={`notice pointer-events-auto flex max-w-xl items-start gap-2 rounded-xl border bg-raised py-2 pr-2 pl-4 text-sm shadow-float ${'problem' in notice ? 'border-bad/60' : 'border-line'}`}
        >
          <div className="grow py-1">
            <Message notice={notice} close={() => closeNotice(id)} />
          </div>
          <IconButton icon={X} label={t('frame.close')} onClick={() => closeNotice(id)} />
        </div>
      ))}
    </div>
  )
}

function Message({ notice, close }: { readonly notice: Notice; readonly close: () => void }) {
  const { t } = useTranslation()
  if ('problem' in notice) return <ProblemMessage problem={notice.problem} close={close} />
  return (
    <p className="flex items-center gap-3">
      {t(notice.text)}
      {'act' in notice && (
        <Button look="quiet" onClick={notice.act}>
          {t('status.updateNow')}
        </Button>
      )}
    </p>
  )
}

function ProblemMessage({ problem, close }: { readonly problem: Problem; readonly close: () => void }) {
  const { t } = useTranslation()
  const takeOver = () => {
    send({ kind: 'take-over' })
    close()
  }
  return (
    <>
      <p>
        <ProblemText problem={problem} />
      </p>
      <div className="mt-1 flex gap-1 empty:hidden">
        {problem.code === 'engine-fault' && (
          <Button look="quiet" onClick={() => saveFile('cais-report.json', new Blob([JSON.stringify(problem.log)], { type: 'application/json' }))}>
            {t('problem.saveReport')}
          </Button>
        )}
        {(problem.code === 'session-elsewhere' || problem.code === 'session-taken') && (
          <Button look="quiet" onClick={takeOver}>
            {t('problem.takeOver')}
          </Button>
        )}
        {problem.code === 'worker-lost' && (
          <Button look="quiet" onClick={() => window.location.reload()}>
            {t('problem.reload')}
          </Button>
        )}
      </div>
    </>
  )
}

function ProblemText({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation()
  switch (problem.code) {
    case 'engine-fault':
    case 'worker-lost':
      return t(`problem.${problem.code}`, { message: problem.message })
    case 'log-corrupted':
      return t(problem.keptAs === undefined ? 'problem.log-unreadable' : 'problem.log-corrupted', { detail: problem.detail })
    case 'log-newer':
      return t('problem.log-newer', { engine: problem.engine })
    case 'world-unknown':
      return t('problem.world-unknown', { world: problem.world })
    default:
      return t(`problem.${problem.code}`)
  }
}
