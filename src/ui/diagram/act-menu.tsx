import { ContextMenu } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Entity } from '../../projections/scene/scene.ts'
import { useScenes } from '../session/scenes.ts'
import { actsOn } from './acts.ts'

/** The menu of what can be done to the thing under the pointer (right click, long press, or the menu key on the chosen thing). */
export function ActMenu({ chosen, children }: { readonly chosen: string | undefined; readonly children: ReactNode }) {
  const { t } = useTranslation()
  const [target, setTarget] = useState<Entity>()
  const pick = (element: EventTarget) => {
    const id = element instanceof Element ? element.closest<HTMLElement>('.react-flow__node, [data-entity]') : null
    const name = id?.dataset.id ?? id?.dataset.entity ?? chosen
    setTarget(name === undefined ? undefined : useScenes.getState().shown.entities.get(name))
  }
  const acts = target ? actsOn(target, useScenes.getState().shown) : []
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onPointerDownCapture={(event) => pick(event.target)} onContextMenuCapture={(event) => pick(event.target)}>
        {children}
      </ContextMenu.Trigger>
      {target && (
        <ContextMenu.Portal>
          <ContextMenu.Content className="menu z-50 min-w-52 rounded-xl border border-line bg-raised p-1 text-sm shadow-float">
            <ContextMenu.Label className="truncate px-3 py-1 text-mute text-xs">
              {t(`kind.${target.kind}`)} · {target.label}
            </ContextMenu.Label>
            {acts.map(({ name, grave, run }) => (
              <ContextMenu.Item key={name} className={grave ? 'text-bad' : ''} onSelect={run}>
                {t(`act.${name}`)}
              </ContextMenu.Item>
            ))}
          </ContextMenu.Content>
        </ContextMenu.Portal>
      )}
    </ContextMenu.Root>
  )
}
