import { workOffline } from './ui/offline.ts'
import { startPage } from './ui/page.tsx'
import { workerConnection } from './ui/session/worker-connection.ts'

// The worker starts loading the engine while the page draws its frame.
const worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'cais' })
const element = document.getElementById('page')
if (element) void startPage(element, workerConnection(worker))
workOffline()
