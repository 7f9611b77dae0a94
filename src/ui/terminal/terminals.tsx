import { Pause } from 'lucide-react'
import { Fragment, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Group, Panel } from 'react-resizable-panels'
import { Divider } from '../frame/divider.tsx'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { useSession } from '../session/session.ts'
import { useIsPhone } from '../settings/appearance.ts'
import { TerminalPane } from './pane.tsx'
import { SearchBar } from './search-bar.tsx'
import { TerminalTabs } from './tabs.tsx'
import { TouchKeys } from './touch-keys.tsx'
import { openTerminal, type TerminalGroup, useWorkspace } from './workspace.ts'

/** All terminals of the session: groups side by side, each with tabs. */
export function Terminals() {
  const groups = useWorkspace((workspace) => workspace.groups)
  const focused = useWorkspace((workspace) => workspace.focused)
  const phone = useIsPhone()
  if (groups.length === 0) return <NoTerminal />
  if (phone || groups.length === 1) {
    const group = groups.find((each) => each.id === focused) ?? groups[0]
    return group ? <GroupOfTerminals group={group} several={groups.length > 1} focused touch={phone} /> : null
  }
  return (
    <Group orientation="horizontal" className="h-full">
      {groups.map((group, index) => (
        <Fragment key={group.id}>
          {index > 0 && <Divider id={`terminal-divider-${group.id}`} tone="terminal" />}
          <Panel id={`terminals-${group.id}`} minSize={180}>
            <GroupOfTerminals group={group} several focused={group.id === focused} touch={false} />
          </Panel>
        </Fragment>
      ))}
    </Group>
  )
}

interface GroupProps {
  readonly group: TerminalGroup
  readonly several: boolean
  readonly focused: boolean
  readonly touch: boolean
}

function GroupOfTerminals({ group, several, focused, touch }: GroupProps) {
  const { t } = useTranslation()
  const [searching, setSearching] = useState(false)
  const opening = useSession((session) => session.opening)
  const paused = useSession((session) => session.speed === 0)
  const ended = useSession((session) => session.terminals.find(({ terminal }) => terminal === group.active)?.alive === false)
  useEffect(() => {
    if (!focused) return
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'f') {
        event.preventDefault()
        setSearching(true)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [focused])
  return (
    <section
      aria-label={t('terminals.label')}
      className="flex h-full min-h-0 flex-col bg-term"
      onFocusCapture={() => useWorkspace.setState({ focused: group.id })}
    >
      <TerminalTabs group={group} several={several} searching={searching} onSearch={() => setSearching(!searching)} />
      <div
        role="tabpanel"
        id={`terminal-panel-${group.id}`}
        aria-labelledby={`terminal-tab-${group.active}`}
        className="relative min-h-0 grow py-1 pl-3"
      >
        {searching && <SearchBar key={group.active} terminal={group.active} onClose={() => setSearching(false)} />}
        <TerminalPane key={`${opening}/${group.active}`} terminal={group.active} focused={focused && !touch} opening={opening} />
        {paused && !ended && (
          <p className="absolute right-3 bottom-2 flex items-center gap-1.5 rounded bg-term-bar px-2 py-1 text-sm text-term-mute">
            <Pause aria-hidden className="size-3.5" /> {t('clock.paused')}
          </p>
        )}
        {ended && <p className="absolute right-3 bottom-2 rounded bg-term-bar px-2 py-1 text-sm text-term-mute">{t('terminals.ended')}</p>}
      </div>
      {touch && <TouchKeys terminal={group.active} />}
    </section>
  )
}

function NoTerminal() {
  const { t } = useTranslation()
  const phase = useSession((session) => session.phase)
  const host = useSession((session) => session.hosts.find((each) => each.powered)?.host)
  return (
    <div className="h-full bg-term text-term-ink">
      <div className="h-9 bg-term-bar" />
      {phase === 'opening' ? (
        <p className="p-3 font-mono text-sm text-term-mute">{t('terminals.opening')}</p>
      ) : (
        <Empty title={t('terminals.empty')} hint={t('terminals.emptyHint')}>
          {host !== undefined && <Button onClick={() => openTerminal(host)}>{t('terminals.newOn', { host })}</Button>}
        </Empty>
      )}
    </div>
  )
}
