/// <reference types="vite-plugin-pwa/client" />
import { registerSW } from 'virtual:pwa-register'
import { announce } from './session/notices.ts'

/** Keeps the page on the device after the first visit, and says when a newer one is ready: it is used only when the reader agrees. */
export function workOffline(): void {
  const update = registerSW({
    onOfflineReady: () => announce({ text: 'status.offline' }),
    onNeedRefresh: () => announce({ text: 'status.update', act: () => void update(true) }),
  })
}
