import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Locale } from '../../i18n/i18n.ts'
import { selectEntity } from '../diagram/selection.ts'
import { closeDialog, useDialog } from '../frame/dialog-state.ts'
import { sendInput } from '../session/connection.ts'
import { useScenes } from '../session/scenes.ts'
import { activeTerminal } from '../terminal/workspace.ts'
import { actionGroups } from './actions.ts'

const thingLimit = 30

/** Finds anything by name and does it. Ctrl-K once more sends that key to the terminal instead. */
export function Palette() {
  const { t, i18n } = useTranslation()
  const [query, setQuery] = useState(() => useDialog.getState().ahead)
  const groups = actionGroups(t, i18n.language as Locale)
  const run = (action: () => void) => {
    closeDialog()
    action()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && useDialog.getState().open === 'palette' && closeDialog()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil fixed inset-0 z-50 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="sheet fixed top-[12vh] left-1/2 z-50 w-[min(38rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-raised shadow-float"
          onKeyDown={(event) => {
            if (!event.ctrlKey || event.key.toLowerCase() !== 'k') return
            event.preventDefault()
            const terminal = activeTerminal()
            closeDialog()
            if (terminal !== undefined) sendInput({ kind: 'keys', terminal, data: '\x0b' })
          }}
        >
          <Dialog.Title className="sr-only">{t('palette.label')}</Dialog.Title>
          <Command label={t('palette.label')} loop>
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder={t('palette.placeholder')}
              className="w-full border-line border-b bg-transparent px-5 py-3.5 outline-none placeholder:text-mute"
            />
            <Command.List className="palette max-h-[52vh] overflow-y-auto p-2">
              <Command.Empty className="px-3 py-6 text-center text-mute">{t('palette.empty')}</Command.Empty>
              {groups.map((group) => (
                <Command.Group key={group.name} heading={group.name}>
                  {group.actions.map((action) => (
                    <Command.Item key={action.name} value={`${group.name} ${action.name}`} onSelect={() => run(action.run)}>
                      {action.name}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
              {query.length > 1 && <Things query={query} run={run} />}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Things({ query, run }: { readonly query: string; readonly run: (action: () => void) => void }) {
  const { t } = useTranslation()
  const entities = useScenes((scenes) => scenes.shown.entities)
  const wanted = query.toLowerCase()
  const found = [...entities.values()].filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, thingLimit)
  if (found.length === 0) return null
  return (
    <Command.Group heading={t('palette.things')}>
      {found.map((entity) => (
        <Command.Item key={entity.id} value={`${entity.id} ${entity.label}`} onSelect={() => run(() => selectEntity(entity.id))}>
          <span className="text-mute">{t(`kind.${entity.kind}`)}</span> {entity.label}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
