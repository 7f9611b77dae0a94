import { BookOpen, Boxes, type LucideIcon, PanelLeftOpen, PanelRightOpen, Scale, SquareTerminal } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { Boundary } from '../kit/boundary.tsx'
import { IconButton } from '../kit/button.tsx'
import { useIsPhone } from '../settings/appearance.ts'
import { changeSettings, type Pane, useSettings } from '../settings/settings.ts'
import { Terminals } from '../terminal/terminals.tsx'
import { Divider } from './divider.tsx'
import { Timeline } from './timeline.tsx'

// The terminal comes first; the rest of the screen follows while the world starts.
const Lesson = lazy(async () => ({ default: (await import('../course/lesson.tsx')).Lesson }))
const Diagram = lazy(async () => ({ default: (await import('../diagram/diagram.tsx')).Diagram }))
const Side = lazy(async () => ({ default: (await import('../side/side.tsx')).Side }))

/** The panes of the screen in the chosen layout; on a phone, one at a time. */
export function Panes() {
  const phone = useIsPhone()
  const layout = useSettings((settings) => settings.layout)
  if (phone) return <PhonePanes />
  return layout === 'teach' ? <Centre key="teach" name="teach" terminalShare="45%" /> : <ThreeColumns key={layout} name={layout} />
}

function ThreeColumns({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const lessonFolded = useSettings((settings) => settings.lessonFolded)
  const panelFolded = useSettings((settings) => settings.panelFolded)
  const ids = [...(lessonFolded ? [] : ['lesson']), 'centre', ...(panelFolded ? [] : ['panel'])]
  const remembered = useDefaultLayout({ id: `cais-${name}`, panelIds: ids, onlySaveAfterUserInteractions: true })
  return (
    <div className="flex min-h-0 grow">
      {lessonFolded && <Rail icon={PanelLeftOpen} name={t('frame.lesson')} side="left" unfold={() => changeSettings({ lessonFolded: false })} />}
      <Group key={ids.join()} id={`cais-${name}`} orientation="horizontal" className="grow" {...remembered}>
        {!lessonFolded && (
          <>
            <Panel id="lesson" defaultSize="21.5%" minSize={220} maxSize="45%" groupResizeBehavior="preserve-pixel-size">
              <Region name={t('frame.lesson')}>
                <Lesson />
              </Region>
            </Panel>
            <Divider id="divider-lesson" label={t('frame.resize', { pane: t('frame.lesson') })} />
          </>
        )}
        <Panel id="centre" minSize={320}>
          <Centre name={name} terminalShare="37%" />
        </Panel>
        {!panelFolded && (
          <>
            <Divider id="divider-panel" label={t('frame.resize', { pane: t('frame.panel') })} />
            <Panel id="panel" defaultSize="24.5%" minSize={240} maxSize="50%" groupResizeBehavior="preserve-pixel-size">
              <Region name={t('frame.panel')}>
                <Side />
              </Region>
            </Panel>
          </>
        )}
      </Group>
      {panelFolded && <Rail icon={PanelRightOpen} name={t('frame.panel')} side="right" unfold={() => changeSettings({ panelFolded: false })} />}
    </div>
  )
}

/** Diagram over terminals, or beside them. */
function Centre({ name, terminalShare }: { readonly name: string; readonly terminalShare: string }) {
  const { t } = useTranslation()
  const beside = useSettings((settings) => settings.layout === 'free' && settings.terminalBeside)
  const id = `cais-${name}-${beside ? 'beside' : 'below'}`
  const remembered = useDefaultLayout({ id, onlySaveAfterUserInteractions: true })
  return (
    <Group key={id} id={id} orientation={beside ? 'horizontal' : 'vertical'} className="h-full grow" {...remembered}>
      <Panel id="diagram" minSize={120}>
        <Region name={t('frame.diagram')}>
          <div className="flex h-full flex-col">
            <div className="min-h-0 grow">
              <Diagram />
            </div>
            <Timeline />
          </div>
        </Region>
      </Panel>
      <Divider id={`divider-${name}-terminal`} label={t('frame.resize', { pane: t('frame.terminal') })} />
      <Panel id="terminal" defaultSize={beside ? '50%' : terminalShare} minSize={90}>
        <Boundary>
          <Terminals />
        </Boundary>
      </Panel>
    </Group>
  )
}

function Region({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section aria-label={name} className="h-full min-h-0 overflow-hidden bg-card">
      <Boundary>
        <Suspense fallback={null}>{children}</Suspense>
      </Boundary>
    </section>
  )
}

interface RailProps {
  readonly icon: LucideIcon
  readonly name: string
  readonly side: 'left' | 'right'
  readonly unfold: () => void
}

function Rail({ icon, name, side, unfold }: RailProps) {
  const { t } = useTranslation()
  return (
    <div className={`flex w-10 shrink-0 flex-col items-center border-line bg-card pt-2 ${side === 'left' ? 'border-r' : 'border-l'}`}>
      <IconButton icon={icon} label={`${t('frame.unfold')}: ${name}`} onClick={unfold} />
    </div>
  )
}

const phonePanes: readonly { readonly pane: Pane; readonly icon: LucideIcon; readonly name: `frame.${Pane}` }[] = [
  { pane: 'lesson', icon: BookOpen, name: 'frame.lesson' },
  { pane: 'diagram', icon: Boxes, name: 'frame.diagram' },
  { pane: 'terminal', icon: SquareTerminal, name: 'frame.terminal' },
  { pane: 'panel', icon: Scale, name: 'frame.panel' },
]

function PhonePanes() {
  const { t } = useTranslation()
  const shown = useSettings((settings) => settings.pane)
  const panes: Readonly<Record<Pane, ReactNode>> = {
    lesson: <Lesson />,
    diagram: (
      <div className="flex h-full flex-col">
        <div className="min-h-0 grow">
          <Diagram />
        </div>
        <Timeline />
      </div>
    ),
    terminal: <Terminals />,
    panel: <Side />,
  }
  return (
    <>
      <div className="min-h-0 grow">
        <Region key={shown} name={t(`frame.${shown}`)}>
          {panes[shown]}
        </Region>
      </div>
      <nav aria-label={t('frame.layout')} className="grid shrink-0 grid-cols-4 border-line border-t bg-card pb-[env(safe-area-inset-bottom)]">
        {phonePanes.map(({ pane, icon: Icon, name }) => (
          <button
            key={pane}
            type="button"
            aria-current={pane === shown ? 'page' : undefined}
            className="flex flex-col items-center gap-0.5 py-1.5 text-mute text-xs aria-[current=page]:font-semibold aria-[current=page]:text-accent"
            onClick={() => changeSettings({ pane })}
          >
            <Icon aria-hidden className="size-5" strokeWidth={1.9} />
            {t(name)}
          </button>
        ))}
      </nav>
    </>
  )
}
