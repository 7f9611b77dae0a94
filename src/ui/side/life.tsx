import './life.css'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type LifeState, type LifeStep, lifeOf } from '../../projections/life/life.ts'
import type { Entity } from '../../projections/scene/scene.ts'
import { clockText } from '../kit/time.ts'
import { useScenes } from '../session/scenes.ts'
import { useSession } from '../session/session.ts'
import { usePrefersStill } from '../settings/appearance.ts'

const half = { width: 40, height: 13 }

const places: Readonly<Record<LifeState, readonly [x: number, y: number]>> = {
  created: [42, 18],
  running: [166, 18],
  paused: [290, 18],
  removed: [42, 104],
  exited: [166, 104],
  restarting: [290, 104],
  dead: [104, 158],
}

interface Transition {
  readonly path: string
  /** The command or option that brings it about. */
  readonly verb: string
  readonly at: readonly [x: number, y: number]
  readonly anchor?: 'start' | 'middle' | 'end'
}

/** Transitions by `from to`. */
const transitions: Readonly<Record<string, Transition>> = {
  'created running': { path: 'M84 18H122', verb: 'start', at: [103, 12] },
  'running paused': { path: 'M208 13H246', verb: 'pause', at: [227, 8] },
  'paused running': { path: 'M248 23H210', verb: 'unpause', at: [232, 35] },
  'running exited': { path: 'M172 33V87', verb: 'stop, kill', at: [177, 80], anchor: 'start' },
  'exited running': { path: 'M160 89V35', verb: 'start', at: [154, 64], anchor: 'end' },
  'running restarting': { path: 'M206 40L276 87', verb: '--restart', at: [262, 66], anchor: 'start' },
  'restarting running': { path: 'M260 90L190 36', verb: '', at: [0, 0] },
  'restarting exited': { path: 'M248 104H210', verb: 'stop', at: [229, 98] },
  'exited removed': { path: 'M124 104H86', verb: 'rm', at: [105, 98] },
  'created removed': { path: 'M42 33V87', verb: 'rm', at: [48, 64], anchor: 'start' },
  'exited dead': { path: 'M150 119L124 142', verb: '', at: [0, 0] },
  'dead removed': { path: 'M84 142L58 120', verb: 'rm -f', at: [64, 140], anchor: 'end' },
}

/** The ways that lead out of a state without being drawn: the same end by force. */
const byForce: Readonly<Record<string, string>> = {
  'running removed': 'exited removed',
  'paused exited': 'running exited',
  'paused removed': 'exited removed',
}

const told = 8

/** Where a container is in its life, which ways it has gone, and when. */
export function Life({ entity, gone }: { readonly entity: Entity; readonly gone: boolean }) {
  const { t } = useTranslation()
  const steps = useSteps(entity, gone)
  const now = steps.at(-1)?.to
  if (now === undefined) return null
  const first = Math.max(0, steps.length - told)
  return (
    <section>
      <h3 className="mb-1 font-semibold text-sm">{t('life.title')}</h3>
      <Machine steps={steps} now={now} />
      <ol aria-label={t('life.steps')} className="mt-1 text-sm">
        {steps.slice(first).map(({ from, to, atMs }, index) => (
          <li
            key={`${atMs} ${to}`}
            aria-current={first + index === steps.length - 1 ? 'step' : undefined}
            className="flex gap-3 border-line border-t py-0.5"
          >
            <time className="shrink-0 font-mono text-[0.92em] text-mute">{clockText(atMs)}</time>
            <span>
              {from !== undefined && `${t(`life.state.${from}`)} → `}
              <span className="font-semibold">{t(`life.state.${to}`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Told anew only when the container has changed its state. */
function useSteps({ id, facts }: Entity, gone: boolean): readonly LifeStep[] {
  const backMs = useScenes((scenes) => scenes.backMs)
  const startsAtMs = useSession((session) => session.startsAtMs)
  const turn = `${facts.status} ${facts.started} ${facts.finished} ${facts.restarts} ${gone}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: the changes are read again when the container has turned to something else
  return useMemo(() => lifeOf(useScenes.getState().diffs, id, startsAtMs, backMs), [id, turn, startsAtMs, backMs])
}

function Machine({ steps, now }: { readonly steps: readonly LifeStep[]; readonly now: LifeState }) {
  const { t } = useTranslation()
  const still = usePrefersStill()
  const keys = steps.map(({ from, to }) => byForce[`${from} ${to}`] ?? `${from} ${to}`)
  const taken = new Set(keys)
  const last = transitions[keys.at(-1) ?? '']
  return (
    <svg viewBox="0 0 332 174" role="img" aria-label={t('life.now', { state: t(`life.state.${now}`) })} className="life hue-container w-full">
      <defs>
        <marker id="life-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">
          <path d="M0 0.5L8 4L0 7.5z" fill="context-stroke" />
        </marker>
      </defs>
      {Object.entries(transitions).map(([key, { path, verb, at, anchor = 'middle' }]) => (
        <g key={key} className="life-way" data-taken={taken.has(key) || undefined}>
          <path d={path} markerEnd="url(#life-arrow)" />
          {verb !== '' && (
            <text x={at[0]} y={at[1]} textAnchor={anchor}>
              {verb}
            </text>
          )}
        </g>
      ))}
      {Object.entries(places).map(([state, [x, y]]) => (
        <g key={state} className="life-state" data-now={state === now || undefined} data-been={steps.some(({ to }) => to === state) || undefined}>
          <rect
            x={x - half.width}
            y={y - half.height}
            width={2 * half.width}
            height={2 * half.height}
            rx={state === 'removed' || state === 'dead' ? 3 : 13}
          />
          <text x={x} y={y + 4} textAnchor="middle">
            {t(`life.state.${state as LifeState}`)}
          </text>
        </g>
      ))}
      {last && !still && <circle key={steps.length} r={4.5} className="life-dot" style={{ offsetPath: `path("${last.path}")` }} />}
    </svg>
  )
}
