import { ChevronLeft, ChevronRight, GitBranch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Mark } from '../../worker/protocol.ts'
import { IconButton } from '../kit/button.tsx'
import { clockText } from '../kit/time.ts'
import { send } from '../session/connection.ts'
import { lookBack, useScenes } from '../session/scenes.ts'
import { useSession } from '../session/session.ts'

const hues: Readonly<Record<Mark['kind'], string>> = {
  command: 'hue-process',
  container: 'hue-container',
  image: 'hue-layer',
  network: 'hue-network',
  power: 'hue-machine',
  failure: '[--hue:var(--bad)]',
  lesson: '[--hue:var(--ok)]',
}

/** The session's events on a line. Dragging looks back; the world itself stays where it is until one continues from there. */
export function Timeline() {
  const { t } = useTranslation()
  const marks = useSession((session) => session.marks)
  const totalMs = useSession((session) => Math.max(1000, Math.ceil(session.atMs / 250) * 250))
  const backMs = useScenes((scenes) => scenes.backMs)
  const atMs = backMs ?? totalMs
  const look = (toMs: number) => lookBack(toMs >= totalMs ? undefined : toMs)
  const before = marks.findLast((mark) => mark.atMs < atMs - 1)
  const after = backMs === undefined ? undefined : marks.find((mark) => mark.atMs > atMs)
  return (
    <section aria-label={t('timeline.label')} className="flex h-9 shrink-0 items-center gap-1 border-line border-t bg-card px-2 text-xs">
      <IconButton icon={ChevronLeft} label={t('timeline.previous')} disabled={!before} onClick={() => before && look(before.atMs)} />
      <IconButton icon={ChevronRight} label={t('timeline.next')} disabled={backMs === undefined} onClick={() => look(after?.atMs ?? totalMs)} />
      <div className="relative mx-2 h-full grow">
        <div className="absolute inset-x-0 top-1/2 h-1 -translate-y-1/2 rounded bg-line">
          <div className="h-full rounded bg-accent" style={{ width: `${(atMs / totalMs) * 100}%` }} />
        </div>
        {marks.map((mark, index) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: marks are only ever appended
            key={index}
            className={`absolute top-1/2 h-3 w-0.5 -translate-x-1/2 -translate-y-1/2 rounded bg-hue ${hues[mark.kind]}`}
            style={{ left: `${(mark.atMs / totalMs) * 100}%` }}
          />
        ))}
        <input
          type="range"
          aria-label={t('timeline.label')}
          aria-valuetext={t('timeline.value', { time: clockText(atMs), total: clockText(totalMs) })}
          data-tip={before && backMs !== undefined ? before.label : undefined}
          min={0}
          max={totalMs}
          step={100}
          value={atMs}
          className="timeline-range absolute inset-0 w-full"
          onChange={(event) => look(event.target.valueAsNumber)}
        />
      </div>
      {backMs === undefined ? (
        <span className="px-1 text-mute">{t('timeline.live')}</span>
      ) : (
        <>
          <span className="font-medium tabular-nums">{clockText(atMs)}</span>
          <button type="button" className="rounded px-1.5 py-0.5 font-medium text-accent hover:bg-accent/10" onClick={() => look(totalMs)}>
            {t('timeline.back')}
          </button>
          <button
            type="button"
            className="inline-flex items-center gap-1 rounded-md bg-accent px-2 py-0.5 font-medium text-on-accent"
            onClick={() => send({ kind: 'branch', atMs: backMs })}
          >
            <GitBranch aria-hidden className="size-3.5" />
            {t('timeline.branch')}
          </button>
        </>
      )}
    </section>
  )
}
