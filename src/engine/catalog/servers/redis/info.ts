import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { RedisServer } from './server-state.ts'

const order = ['server', 'clients', 'memory', 'persistence', 'stats', 'replication', 'cpu', 'modules', 'errorstats', 'cluster', 'keyspace'] as const
type Section = (typeof order)[number]
type Fields = readonly (readonly [string, string | number])[]

const titles: Partial<Record<Section, string>> = { cpu: 'CPU' }

/** INFO: the fields that the lab knows, in redis's order; sections by name, all of them for none. */
export function* info(server: RedisServer, wanted: readonly string[]): Sys<string> {
  const names = wanted.map((name) => name.toLowerCase()).filter((name) => !['all', 'default', 'everything'].includes(name))
  const chosen = names.length === 0 ? order : order.filter((name) => names.includes(name))
  const nowMs = yield* sys.clockRealtime({})
  const uname = yield* sys.uname({})
  const status = yield* readFile('/proc/self/status')
  const rssKib = Number((status.ok ? /^VmRSS:\s+(\d+)/m.exec(status.value)?.[1] : undefined) ?? 0)
  const usage = yield* sys.getrusage({})
  for (const db of server.databases) db.nowMs = nowMs
  const fields: Readonly<Record<Section, () => Fields>> = {
    server: () => serverFields(server, nowMs, `Linux ${uname.release} ${uname.machine}`),
    clients: () => [
      ['connected_clients', server.clients.size],
      ['cluster_connections', 0],
      ['maxclients', server.settings.get('maxclients')],
      ['blocked_clients', 0],
      ['pubsub_clients', [...server.clients.values()].filter(({ channels, patterns }) => channels.size + patterns.size > 0).length],
    ],
    memory: () => memoryFields(server, rssKib * 1024),
    persistence: () => persistenceFields(server),
    stats: () => [
      ['total_connections_received', server.stats.connections],
      ['total_commands_processed', server.stats.commands],
      ['expired_keys', server.databases.reduce((sum, { expired }) => sum + expired, 0)],
      ['evicted_keys', 0],
      ['keyspace_hits', server.stats.hits],
      ['keyspace_misses', server.stats.misses],
    ],
    replication: () => [
      ['role', 'master'],
      ['connected_slaves', 0],
    ],
    cpu: () => [
      ['used_cpu_sys', (usage.systemMs / 1000).toFixed(6)],
      ['used_cpu_user', (usage.userMs / 1000).toFixed(6)],
    ],
    modules: () => [],
    errorstats: () => [],
    cluster: () => [['cluster_enabled', 0]],
    keyspace: () =>
      server.databases.flatMap((db, index) => {
        const keys = db.keys().length
        const { count, averageMs } = db.expiring()
        return keys === 0 ? [] : [[`db${index}`, `keys=${keys},expires=${count},avg_ttl=${averageMs}`] as const]
      }),
  }
  return chosen
    .map((name) => {
      const title = titles[name] ?? `${name[0]?.toUpperCase()}${name.slice(1)}`
      return `# ${title}\r\n${fields[name]()
        .map(([field, value]) => `${field}:${value}\r\n`)
        .join('')}`
    })
    .join('\r\n')
}

function serverFields(server: RedisServer, nowMs: number, os: string): Fields {
  const up = Math.floor((nowMs - server.startedMs) / 1000)
  return [
    ['redis_version', server.version],
    ['redis_git_sha1', '00000000'],
    ['redis_git_dirty', 0],
    ['redis_mode', 'standalone'],
    ['os', os],
    ['arch_bits', 64],
    ['monotonic_clock', 'POSIX clock_gettime'],
    ['multiplexing_api', 'epoll'],
    ['process_id', server.pid],
    ['process_supervised', 'no'],
    ['tcp_port', server.settings.get('port')],
    ['server_time_usec', Math.floor(nowMs * 1000)],
    ['uptime_in_seconds', up],
    ['uptime_in_days', Math.floor(up / 86_400)],
    ['hz', 10],
    ['configured_hz', 10],
    ['executable', '/data/redis-server'],
    ['config_file', server.configPath],
  ]
}

/** About what redis reports for an empty server, plus what the keys hold. */
function memoryFields(server: RedisServer, rssBytes: number): Fields {
  const held = server.databases.reduce(
    (sum, db) => sum + db.keys().reduce((bytes, key) => bytes + 56 + key.length + JSON.stringify(db.find(key)).length, 0),
    0,
  )
  const used = 893_000 + held
  const human = (bytes: number) => (bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(2)}M` : `${(bytes / 1024).toFixed(2)}K`)
  return [
    ['used_memory', used],
    ['used_memory_human', human(used)],
    ['used_memory_rss', rssBytes],
    ['used_memory_rss_human', human(rssBytes)],
    ['maxmemory', 0],
    ['maxmemory_human', '0B'],
    ['maxmemory_policy', 'noeviction'],
    ['mem_allocator', 'jemalloc-5.3.0'],
  ]
}

function persistenceFields(server: RedisServer): Fields {
  return [
    ['loading', 0],
    ['rdb_changes_since_last_save', server.dirty],
    ['rdb_bgsave_in_progress', server.saving === undefined ? 0 : 1],
    ['rdb_last_save_time', Math.floor(server.lastSaveMs / 1000)],
    ['rdb_last_bgsave_status', server.lastSaveOk ? 'ok' : 'err'],
    ['aof_enabled', server.appends ? 1 : 0],
    ['aof_rewrite_in_progress', 0],
  ]
}
