import { useReactFlow } from '@xyflow/react'
import { Image, ListTree, Maximize, Minus, Plus, Search, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lenses } from '../../projections/layout/lens.ts'
import { IconButton } from '../kit/button.tsx'
import { saveFile } from '../kit/save-file.ts'
import { changeSettings, useSettings } from '../settings/settings.ts'
import { matches } from './flow-nodes.ts'
import { pagePalette, pictureOf, pngOf } from './picture.ts'
import { useSelection } from './selection.ts'
import type { View } from './view.ts'

interface ToolbarProps {
  readonly view: View
  readonly outline: boolean
  readonly onOutline: () => void
  readonly onFit: () => void
}

/** Lenses on the left; looking around on the right. */
export function Toolbar({ view, outline, onOutline, onFit }: ToolbarProps) {
  const { t } = useTranslation()
  const { zoomIn, zoomOut } = useReactFlow()
  return (
    <div className="pointer-events-none absolute inset-x-2 top-2 z-10 flex items-start justify-between gap-2 *:pointer-events-auto">
      <LensSwitch />
      <div role="toolbar" aria-label={t('frame.diagram')} className="flex items-center rounded-lg border border-line bg-card/95">
        <Find view={view} />
        {!outline && (
          <>
            <IconButton icon={Minus} label={t('diagram.zoomOut')} className="max-[760px]:hidden" onClick={() => void zoomOut({ duration: 150 })} />
            <IconButton icon={Plus} label={t('diagram.zoomIn')} className="max-[760px]:hidden" onClick={() => void zoomIn({ duration: 150 })} />
            <IconButton icon={Maximize} label={t('diagram.fit')} shortcut="0" onClick={onFit} />
          </>
        )}
        <ExportMenu view={view} />
        <IconButton icon={ListTree} label={t('diagram.outline')} pressed={outline} onClick={onOutline} />
      </div>
    </div>
  )
}

function LensSwitch() {
  const { t } = useTranslation()
  const chosen = useSettings((settings) => settings.lens)
  return (
    <div
      role="radiogroup"
      aria-label={t('lens.label')}
      className="flex min-w-0 gap-0.5 overflow-x-auto rounded-full border border-line bg-card/95 p-0.5 [scrollbar-width:none]"
    >
      {lenses.map((lens) => (
        // biome-ignore lint/a11y/useSemanticElements: a row of buttons of which one is chosen
        <button
          key={lens}
          type="button"
          role="radio"
          aria-checked={lens === chosen}
          data-tip={t(`lens.${lens}About`)}
          className="shrink-0 rounded-full px-3 py-0.5 text-mute text-sm hover:text-ink aria-checked:bg-ink aria-checked:text-paper"
          onClick={() => changeSettings({ lens })}
        >
          {t(`lens.${lens}`)}
        </button>
      ))}
    </div>
  )
}

function Find({ view }: { readonly view: View }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const query = useSelection((selection) => selection.query)
  const { fitView } = useReactFlow()
  const wanted = query.trim().toLowerCase()
  const found = wanted === '' ? [] : [...view.layout.placed.values()].filter(({ entity }) => matches(entity, wanted))
  const close = () => {
    setOpen(false)
    useSelection.setState({ query: '' })
  }
  if (!open) return <IconButton icon={Search} label={t('diagram.search')} onClick={() => setOpen(true)} />
  return (
    <search className="flex items-center">
      <input
        ref={(input) => input?.focus()}
        aria-label={t('diagram.search')}
        placeholder={t('diagram.search')}
        value={query}
        className="w-40 bg-transparent px-3 py-1 text-sm outline-offset-[-2px] placeholder:text-mute"
        onChange={(event) => useSelection.setState({ query: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close()
          if (event.key === 'Enter' && found.length > 0)
            void fitView({ nodes: found.map(({ entity }) => ({ id: entity.id })), duration: 250, maxZoom: 1.4, padding: 0.3 })
        }}
      />
      {wanted !== '' && (
        <span role="status" className="text-mute text-xs">
          {found.length === 0 ? t('diagram.noMatch') : t('diagram.matches', { count: found.length })}
        </span>
      )}
      <IconButton icon={X} label={t('frame.close')} shortcut="Esc" onClick={close} />
    </search>
  )
}

function ExportMenu({ view }: { readonly view: View }) {
  const { t } = useTranslation()
  const svg = () => pictureOf(view, pagePalette())
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton icon={Image} label={t('diagram.export')} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="menu z-50 min-w-44 rounded-xl border border-line bg-raised p-1 text-sm shadow-float"
        >
          <DropdownMenu.Item onSelect={() => saveFile('cais.svg', new Blob([svg()], { type: 'image/svg+xml' }))}>
            {t('diagram.exportSvg')}
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => void pngOf(svg()).then((png) => saveFile('cais.png', png))}>{t('diagram.exportPng')}</DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
