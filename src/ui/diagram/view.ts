import { useMemo, useRef } from 'react'
import { fittedLayout, type Layout, type Placed } from '../../projections/layout/layout.ts'
import { type Lens, showsLink } from '../../projections/layout/lens.ts'
import { contains, type Manner, type Route, routes, type Way } from '../../projections/layout/route.ts'
import type { EntityId, Link, Scene } from '../../projections/scene/scene.ts'
import { useScenes } from '../session/scenes.ts'
import { useSettings } from '../settings/settings.ts'
import { useSelection } from './selection.ts'

/** Things drawn before the innermost are folded: beyond it the picture would be neither smooth nor readable. */
const drawnLimit = 1_000
const siblingLimit = 28

export interface RoutedLink {
  readonly link: Link
  readonly route: Route
}

export interface View {
  readonly scene: Scene
  readonly layout: Layout
  readonly links: readonly RoutedLink[]
}

/** The shown scene, laid out for the chosen lens and the pane's shape. */
export function useView(aspect: number): View {
  const scene = useScenes((scenes) => scenes.shown)
  const lens = useSettings((settings) => settings.lens)
  const opened = useSelection((selection) => selection.opened)
  const spread = useRef(1)
  return useMemo(() => {
    const layout = fittedLayout(scene, { lens, opened, siblings: siblingLimit, total: drawnLimit }, aspect, spread.current)
    spread.current = layout.spread
    return { scene, layout, links: routeLinks(scene, layout, lens) }
  }, [scene, lens, opened, aspect])
}

/** The drawn thing that stands for an entity: itself, or the nearest ancestor that is drawn. */
export function drawnFor(scene: Scene, layout: Layout, id: EntityId): Placed | undefined {
  let current: EntityId | undefined = id
  for (let depth = 0; current !== undefined && depth < 32; depth++) {
    const placed = layout.placed.get(current)
    if (placed) return placed
    current = scene.entities.get(current)?.parent
  }
  return undefined
}

/** Where a link ends: a cable, whose card is not drawn, at the machine that has it and not at what happens to be drawn inside. */
function endOf(scene: Scene, layout: Layout, link: Link, id: EntityId): Placed | undefined {
  const drawn = drawnFor(scene, layout, id)
  if (link.kind !== 'cable' || drawn?.entity.kind !== 'kernel' || drawn.entity.parent === undefined) return drawn
  return drawnFor(scene, layout, drawn.entity.parent)
}

function routeLinks(scene: Scene, layout: Layout, lens: Lens): readonly RoutedLink[] {
  const drawn: Link[] = []
  const ways: Way[] = []
  for (const link of scene.links.values()) {
    if (!showsLink(lens, link.kind)) continue
    // A link from a thing to what stands around it (its other end is not drawn) says nothing that the nesting does not.
    const from = endOf(scene, layout, link, link.from)
    const to = endOf(scene, layout, link, link.to)
    if (!from || !to || contains(from.rect, to.rect) || contains(to.rect, from.rect)) continue
    drawn.push(link)
    ways.push({ from: from.rect, to: to.rect, manner: mannerOf(link, lens) })
  }
  const routed = routes(ways)
  return drawn.flatMap((link, index) => {
    const route = routed[index]
    return route ? [{ link, route }] : []
  })
}

/** Volumes lie above containers in the storage lens; containers that know each other lie below each other in theirs. */
function mannerOf({ kind }: Link, lens: Lens): Manner {
  if (lens === 'storage' && kind === 'mounts') return 'upright'
  return lens === 'containers' && (kind === 'links-to' || kind === 'joins') ? 'around' : 'widest'
}

/** Keeps a value's earlier object where `same` says that nothing of it changed, so that memoised parts are not drawn again. */
export function useKept<T>(items: readonly T[], keyOf: (item: T) => string, same: (a: T, b: T) => boolean): readonly T[] {
  const before = useRef(new Map<string, T>())
  return useMemo(() => {
    const now = new Map<string, T>()
    const kept = items.map((item) => {
      const key = keyOf(item)
      const old = before.current.get(key)
      const value = old !== undefined && same(old, item) ? old : item
      now.set(key, value)
      return value
    })
    before.current = now
    return kept
  }, [items, keyOf, same])
}
