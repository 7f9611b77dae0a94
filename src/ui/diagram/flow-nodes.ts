import { useMemo } from 'react'
import type { Placed } from '../../projections/layout/layout.ts'
import type { Entity } from '../../projections/scene/scene.ts'
import { useScenes } from '../session/scenes.ts'
import type { EntityFlowNode } from './entity-node.tsx'
import { useSelection } from './selection.ts'
import { useKept, type View } from './view.ts'

const levels = 10

/** The view's things as React Flow's nodes; those that look the same stay the same objects. */
export function useFlowNodes({ layout }: View): EntityFlowNode[] {
  const commandMs = useScenes((scenes) => scenes.commandMs)
  const selected = useSelection((selection) => selection.selected)
  const query = useSelection((selection) => selection.query.trim().toLowerCase())
  const nodes = useMemo(
    () =>
      [...layout.placed.values()].map((placed) =>
        flowNode(
          placed,
          placed.entity.changedMs >= commandMs,
          placed.entity.id === selected,
          query === '' ? undefined : matches(placed.entity, query),
        ),
      ),
    [layout, commandMs, selected, query],
  )
  return useKept(nodes, idOf, looksSame) as EntityFlowNode[]
}

export function matches(entity: Entity, query: string): boolean {
  return (
    entity.label.toLowerCase().includes(query) ||
    entity.sublabel?.toLowerCase().includes(query) === true ||
    Object.values(entity.facts).some((fact) => String(fact).toLowerCase() === query)
  )
}

function flowNode(placed: Placed, fresh: boolean, selected: boolean, match: boolean | undefined): EntityFlowNode {
  const { entity, rect, depth, shape } = placed
  return {
    id: entity.id,
    type: 'entity',
    position: { x: rect.x, y: rect.y },
    width: rect.width,
    height: rect.height,
    measured: { width: rect.width, height: rect.height },
    handles: [],
    zIndex: shape === 'box' ? depth : levels + depth,
    data: { placed, fresh, selected, match },
  }
}

function idOf(node: EntityFlowNode): string {
  return node.id
}

function looksSame(a: EntityFlowNode, b: EntityFlowNode): boolean {
  const [before, after] = [a.data.placed, b.data.placed]
  return (
    before.entity === after.entity &&
    a.data.fresh === b.data.fresh &&
    a.data.selected === b.data.selected &&
    a.data.match === b.data.match &&
    before.shape === after.shape &&
    before.depth === after.depth &&
    before.rect.x === after.rect.x &&
    before.rect.y === after.rect.y &&
    before.rect.width === after.rect.width &&
    before.rect.height === after.rect.height &&
    before.folded.size === after.folded.size &&
    [...before.folded].every(([kind, count]) => after.folded.get(kind) === count)
  )
}
