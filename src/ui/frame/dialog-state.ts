import { create } from 'zustand'

export type DialogName = 'places' | 'share' | 'reset' | 'palette'

/** The one dialog that is open. */
export const useDialog = create<{ readonly open: DialogName | undefined }>()(() => ({ open: undefined }))

export function openDialog(open: DialogName): void {
  useDialog.setState({ open })
}

export function closeDialog(): void {
  useDialog.setState({ open: undefined })
}
