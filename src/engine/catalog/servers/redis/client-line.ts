import type { Client } from './server-state.ts'

/** A client as CLIENT LIST shows it. */
export function clientLine(client: Client, nowMs: number): string {
  const seconds = (fromMs: number) => Math.max(0, Math.floor((nowMs - fromMs) / 1000))
  const subscribed = client.channels.size + client.patterns.size > 0
  const flags = client.monitor ? 'O' : subscribed ? 'P' : client.queue ? 'x' : 'N'
  const fields: readonly (readonly [string, string | number])[] = [
    ['id', client.id],
    ['addr', client.address],
    ['laddr', client.local],
    ['fd', client.connection.fd],
    ['name', client.name],
    ['age', seconds(client.createdMs)],
    ['idle', seconds(client.lastMs)],
    ['flags', flags],
    ['db', client.db],
    ['sub', client.channels.size],
    ['psub', client.patterns.size],
    ['ssub', 0],
    ['multi', client.queue ? client.queue.length : -1],
    ['qbuf', 0],
    ['qbuf-free', 0],
    ['argv-mem', 0],
    ['multi-mem', 0],
    ['rbs', 1024],
    ['rbp', 0],
    ['obl', 0],
    ['oll', 0],
    ['omem', 0],
    ['tot-mem', 1928],
    ['events', 'r'],
    ['cmd', client.lastCommand === '' ? 'NULL' : client.lastCommand],
    ['user', 'default'],
    ['redir', -1],
    ['resp', 2],
    ['lib-name', ''],
    ['lib-ver', ''],
  ]
  return fields.map(([name, value]) => `${name}=${value}`).join(' ')
}
