import type { SearchAddon } from '@xterm/addon-search'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TerminalId } from '../../worker/protocol.ts'
import { IconButton } from '../kit/button.tsx'
import { loadSearch, screenOf } from './screens.ts'

const decorations = {
  matchBackground: '#5a4819',
  matchOverviewRuler: '#f2c76e',
  activeMatchBackground: '#8a6100',
  activeMatchColorOverviewRuler: '#ffffff',
}

export function SearchBar({ terminal, onClose }: { readonly terminal: TerminalId; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [search, setSearch] = useState<SearchAddon>()
  useEffect(() => {
    void loadSearch(terminal).then(setSearch)
    return () => screenOf(terminal).search?.clearDecorations()
  }, [terminal])
  const find = (forwards: boolean) => (forwards ? search?.findNext(query, { decorations }) : search?.findPrevious(query, { decorations }))
  const close = () => {
    onClose()
    screenOf(terminal).emulator.focus()
  }
  return (
    <search className="absolute top-1 right-3 z-10 flex items-center gap-0.5 rounded-lg border border-white/15 bg-term-bar p-1 shadow-float">
      <input
        ref={(input) => input?.focus()}
        aria-label={t('terminals.search')}
        placeholder={t('terminals.search')}
        value={query}
        className="w-44 rounded bg-transparent px-2 py-0.5 text-sm text-white placeholder:text-term-mute"
        onChange={(event) => {
          setQuery(event.target.value)
          search?.findNext(event.target.value, { decorations, incremental: true })
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close()
          if (event.key === 'Enter') find(!event.shiftKey)
        }}
      />
      <IconButton tone="terminal" icon={ArrowUp} label={t('terminals.previous')} shortcut="Shift Enter" onClick={() => find(false)} />
      <IconButton tone="terminal" icon={ArrowDown} label={t('terminals.next')} shortcut="Enter" onClick={() => find(true)} />
      <IconButton tone="terminal" icon={X} label={t('frame.close')} shortcut="Esc" onClick={close} />
    </search>
  )
}
