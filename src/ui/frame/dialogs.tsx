import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../kit/button.tsx'
import { Palette } from '../palette/palette.tsx'
import { send } from '../session/connection.ts'
import { closeDialog, type DialogName } from './dialog-state.ts'
import { Places } from './places.tsx'
import { Share } from './share.tsx'

/** The dialogs of the page, one open at a time; loaded when the first is opened. */
export function Dialogs({ open }: { readonly open: DialogName }) {
  const { t } = useTranslation()
  if (open === 'palette') return <Palette />
  if (open === 'places') {
    return (
      <Sheet title={t('places.title')}>
        <Places />
      </Sheet>
    )
  }
  if (open === 'share') {
    return (
      <Sheet title={t('share.title')} about={t('share.body')}>
        <Share />
      </Sheet>
    )
  }
  return (
    <Sheet title={t('reset.title')} about={t('reset.body')}>
      <div className="flex justify-end gap-2">
        <Button onClick={closeDialog}>{t('reset.keep')}</Button>
        <Button
          look="solid"
          onClick={() => {
            send({ kind: 'reset' })
            closeDialog()
          }}
        >
          {t('reset.confirm')}
        </Button>
      </div>
    </Sheet>
  )
}

function Sheet({ title, about, children }: { readonly title: string; readonly about?: string; readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Dialog.Root open onOpenChange={(open) => !open && closeDialog()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil fixed inset-0 z-50 bg-black/40" />
        <Dialog.Content
          {...(about === undefined && { 'aria-describedby': undefined })}
          className="sheet fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col gap-4 overflow-y-auto rounded-2xl border border-line bg-raised p-5 shadow-float"
        >
          <div className="flex items-start justify-between gap-4">
            <Dialog.Title className="font-semibold text-lg">{title}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon={X} label={t('frame.close')} shortcut="Esc" />
            </Dialog.Close>
          </div>
          {about !== undefined && <Dialog.Description className="-mt-3 text-mute">{about}</Dialog.Description>}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
