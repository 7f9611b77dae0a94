/** postgresql.conf, `-c name=value` and SHOW. */
export const VERSION = '16.3 (Debian 16.3-1.pgdg120+1)'

export const defaults: Readonly<Record<string, string>> = {
  listen_addresses: 'localhost',
  port: '5432',
  max_connections: '100',
  unix_socket_directories: '/var/run/postgresql',
  shared_buffers: '128MB',
  work_mem: '4MB',
  maintenance_work_mem: '64MB',
  wal_level: 'replica',
  fsync: 'on',
  log_timezone: 'Etc/UTC',
  timezone: 'Etc/UTC',
  datestyle: 'ISO, MDY',
  client_encoding: 'UTF8',
  server_encoding: 'UTF8',
  server_version: VERSION,
  server_version_num: '160003',
  password_encryption: 'scram-sha-256',
  search_path: '"$user", public',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  transaction_isolation: 'read committed',
  transaction_read_only: 'off',
  is_superuser: 'on',
  integer_datetimes: 'on',
  intervalstyle: 'postgres',
  application_name: '',
  client_min_messages: 'notice',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  statement_timeout: '0',
  lc_messages: 'en_US.utf8',
  lc_collate: 'en_US.utf8',
  ssl: 'off',
  autovacuum: 'on',
  log_destination: 'stderr',
  logging_collector: 'off',
}

/** Settings a session may change. */
export const sessionSettings = new Set(
  'timezone datestyle client_encoding search_path standard_conforming_strings default_transaction_isolation application_name client_min_messages statement_timeout work_mem maintenance_work_mem log_statement intervalstyle lock_timeout idle_in_transaction_session_timeout row_security xmloption check_function_bodies default_tablespace default_table_access_method log_min_duration_statement password_encryption extra_float_digits lc_messages role synchronous_commit'.split(
    ' ',
  ),
)

/** Values of a configuration file: `name = value`, quotes and comments taken off. */
export function parseConf(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z_.]+)\s*=?\s*('(?:[^']|'')*'|[^#\s]+)/.exec(line)
    if (match?.[1] && match[2]) values.set(match[1].toLowerCase(), match[2].replace(/^'|'$/g, '').replaceAll("''", "'"))
  }
  return values
}

export interface HbaRule {
  readonly type: string
  readonly database: string
  readonly user: string
  readonly address: string
  readonly method: string
}

/** Rules of pg_hba.conf, in order. */
export function parseHba(text: string): HbaRule[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.length >= 4)
    .map(([type = '', database = '', user = '', ...rest]) => ({
      type,
      database,
      user,
      address: type === 'local' ? '' : (rest[0] ?? ''),
      method: rest.at(-1) ?? '',
    }))
}

const ipv4 = (text: string): number => text.split('.').reduce((value, part) => value * 256 + Number(part), 0)

function addressMatches(rule: string, address: string): boolean {
  if (rule === 'all') return true
  const [network = '', bits = '32'] = rule.split('/')
  const plain = address.replace(/^::ffff:/, '')
  if (network.includes(':') || plain.includes(':')) return network === plain || rule === '::/0'
  const size = 2 ** (32 - Number(bits))
  return Math.floor(ipv4(network) / size) === Math.floor(ipv4(plain) / size)
}

/** The method of the first rule that fits; `address` undefined means a unix socket. */
export function hbaMethod(rules: readonly HbaRule[], database: string, user: string, address: string | undefined): string | undefined {
  return rules.find(
    (rule) =>
      (rule.type === 'local') === (address === undefined) &&
      rule.type !== 'hostssl' &&
      (rule.database === 'all' || rule.database.split(',').includes(database)) &&
      (rule.user === 'all' || rule.user.split(',').includes(user)) &&
      (address === undefined || addressMatches(rule.address, address)),
  )?.method
}
