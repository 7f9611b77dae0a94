import { ViewportPortal } from '@xyflow/react'
import { memo } from 'react'
import { alongRoute, routePath } from '../../projections/layout/route.ts'
import type { LinkKind } from '../../projections/scene/scene.ts'
import { useSettings } from '../settings/settings.ts'
import type { RoutedLink } from './view.ts'

interface LinkLook {
  readonly hue: string
  readonly dash?: string
  readonly arrow: boolean
  readonly width: number
}

export const linkLooks: Readonly<Record<LinkKind, LinkLook>> = {
  cable: { hue: 'hue-machine', arrow: false, width: 2.4 },
  veth: { hue: 'hue-network', arrow: false, width: 1.8 },
  'bridge-port': { hue: 'hue-network', arrow: false, width: 1.4 },
  publishes: { hue: 'hue-network', arrow: true, width: 1.8 },
  joins: { hue: 'hue-network', arrow: false, width: 2 },
  'links-to': { hue: 'hue-container', dash: '4 3', arrow: true, width: 1.6 },
  mounts: { hue: 'hue-volume', arrow: true, width: 1.6 },
  'uses-layer': { hue: 'hue-layer', dash: '2 3', arrow: true, width: 1.3 },
  'instance-of': { hue: 'hue-layer', dash: '6 4', arrow: true, width: 1.5 },
  'talks-to': { hue: 'hue-control', dash: '3 4', arrow: true, width: 1.4 },
  'child-of': { hue: 'hue-process', arrow: false, width: 1.1 },
  pulls: { hue: 'hue-layer', dash: '5 4', arrow: true, width: 1.8 },
}

/** The links of the view, drawn over the boxes in the diagram's own coordinates. */
export const Links = memo(function Links({ links, selected }: { readonly links: readonly RoutedLink[]; readonly selected: string | undefined }) {
  const lens = useSettings((settings) => settings.lens)
  return (
    <ViewportPortal>
      <svg aria-hidden className="links pointer-events-none absolute top-0 left-0 size-px overflow-visible">
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6.5" markerHeight="6.5" orient="auto">
            <path d="M0 0.5L8 4L0 7.5z" fill="context-stroke" />
          </marker>
        </defs>
        {links.map(({ link, route }) => {
          const look = linkLooks[link.kind]
          const near = selected === link.from || selected === link.to
          return (
            <g key={link.id} className={look.hue} opacity={selected === undefined || near ? 1 : 0.45}>
              <path
                d={routePath(route)}
                fill="none"
                stroke="var(--hue)"
                strokeWidth={near ? look.width + 1 : look.width}
                strokeDasharray={look.dash}
                strokeLinecap="round"
                markerEnd={look.arrow ? 'url(#arrow)' : undefined}
                className={link.kind === 'pulls' ? 'link-flows' : undefined}
              />
            </g>
          )
        })}
      </svg>
      <svg aria-hidden className="link-labels pointer-events-none absolute top-0 left-0 size-px overflow-visible">
        {links.map(({ link, route }) => {
          if (link.label === undefined) return null
          const near = selected === link.from || selected === link.to
          if (lens === 'machine' && !near) return null
          const at = alongRoute(route, labelAt(link.kind))
          return (
            <text
              key={link.id}
              x={link.kind === 'links-to' ? at.x + 5 : at.x}
              y={at.y - 4}
              textAnchor={link.kind === 'links-to' ? 'start' : 'middle'}
              className={`link-label ${linkLooks[link.kind].hue}`}
              opacity={selected === undefined || near ? 1 : 0.45}
            >
              {shortLabel(link.label)}
            </text>
          )
        })}
      </svg>
    </ViewportPortal>
  )
})

const longest = 24

/** Where on its way a link says what it is: near a container, where the ways of several part. */
export function labelAt(kind: LinkKind): number {
  return kind === 'joins' || kind === 'mounts' ? 0.3 : kind === 'links-to' ? 0.62 : 0.5
}

/** A long path by its end. */
export function shortLabel(label: string): string {
  if (label.length <= longest || !label.startsWith('/')) return label
  const names = label.split('/')
  let end = names.pop() ?? ''
  while (names.length > 0 && `${names[names.length - 1]}/${end}`.length < longest - 1) end = `${names.pop()}/${end}`
  return `…/${end}`
}
