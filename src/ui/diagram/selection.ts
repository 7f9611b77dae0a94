/** What is chosen in the diagram, opened wide in it, and sought. */
import { create } from 'zustand'
import type { EntityId } from '../../projections/scene/scene.ts'
import { showSide } from '../settings/settings.ts'

interface Selection {
  readonly selected: EntityId | undefined
  /** Boxes whose contents are drawn in full. */
  readonly opened: ReadonlySet<EntityId>
  readonly query: string
  /** Counts requests to bring the selected thing into view. */
  readonly focus: number
}

export const useSelection = create<Selection>()(() => ({ selected: undefined, opened: new Set(), query: '', focus: 0 }))

/** Chooses a thing and tells of it in the side panel. */
export function chooseEntity(selected: EntityId): void {
  useSelection.setState({ selected })
  showSide('inspect')
}

/** The same for a thing named elsewhere than in the picture, which then shows it. */
export function selectEntity(selected: EntityId): void {
  useSelection.setState(({ focus }) => ({ selected, focus: focus + 1 }))
  showSide('inspect')
}

export function toggleOpened(id: EntityId): void {
  useSelection.setState(({ opened }) => {
    const next = new Set(opened)
    if (!next.delete(id)) next.add(id)
    return { opened: next }
  })
}
