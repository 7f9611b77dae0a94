import '@xyflow/react/dist/base.css'
import './diagram.css'
import { Background, type NodeTypes, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../kit/empty.tsx'
import { clockText } from '../kit/time.ts'
import { useScenes } from '../session/scenes.ts'
import { usePrefersStill } from '../settings/appearance.ts'
import { ActMenu } from './act-menu.tsx'
import { EntityNode } from './entity-node.tsx'
import { useFlowNodes } from './flow-nodes.ts'
import { Links } from './links.tsx'
import { Outline } from './outline.tsx'
import { Player } from './player.tsx'
import { selectEntity, useSelection } from './selection.ts'
import { Toolbar } from './toolbar.tsx'
import { useView, type View } from './view.ts'
import { type Direction, walk } from './walk.ts'

const nodeTypes: NodeTypes = { entity: EntityNode }
const zoomLevels = { far: 0.5, middle: 0.78 }
const fewNodes = 200

/** The picture of the world: nested boxes, the links between them, and what was done last. */
export function Diagram() {
  return (
    <ReactFlowProvider>
      <DiagramPane />
    </ReactFlowProvider>
  )
}

function DiagramPane() {
  const { t } = useTranslation()
  const pane = useRef<HTMLDivElement>(null)
  const [outline, setOutline] = useState(false)
  const aspect = useAspect(pane)
  const view = useView(aspect)
  const fit = useFit(view, pane)
  const selected = useSelection((selection) => selection.selected)
  const backMs = useScenes((scenes) => scenes.backMs)
  return (
    <ActMenu chosen={selected}>
      <div ref={pane} className="relative h-full bg-paper" data-lookback={backMs !== undefined || undefined}>
        {outline ? <Outline /> : <Flow view={view} fit={fit} />}
        <Toolbar view={view} outline={outline} onOutline={() => setOutline(!outline)} onFit={() => fit(true)} />
        {backMs !== undefined && (
          <p className="-translate-x-1/2 absolute top-12 left-1/2 z-10 rounded-full bg-accent px-3 py-0.5 text-on-accent text-sm">
            {t('diagram.past', { time: clockText(backMs) })}
          </p>
        )}
        {view.layout.placed.size === 0 && !outline && (
          <div className="pointer-events-none absolute inset-0">
            <Empty title={t('diagram.empty')} hint={t('diagram.emptyHint')} />
          </div>
        )}
      </div>
    </ActMenu>
  )
}

function Flow({ view, fit }: { readonly view: View; readonly fit: (always: boolean) => void }) {
  const { t } = useTranslation()
  const nodes = useFlowNodes(view)
  const selected = useSelection((selection) => selection.selected)
  const [level, setLevel] = useState<'far' | 'middle' | 'near'>('near')
  const onKey = useDiagramKeys(view, fit)
  const few = nodes.length < fewNodes
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk through the picture; the outline says the same as text
    <div
      role="group"
      aria-label={t('diagram.label')}
      tabIndex={0}
      className="h-full -outline-offset-2"
      data-zoom={level}
      data-few={few}
      onKeyDown={onKey}
    >
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        minZoom={0.04}
        maxZoom={3}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={!few && level === 'near'}
        proOptions={{ hideAttribution: true }}
        onNodeClick={(_event, node) => selectEntity(node.id)}
        onPaneClick={() => useSelection.setState({ selected: undefined })}
        onMove={(event, { zoom }) => {
          setLevel(zoom < zoomLevels.far ? 'far' : zoom < zoomLevels.middle ? 'middle' : 'near')
          if (event) moved.byHand = true
        }}
      >
        <Background gap={22} size={1.2} color="var(--dot)" />
        <Links links={view.links} selected={selected} />
        <Player view={view} />
      </ReactFlow>
    </div>
  )
}

/** Once the reader has moved the picture it is theirs: it no longer moves by itself. */
const moved = { byHand: false }

/** Fits the picture into the pane: when asked, and by itself as it grows until the reader moves it. */
function useFit(view: View, pane: React.RefObject<HTMLDivElement | null>): (always: boolean) => void {
  const { setViewport } = useReactFlow()
  const still = usePrefersStill()
  const { width, height } = view.layout
  const fit = useCallback(
    (always: boolean) => {
      const box = pane.current?.getBoundingClientRect()
      if (!box || width === 0 || (moved.byHand && !always)) return
      if (always) moved.byHand = false
      void setViewport(viewportFor(width, height, box.width, box.height), { duration: still ? 0 : 260 })
    },
    [width, height, pane, setViewport, still],
  )
  useEffect(() => {
    fit(false)
    const element = pane.current
    if (!element) return
    const watch = new ResizeObserver(() => fit(false))
    watch.observe(element)
    return () => watch.disconnect()
  }, [fit, pane])
  return fit
}

const room = { top: 50, side: 14, bottom: 12 }
const readableZoom = 0.5

/** Shows all of the drawing if its text can still be read then; else its upper left. */
export function viewportFor(width: number, height: number, paneWidth: number, paneHeight: number): { x: number; y: number; zoom: number } {
  const whole = Math.min((paneWidth - 2 * room.side) / width, (paneHeight - room.top - room.bottom) / height)
  const zoom = Math.min(1.6, width > 4000 ? whole : Math.max(readableZoom, whole))
  const spareX = paneWidth - width * zoom
  const spareY = paneHeight - room.top - room.bottom - height * zoom
  return { x: Math.max(room.side, spareX / 2), y: room.top + Math.max(0, spareY / 2), zoom }
}

function useAspect(pane: React.RefObject<HTMLDivElement | null>): number {
  const [aspect, setAspect] = useState(1.6)
  useEffect(() => {
    const element = pane.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect
      if (box && box.height > room.top * 2) setAspect(box.width / (box.height - room.top))
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [pane])
  return aspect
}

const directions: Readonly<Record<string, Direction>> = { ArrowDown: 'in', ArrowUp: 'out', ArrowRight: 'next', ArrowLeft: 'previous' }

function useDiagramKeys(view: View, fit: (always: boolean) => void): (event: KeyboardEvent) => void {
  const { fitView, zoomIn, zoomOut } = useReactFlow()
  return (event) => {
    if (event.target instanceof HTMLInputElement) return
    const { selected } = useSelection.getState()
    const direction = directions[event.key]
    if (direction) {
      event.preventDefault()
      const next = walk(view.scene, view.layout, selected, direction)
      if (next === undefined) return
      useSelection.setState({ selected: next })
      void fitView({ nodes: [{ id: next }], duration: 200, minZoom: 0.6, maxZoom: 1.2, padding: 0.6 })
    } else if (event.key === 'Enter' && selected !== undefined) selectEntity(selected)
    else if (event.key === 'Escape') useSelection.setState({ selected: undefined })
    else if (event.key === '+') void zoomIn()
    else if (event.key === '-') void zoomOut()
    else if (event.key === '0') fit(true)
  }
}
