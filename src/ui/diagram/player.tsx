import { useReactFlow, ViewportPortal } from '@xyflow/react'
import { ChevronLeft, ChevronRight, Pause, Play, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Placed } from '../../projections/layout/layout.ts'
import { alongRoute, contains, route, routePath } from '../../projections/layout/route.ts'
import { IconButton } from '../kit/button.tsx'
import { usePrefersStill } from '../settings/appearance.ts'
import { useSentence } from '../story/sentence.ts'
import { advanceJourney, endJourney, type Hop, stepJourney, useJourney } from './journey.ts'
import { drawnFor, type View } from './view.ts'

const hopMs = 420
const restMs = 260

/** The moving dot and the card that says where it is. */
export function Player({ view }: { readonly view: View }) {
  const { hops, at, playing } = useJourney()
  const hop = hops[at]
  useAdvance(hops.length, at, playing)
  if (!hop) return null
  return (
    <>
      <Dot view={view} hops={hops} at={at} />
      <Card hops={hops} at={at} playing={playing} />
    </>
  )
}

function useAdvance(length: number, at: number, playing: boolean): void {
  useEffect(() => {
    if (!playing || at >= length) return
    const timer = setTimeout(advanceJourney, hopMs + restMs)
    return () => clearTimeout(timer)
  }, [length, at, playing])
}

function Dot({ view, hops, at }: { readonly view: View; readonly hops: readonly Hop[]; readonly at: number }) {
  const still = usePrefersStill()
  const dot = useRef<SVGCircleElement>(null)
  const { setCenter, getViewport } = useReactFlow()
  const here = placeOf(view, hops[at])
  const before = placeOf(view, hops[at - 1])
  const way = here && before && !nested(before, here) ? route(before.rect, here.rect) : undefined
  useEffect(() => {
    const circle = dot.current
    if (!circle || !here) return
    const middle = { x: here.rect.x + Math.min(here.rect.width / 2, 60), y: here.rect.y + Math.min(here.rect.height / 2, 14) }
    const put = ({ x, y }: { x: number; y: number }) => {
      circle.setAttribute('cx', String(x))
      circle.setAttribute('cy', String(y))
    }
    if (!way || still) return put(middle)
    const started = performance.now()
    let frame = requestAnimationFrame(function move(now) {
      const part = Math.min(1, (now - started) / hopMs)
      put(alongRoute(way, part * part * (3 - 2 * part)))
      if (part < 1) frame = requestAnimationFrame(move)
    })
    return () => cancelAnimationFrame(frame)
  }, [here, way, still])
  useEffect(() => {
    const { zoom } = getViewport()
    if (here && zoom > 1.2) void setCenter(here.rect.x + here.rect.width / 2, here.rect.y + here.rect.height / 2, { zoom, duration: still ? 0 : 300 })
  }, [here, still, getViewport, setCenter])
  const trail = hops.slice(1, at + 1).map((hop, index) => {
    const [from, to] = [placeOf(view, hops[index]), placeOf(view, hop)]
    return from && to && !nested(from, to) ? routePath(route(from.rect, to.rect)) : ''
  })
  return (
    <ViewportPortal>
      <svg aria-hidden className="hue-network pointer-events-none absolute top-0 left-0 z-[2000] size-px overflow-visible">
        <path d={trail.join('')} fill="none" stroke="var(--accent)" strokeWidth={2.6} strokeLinecap="round" opacity={0.75} markerEnd="url(#arrow)" />
        {here && (
          <rect
            x={here.rect.x - 3}
            y={here.rect.y - 3}
            width={here.rect.width + 6}
            height={here.rect.height + 6}
            rx={10}
            fill="none"
            stroke="var(--accent)"
            strokeWidth={2.5}
          />
        )}
        <circle ref={dot} r={6.5} fill="var(--accent)" stroke="var(--card)" strokeWidth={2} />
      </svg>
    </ViewportPortal>
  )
}

/** One stands in the other, or is it: there is no way to draw between them. */
const nested = (a: Placed, b: Placed): boolean => contains(a.rect, b.rect) || contains(b.rect, a.rect)

function placeOf(view: View, hop: Hop | undefined) {
  return hop && drawnFor(view.scene, view.layout, hop.entity)
}

/** One line at the foot of the diagram: which hop, what happens there, and the controls. */
function Card({ hops, at, playing }: { readonly hops: readonly Hop[]; readonly at: number; readonly playing: boolean }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const hop = hops[at]
  return (
    <section
      aria-label={t('player.label')}
      className="absolute inset-x-0 bottom-2 z-10 mx-auto flex w-fit max-w-[calc(100%-1rem)] items-center rounded-xl border border-accent/50 bg-raised pl-3 shadow-float"
    >
      <span className="mr-2 shrink-0 text-accent text-sm tabular-nums" data-tip={t('player.label')}>
        {t('player.hop', { at: at + 1, total: hops.length })}
      </span>
      <p aria-live="polite" className="min-w-0 break-words py-1.5 pr-2 text-sm leading-snug">
        {hop && sentence(hop.fact, hop.part)}
      </p>
      <IconButton icon={ChevronLeft} label={t('player.previous')} disabled={at === 0} onClick={() => stepJourney(-1)} />
      <IconButton
        icon={playing ? Pause : Play}
        label={playing ? t('player.pause') : t('player.play')}
        onClick={() => useJourney.setState({ playing: !playing, unasked: false, at: !playing && at === hops.length - 1 ? 0 : at })}
      />
      <IconButton icon={ChevronRight} label={t('player.next')} disabled={at === hops.length - 1} onClick={() => stepJourney(1)} />
      <IconButton icon={X} label={t('player.close')} onClick={endJourney} />
    </section>
  )
}
