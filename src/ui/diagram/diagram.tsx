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
import { chooseEntity, useSelection } from './selection.ts'
import { Toolbar } from './toolbar.tsx'
import { drawnFor, useView, type View } from './view.ts'
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
  const showAll = useFit(view, pane)
  const selected = useSelection((selection) => selection.selected)
  const backMs = useScenes((scenes) => scenes.backMs)
  return (
    <ActMenu chosen={selected}>
      <div ref={pane} className="relative h-full bg-paper" data-lookback={backMs !== undefined || undefined}>
        {outline ? <Outline /> : <Flow view={view} showAll={showAll} />}
        <Toolbar view={view} outline={outline} onOutline={() => setOutline(!outline)} onFit={() => showAll(true)} />
        {backMs !== undefined && (
          <p className="absolute inset-x-0 bottom-2 z-10 mx-auto w-fit rounded-full bg-accent px-3 py-0.5 text-on-accent text-sm">
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

function Flow({ view, showAll }: { readonly view: View; readonly showAll: (always: boolean) => void }) {
  const { t } = useTranslation()
  const nodes = useFlowNodes(view)
  const selected = useSelection((selection) => selection.selected)
  const [level, setLevel] = useState<'far' | 'middle' | 'near'>('near')
  const onKey = useDiagramKeys(view, showAll)
  useFocus(view)
  const few = nodes.length < fewNodes
  return (
    <div
      role="application"
      aria-label={t('diagram.label')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk through the picture; the outline says the same as text
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
        attributionPosition="bottom-left"
        onNodeClick={(_event, node) => chooseEntity(node.id)}
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
  const showAll = useCallback(
    (always: boolean) => {
      const box = pane.current?.getBoundingClientRect()
      if (!box || width === 0 || (moved.byHand && !always)) return
      if (always) moved.byHand = false
      void setViewport(viewportFor(width, height, box.width, box.height, toolbarHeight()), { duration: still ? 0 : 260 })
    },
    [width, height, pane, setViewport, still],
  )
  useEffect(() => {
    showAll(false)
    const element = pane.current
    if (!element) return
    const watch = new ResizeObserver(() => showAll(false))
    watch.observe(element)
    return () => watch.disconnect()
  }, [showAll, pane])
  return showAll
}

const margin = { side: 14, bottom: 12 }
const readableZoom = 0.5
const largestZoom = 1.25

/** The toolbar lies over the picture's upper edge and grows with the page's text. */
function toolbarHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 3.3
}

/** Shows all of the drawing if its text can still be read then; else its upper left. Lengths in pixels. */
export function viewportFor(
  width: number,
  height: number,
  paneWidth: number,
  paneHeight: number,
  top: number,
): { x: number; y: number; zoom: number } {
  const whole = Math.min((paneWidth - 2 * margin.side) / width, (paneHeight - top - margin.bottom) / height)
  const zoom = Math.min(largestZoom, width > 4000 ? whole : Math.max(readableZoom, whole))
  const spareX = paneWidth - width * zoom
  const spareY = paneHeight - top - margin.bottom - height * zoom
  return { x: Math.max(margin.side, spareX / 2), y: top + Math.max(0, spareY / 2), zoom }
}

function useAspect(pane: React.RefObject<HTMLDivElement | null>): number {
  const [aspect, setAspect] = useState(1.6)
  useEffect(() => {
    const element = pane.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect
      const top = toolbarHeight()
      if (box && box.height > top * 2) setAspect(Math.round((box.width / (box.height - top)) * 10) / 10)
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [pane])
  return aspect
}

/** Brings what was chosen elsewhere (outline, palette, inspector) into view. */
function useFocus(view: View): void {
  const { fitView } = useReactFlow()
  const focus = useSelection((selection) => selection.focus)
  const latest = useRef(view)
  latest.current = view
  useEffect(() => {
    const { selected } = useSelection.getState()
    const placed = selected === undefined || focus === 0 ? undefined : drawnFor(latest.current.scene, latest.current.layout, selected)
    if (placed) void fitView({ nodes: [{ id: placed.entity.id }], duration: 250, minZoom: 0.6, maxZoom: 1.2, padding: 0.6 })
  }, [focus, fitView])
}

const directions: Readonly<Record<string, Direction>> = { ArrowDown: 'in', ArrowUp: 'out', ArrowRight: 'next', ArrowLeft: 'previous' }

function useDiagramKeys(view: View, showAll: (always: boolean) => void): (event: KeyboardEvent) => void {
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
    } else if (event.key === 'Enter' && selected !== undefined) chooseEntity(selected)
    else if (event.key === 'Escape') useSelection.setState({ selected: undefined })
    else if (event.key === '+') void zoomIn()
    else if (event.key === '-') void zoomOut()
    else if (event.key === '0') showAll(true)
  }
}
