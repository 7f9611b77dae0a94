import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Placed } from '../../projections/layout/layout.ts'
import type { Entity, EntityKind } from '../../projections/scene/scene.ts'
import { kindLooks } from '../kit/kinds.ts'
import { toggleOpened } from './selection.ts'

interface EntityData extends Record<string, unknown> {
  readonly placed: Placed
  readonly fresh: boolean
  readonly selected: boolean
  /** While something is sought: whether this is it. */
  readonly match: boolean | undefined
}

export type EntityFlowNode = Node<EntityData, 'entity'>

/** One thing of the scene: a box with a title, a chip or a bar, in its kind's colour, with its kind's picture and outline. */
export const EntityNode = memo(function EntityNode({ data }: NodeProps<EntityFlowNode>) {
  const { placed, fresh, selected, match } = data
  const { entity, shape } = placed
  return (
    <div
      className={`thing thing-${shape} kind-${entity.kind} ${kindLooks[entity.kind].hue}`}
      data-state={entity.state}
      data-selected={selected || undefined}
      data-match={match}
      data-depth={Math.min(placed.depth, 4)}
    >
      {fresh && <span key={entity.changedMs} aria-hidden className="thing-glow" />}
      {shape === 'box' ? <Box placed={placed} /> : <Words entity={entity} />}
    </div>
  )
})

function Words({ entity }: { readonly entity: Entity }) {
  const { icon: Icon } = kindLooks[entity.kind]
  return (
    <>
      <Icon aria-hidden className="thing-icon" strokeWidth={2} />
      <span className="thing-label">{entity.label}</span>
      {entity.sublabel !== undefined && <span className="thing-sub">{entity.sublabel}</span>}
    </>
  )
}

function Box({ placed }: { readonly placed: Placed }) {
  const { t } = useTranslation()
  const { entity, folded } = placed
  return (
    <>
      <div className="thing-title">
        <Words entity={entity} />
        {entity.state !== undefined && entity.state !== 'running' && entity.state !== 'idle' && (
          <span className="thing-state">{t(`state.${entity.state}`)}</span>
        )}
      </div>
      {folded.size > 0 && <Folded placed={placed} />}
    </>
  )
}

const squareLimit = 24

/** What a box holds and does not draw: a square for each, or a few and their number. */
function Folded({ placed }: { readonly placed: Placed }) {
  const { t } = useTranslation()
  const total = [...placed.folded.values()].reduce((sum, count) => sum + count, 0)
  return (
    <button
      type="button"
      className="thing-folded nodrag nopan"
      data-tip={t('diagram.unfold')}
      aria-label={`${t('diagram.holds', { count: total })}. ${t('diagram.unfold')}`}
      onClick={(event) => {
        event.stopPropagation()
        toggleOpened(placed.entity.id)
      }}
    >
      {[...placed.folded].map(([kind, count]) => (
        <Squares key={kind} kind={kind} count={count} />
      ))}
    </button>
  )
}

function Squares({ kind, count }: { readonly kind: EntityKind; readonly count: number }) {
  const { t } = useTranslation()
  const drawn = Math.min(count, squareLimit)
  return (
    <span className={`thing-squares ${kindLooks[kind].hue}`}>
      {Array.from({ length: drawn }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the squares are all alike
        <i key={index} />
      ))}
      <span>
        {count} {t(`kind.${kind}`).toLowerCase()}
      </span>
    </span>
  )
}
