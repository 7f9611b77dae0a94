import { openMessage, placeToOpen } from './ui/session/address.ts'
import { workerConnection } from './ui/session/worker-connection.ts'

/** Address of the last visit, as settings.ts keeps it. */
function lastPlace(): string {
  try {
    const { state } = JSON.parse(localStorage.getItem('cais-settings') ?? '{}') as { state?: { lastPlace?: string } }
    return state?.lastPlace ?? ''
  } catch {
    return ''
  }
}

// The engine wakes first and boots its machines while the page loads and draws its frame.
const connection = workerConnection(new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'cais' }))
const place = placeToOpen(location.hash, lastPlace())
const opening = place.kind === 'shared' ? undefined : openMessage(place)
if (opening) connection.post(opening)

const element = document.getElementById('page')
if (element) {
  void import('./ui/page.tsx').then(({ startPage }) => startPage(element, connection, opening))
  void import('./ui/offline.ts').then(({ workOffline }) => workOffline())
}
