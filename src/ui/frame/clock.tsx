import { Pause, Play, StepForward } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Speed } from '../../worker/protocol.ts'
import { IconButton } from '../kit/button.tsx'
import { clockText } from '../kit/time.ts'
import { send } from '../session/connection.ts'
import { useSession } from '../session/session.ts'

const speeds: readonly Speed[] = [1, 10, 60]

/** The world's time and how fast it runs. */
export function Clock() {
  const { t } = useTranslation()
  const speed = useSession((session) => session.speed)
  const paused = speed === 0
  return (
    <fieldset aria-label={t('clock.title')} className="flex h-9 items-center rounded-full border border-line bg-paper pr-1 pl-1">
      <IconButton
        icon={paused ? Play : Pause}
        label={paused ? t('clock.play') : t('clock.pause')}
        className="rounded-full"
        onClick={() => setSpeed(paused ? 1 : 0)}
      />
      {paused && <IconButton icon={StepForward} label={t('clock.step')} className="rounded-full" onClick={() => send({ kind: 'step' })} />}
      <Time />
      <span className="flex items-center gap-px">
        {speeds.map((each) => (
          <button
            key={each}
            type="button"
            aria-label={t('clock.speed', { speed: each })}
            aria-pressed={speed === each}
            data-tip={t('clock.speed', { speed: each })}
            className="rounded-full px-1.5 py-0.5 text-mute text-xs tabular-nums hover:text-ink aria-pressed:bg-ink/10 aria-pressed:font-semibold aria-pressed:text-ink"
            onClick={() => setSpeed(each)}
          >
            {each}×
          </button>
        ))}
      </span>
    </fieldset>
  )
}

function Time() {
  const { t, i18n } = useTranslation()
  const seconds = useSession((session) => Math.floor(session.atMs / 1000))
  const startsAtMs = useSession((session) => session.startsAtMs)
  const date = new Date(startsAtMs + seconds * 1000).toLocaleString(i18n.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'America/Sao_Paulo',
  })
  return (
    <time className="px-1.5 font-medium text-sm tabular-nums" data-tip={t('clock.date', { date })}>
      {clockText(seconds * 1000)}
    </time>
  )
}

function setSpeed(speed: Speed): void {
  useSession.setState({ speed })
  send({ kind: 'pace', speed })
}
