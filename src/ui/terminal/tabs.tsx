import { Columns2, PanelBottom, PanelRight, PanelRightClose, Plus, Search, SquareTerminal, X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { TerminalId } from '../../worker/protocol.ts'
import { IconButton } from '../kit/button.tsx'
import { useSession } from '../session/session.ts'
import { changeSettings, useSettings } from '../settings/settings.ts'
import { activateTerminal, closeTerminal, joinGroup, openTerminal, splitGroup, type TerminalGroup } from './workspace.ts'

interface TabsProps {
  readonly group: TerminalGroup
  readonly several: boolean
  readonly searching: boolean
  readonly onSearch: () => void
}

/** The tabs of one group of terminals and what can be done with it. */
export function TerminalTabs({ group, several, searching, onSearch }: TabsProps) {
  const { t } = useTranslation()
  const terminals = useSession((session) => session.terminals)
  const host = terminals.find(({ terminal }) => terminal === group.active)?.host
  return (
    <div className="flex h-9 shrink-0 items-end gap-0.5 bg-term-bar px-2 text-sm">
      <div role="tablist" aria-label={t('terminals.label')} className="flex min-w-0 items-end gap-0.5 overflow-x-auto [scrollbar-width:none]">
        {group.tabs.map((terminal) => (
          <Tab key={terminal} terminal={terminal} group={group} />
        ))}
      </div>
      <NewTerminal host={host} />
      <span className="grow" />
      <IconButton tone="terminal" icon={Search} label={t('terminals.search')} shortcut="Ctrl Shift F" pressed={searching} onClick={onSearch} />
      <IconButton tone="terminal" icon={Columns2} label={t('terminals.split')} className="max-[760px]:hidden" onClick={() => splitGroup(group.id)} />
      <PlaceSwitch />
      <IconButton tone="terminal" icon={X} label={t('terminals.close')} onClick={() => closeTerminal(group.active)} />
      {several && <IconButton tone="terminal" icon={PanelRightClose} label={t('terminals.unsplit')} onClick={() => joinGroup(group.id)} />}
    </div>
  )
}

function Tab({ terminal, group }: { readonly terminal: TerminalId; readonly group: TerminalGroup }) {
  const info = useSession((session) => session.terminals.find((each) => each.terminal === terminal))
  const number = useSession((session) => session.terminals.filter((each) => each.host === info?.host).findIndex((each) => each.terminal === terminal))
  const active = group.active === terminal
  const name = `${info?.host ?? terminal}${number > 0 ? ` ${number + 1}` : ''}`
  return (
    <button
      type="button"
      role="tab"
      id={`terminal-tab-${terminal}`}
      aria-selected={active}
      aria-controls={`terminal-panel-${group.id}`}
      aria-keyshortcuts="Delete"
      tabIndex={active ? 0 : -1}
      className={`flex shrink-0 items-center gap-1.5 rounded-t-lg px-3 py-1.5 -outline-offset-2 ${active ? 'bg-term text-white' : 'text-term-mute hover:bg-white/6 hover:text-white'}`}
      onClick={() => activateTerminal(terminal)}
      onAuxClick={(event) => event.button === 1 && closeTerminal(terminal)}
      onKeyDown={(event) => (event.key === 'Delete' ? closeTerminal(terminal) : moveBetweenTabs(event, group))}
    >
      <SquareTerminal aria-hidden className="size-3.5 opacity-70" />
      {name}
      {info?.foreground && info.foreground !== 'bash' && <span className="font-mono text-code-mute text-xs">{info.foreground}</span>}
    </button>
  )
}

/** In the free layout, whether the terminals lie below the diagram or beside it. */
function PlaceSwitch() {
  const { t } = useTranslation()
  const beside = useSettings((settings) => settings.terminalBeside)
  const free = useSettings((settings) => settings.layout === 'free')
  if (!free) return null
  const name = beside ? t('terminals.below') : t('terminals.beside')
  return (
    <IconButton
      tone="terminal"
      icon={beside ? PanelBottom : PanelRight}
      label={name}
      className="max-[760px]:hidden"
      onClick={() => changeSettings({ terminalBeside: !beside })}
    />
  )
}

function moveBetweenTabs(event: KeyboardEvent, group: TerminalGroup): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (step === 0) return
  const index = group.tabs.indexOf(group.active)
  const next = group.tabs[(index + step + group.tabs.length) % group.tabs.length]
  if (next === undefined) return
  activateTerminal(next)
  document.getElementById(`terminal-tab-${next}`)?.focus()
}

/** One host: a button; several: a list to choose from. */
function NewTerminal({ host }: { readonly host: string | undefined }) {
  const { t } = useTranslation()
  const hosts = useSession((session) => session.hosts)
  const only = hosts.length <= 1 ? (hosts[0]?.host ?? host) : undefined
  if (hosts.length <= 1) {
    return (
      <IconButton
        tone="terminal"
        icon={Plus}
        label={t('terminals.new')}
        disabled={only === undefined}
        onClick={() => only !== undefined && openTerminal(only)}
      />
    )
  }
  return (
    <span className="relative inline-flex size-8 shrink-0">
      <IconButton tone="terminal" icon={Plus} label={t('terminals.new')} tabIndex={-1} aria-hidden />
      <select
        aria-label={t('terminals.new')}
        data-tip={t('terminals.new')}
        className="absolute inset-0 cursor-pointer opacity-0"
        value=""
        onChange={(event) => event.target.value !== '' && openTerminal(event.target.value)}
      >
        <option value="" disabled>
          {t('terminals.new')}
        </option>
        {hosts.map((each) => (
          <option key={each.host} value={each.host} disabled={!each.powered}>
            {each.host}
          </option>
        ))}
      </select>
    </span>
  )
}
