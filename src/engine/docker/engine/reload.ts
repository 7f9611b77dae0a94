import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import { readConfig } from './command-line.ts'
import type { DaemonConfig } from './config.ts'
import type { Daemon } from './daemon.ts'
import { log } from './log.ts'

/** What of the configuration a running daemon takes over (moby daemon/reload.go). */
const reloadable = [
  'debug',
  'labels',
  'insecureRegistries',
  'registryMirrors',
  'liveRestore',
  'maxConcurrentDownloads',
  'maxConcurrentUploads',
  'shutdownTimeoutSeconds',
] as const satisfies readonly (keyof DaemonConfig)[]

/** On SIGHUP: reads flags and daemon.json again. A file with a mistake changes nothing. */
export function* reloadConfig(daemon: Daemon, args: readonly string[]): Sys<void> {
  yield* log('info', 'Got signal to reload configuration, reloading from: /etc/docker/daemon.json')
  const next = yield* readConfig(args)
  if (typeof next === 'number') return
  daemon.config = { ...daemon.config, ...Object.fromEntries(reloadable.map((name) => [name, next[name]])) }
  const { config } = daemon
  yield* daemon.events.log('daemon', 'reload', daemon.id, {
    debug: String(config.debug),
    'default-runtime': 'runc',
    'insecure-registries': JSON.stringify(config.insecureRegistries),
    labels: JSON.stringify(config.labels),
    'live-restore': String(config.liveRestore),
    'max-concurrent-downloads': String(config.maxConcurrentDownloads),
    'max-concurrent-uploads': String(config.maxConcurrentUploads),
    name: (yield* sys.uname({})).nodename,
    'registry-mirrors': JSON.stringify(config.registryMirrors),
    'shutdown-timeout': String(config.shutdownTimeoutSeconds),
  })
}
