import { ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Lens, showsLink } from '../../projections/layout/lens.ts'
import { type VisibleNode, visibleTree } from '../../projections/layout/visible.ts'
import type { EntityId, LinkKind, Scene } from '../../projections/scene/scene.ts'
import { Empty } from '../kit/empty.tsx'
import { kindLooks } from '../kit/kinds.ts'
import { useScenes } from '../session/scenes.ts'
import { useSettings } from '../settings/settings.ts'
import { selectEntity, useSelection } from './selection.ts'

const openDepth = 5
const nothingOpened: ReadonlySet<EntityId> = new Set()
const everything = Number.POSITIVE_INFINITY

interface Row {
  readonly node: VisibleNode
  readonly depth: number
  readonly position: number
  readonly siblings: number
  readonly open: boolean
}

/** The diagram as text: the same things, in the same nesting, for the keyboard and for screen readers. */
export function Outline() {
  const { t } = useTranslation()
  const scene = useScenes((scenes) => scenes.shown)
  const lens = useSettings((settings) => settings.lens)
  const relations = useMemo(() => relationsOf(scene, lens), [scene, lens])
  const selected = useSelection((selection) => selection.selected)
  const [toggled, setToggled] = useState<ReadonlySet<EntityId>>(new Set())
  const [active, setActive] = useState<EntityId>()
  const list = useRef<HTMLDivElement>(null)
  const tree = useMemo(() => visibleTree(scene, { lens, opened: nothingOpened, siblings: everything, total: everything }), [scene, lens])
  const rows = useMemo(() => rowsOf(tree, toggled), [tree, toggled])
  const current = rows.some(({ node }) => node.entity.id === active) ? active : rows[0]?.node.entity.id
  const toggle = (id: EntityId) => setToggled((before) => symmetric(before, id))
  const goTo = (row: Row | undefined) => {
    if (!row) return
    setActive(row.node.entity.id)
    list.current?.querySelector<HTMLElement>(`[data-entity="${CSS.escape(row.node.entity.id)}"]`)?.focus()
  }
  if (rows.length === 0) return <Empty title={t('diagram.empty')} hint={t('diagram.emptyHint')} />
  return (
    <div ref={list} role="tree" aria-label={t('diagram.outlineLabel')} className="h-full overflow-auto px-3 pt-14 pb-4 text-sm">
      {rows.map((row, index) => (
        <OutlineRow
          key={row.node.entity.id}
          row={row}
          selected={row.node.entity.id === selected}
          active={row.node.entity.id === current}
          relations={relations.get(row.node.entity.id) ?? nothing}
          toggle={toggle}
          onKey={(event) => onTreeKey(event, rows, index, goTo, toggle)}
        />
      ))}
    </div>
  )
}

interface RowProps {
  readonly row: Row
  readonly selected: boolean
  readonly active: boolean
  readonly relations: readonly Relation[]
  readonly toggle: (id: EntityId) => void
  readonly onKey: (event: KeyboardEvent) => void
}

function OutlineRow({ row, selected, active, relations, toggle, onKey }: RowProps) {
  const { t } = useTranslation()
  const { entity, children } = row.node
  const { icon: Icon, hue } = kindLooks[entity.kind]
  return (
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={children.length > 0 ? row.open : undefined}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      data-entity={entity.id}
      className={`flex cursor-pointer items-center gap-1.5 rounded py-0.5 pr-2 -outline-offset-1 hover:bg-ink/5 aria-selected:bg-accent/12 ${hue}`}
      style={{ paddingLeft: `${row.depth * 1.1 + 0.25}rem` }}
      onClick={() => selectEntity(entity.id)}
      onKeyDown={onKey}
    >
      <ChevronRight
        aria-hidden
        className={`size-4 shrink-0 text-mute transition-transform ${row.open ? 'rotate-90' : ''} ${children.length === 0 ? 'invisible' : ''}`}
        onClick={(event) => {
          event.stopPropagation()
          toggle(entity.id)
        }}
      />
      <Icon aria-hidden className="size-4 shrink-0 text-hue" />
      <span className="shrink-0 text-mute">{t(`kind.${entity.kind}`)}</span>
      <span className="truncate font-medium">{entity.label}</span>
      {entity.sublabel !== undefined && <span className="truncate font-mono text-mute text-xs">{entity.sublabel}</span>}
      {relations.map(({ kind, to, label }) => (
        <span key={`${kind} ${to} ${label}`} className="truncate text-mute text-xs">
          {t(`link.${kind}`)} {to}
          {label !== undefined && ` (${label})`}
        </span>
      ))}
      {entity.state !== undefined && entity.state !== 'running' && <span className="text-mute text-xs">({t(`state.${entity.state}`)})</span>}
    </div>
  )
}

interface Relation {
  readonly kind: LinkKind | 'on'
  readonly to: string
  readonly label: string | undefined
}

const nothing: readonly Relation[] = []

/** What the picture says by lines and by what stands on what. */
function relationsOf(scene: Scene, lens: Lens): ReadonlyMap<EntityId, readonly Relation[]> {
  const relations = new Map<EntityId, Relation[]>()
  const add = (from: EntityId, kind: Relation['kind'], id: EntityId, label?: string) => {
    const to = scene.entities.get(id)?.label
    if (to === undefined) return
    const known = relations.get(from)
    if (known) known.push({ kind, to, label })
    else relations.set(from, [{ kind, to, label }])
  }
  if (lens === 'storage') for (const { id, on } of scene.entities.values()) if (on !== undefined) add(id, 'on', on)
  if (lens === 'storage' || lens === 'containers')
    for (const { kind, from, to, label } of scene.links.values()) if (showsLink(lens, kind)) add(from, kind, to, label)
  return relations
}

function rowsOf(tree: readonly VisibleNode[], toggled: ReadonlySet<EntityId>): readonly Row[] {
  const rows: Row[] = []
  const add = (nodes: readonly VisibleNode[], depth: number) => {
    nodes.forEach((node, index) => {
      const open = depth < openDepth !== toggled.has(node.entity.id)
      rows.push({ node, depth, position: index + 1, siblings: nodes.length, open })
      if (open) add(node.children, depth + 1)
    })
  }
  add(tree, 0)
  return rows
}

function symmetric(set: ReadonlySet<EntityId>, id: EntityId): ReadonlySet<EntityId> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}

function onTreeKey(
  event: KeyboardEvent,
  rows: readonly Row[],
  index: number,
  goTo: (row: Row | undefined) => void,
  toggle: (id: EntityId) => void,
): void {
  const row = rows[index]
  if (!row) return
  const holds = row.node.children.length > 0
  const parent = rows.slice(0, index).findLast(({ depth }) => depth < row.depth)
  const moves = new Map<string, () => void>([
    ['ArrowDown', () => goTo(rows[index + 1])],
    ['ArrowUp', () => goTo(rows[index - 1])],
    ['Home', () => goTo(rows[0])],
    ['End', () => goTo(rows[rows.length - 1])],
    ['ArrowRight', () => (holds && !row.open ? toggle(row.node.entity.id) : goTo(holds ? rows[index + 1] : undefined))],
    ['ArrowLeft', () => (holds && row.open ? toggle(row.node.entity.id) : goTo(parent))],
    ['Enter', () => selectEntity(row.node.entity.id)],
    [' ', () => selectEntity(row.node.entity.id)],
  ])
  const move = moves.get(event.key)
  if (!move) return
  event.preventDefault()
  move()
}
