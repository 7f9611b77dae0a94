import { fnmatch } from '../../../linux/libc/glob.ts'

/** What each setting is unless the configuration says otherwise (redis.conf); the image's build turns protected-mode off. */
const defaults: Readonly<Record<string, string>> = {
  bind: '* -::*',
  port: '6379',
  'protected-mode': 'no',
  databases: '16',
  dir: '/data',
  dbfilename: 'dump.rdb',
  save: '3600 1 300 100 60 10000',
  appendonly: 'no',
  appendfilename: 'appendonly.aof',
  appenddirname: 'appendonlydir',
  appendfsync: 'everysec',
  requirepass: '',
  maxclients: '10000',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  timeout: '0',
  'tcp-keepalive': '300',
  'tcp-backlog': '511',
  loglevel: 'notice',
  logfile: '',
  daemonize: 'no',
  pidfile: '',
  hz: '10',
  'stop-writes-on-bgsave-error': 'yes',
  rdbcompression: 'yes',
  rdbchecksum: 'yes',
  supervised: 'no',
  'always-show-logo': 'no',
  'set-proc-title': 'yes',
}

/** Settings that would change what the lab does not model: only these values are taken. */
const fixed: Readonly<Record<string, string>> = { maxmemory: '0', timeout: '0', daemonize: 'no', supervised: 'no', loglevel: 'notice' }
const unmodelled = new Set(
  'replicaof slaveof masterauth cluster-enabled tls-port unixsocket loadmodule user aclfile rename-command io-threads activedefrag'.split(' '),
)
const onlyAtStart = new Set([
  'databases',
  'daemonize',
  'pidfile',
  'logfile',
  'appendfilename',
  'appenddirname',
  'supervised',
  'tcp-backlog',
  'port',
  'bind',
])

export class Settings {
  private readonly values = new Map(Object.entries(defaults))

  get(name: string): string {
    return this.values.get(name) ?? ''
  }

  number(name: string): number {
    return Number(this.get(name))
  }

  /** Sets one; a text is why not. `save ''` turns snapshots off, several `save` lines add up. */
  set(name: string, words: readonly string[], running: boolean): string | undefined {
    const key = name.toLowerCase()
    if (unmodelled.has(key)) return `cais: redis: ${key} is not simulated`
    if (!this.values.has(key) || words.length === 0) return 'Bad directive or wrong number of arguments'
    const value = words.join(' ').replace(/^"(.*)"$/, '$1')
    if (running && onlyAtStart.has(key)) return "can't set immutable config"
    if (fixed[key] !== undefined && fixed[key] !== value) return `cais: redis: ${key} ${value} is not simulated`
    if (/^(yes|no)$/.test(defaults[key] ?? '') && !/^(yes|no)$/.test(value)) return "argument must be 'yes' or 'no'"
    if (/^\d+$/.test(defaults[key] ?? '') && !/^\d+$/.test(value)) return "argument couldn't be parsed into an integer"
    if (key === 'save' && value !== '' && !/^(\d+ \d+)( \d+ \d+)*$/.test(value)) return 'Invalid save parameters'
    this.values.set(key, value)
    return undefined
  }

  matching(patterns: readonly string[]): readonly string[] {
    return [...this.values].filter(([name]) => patterns.some((pattern) => fnmatch(pattern.toLowerCase(), name))).flat()
  }

  /** Snapshot rules: after that many seconds when so many changes were made. */
  saveRules(): readonly { readonly seconds: number; readonly changes: number }[] {
    const numbers = this.get('save').split(' ').filter(Boolean).map(Number)
    return numbers.flatMap((seconds, index) => (index % 2 === 0 ? [{ seconds, changes: numbers[index + 1] ?? 1 }] : []))
  }
}

export interface ConfigProblem {
  readonly line: number
  readonly text: string
  readonly why: string
}

/** Reads a configuration: redis.conf's lines, then what the command line adds as lines of its own. */
export function readSettings(settings: Settings, text: string): ConfigProblem | undefined {
  const saves: string[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [name = '', ...words] = (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
    const several = name.toLowerCase() === 'save' && words[0] !== ''
    if (several) saves.push(...words)
    const why = settings.set(name, several ? saves : words, false)
    if (why !== undefined) return { line: index + 1, text: line, why }
  }
  return undefined
}
