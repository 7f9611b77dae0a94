import { create } from 'zustand'

export type DialogName = 'places' | 'share' | 'reset' | 'palette'

interface DialogState {
  /** The one dialog that is open. */
  readonly open: DialogName | undefined
  /** What was typed for the palette before it was there. */
  readonly ahead: string
}

export const useDialog = create<DialogState>()(() => ({ open: undefined, ahead: '' }))

export function openDialog(open: DialogName): void {
  useDialog.setState({ open, ahead: '' })
}

export function closeDialog(): void {
  useDialog.setState({ open: undefined })
}
