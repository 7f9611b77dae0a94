import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Fd, Pid, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import { write, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Settings } from './config.ts'
import { Keyspace } from './keyspace.ts'
import { encodeCommand } from './reply.ts'
import { writeSnapshot } from './snapshot.ts'

/** A connected client. */
export interface Client {
  readonly id: number
  readonly connection: Connection
  /** `172.17.0.1:53422`. */
  readonly address: string
  readonly local: string
  readonly createdMs: number
  lastMs: number
  name: string
  db: number
  authenticated: boolean
  lastCommand: string
  queue: (readonly string[])[] | undefined
  queueFailed: boolean
  readonly watched: Map<string, { readonly db: number; readonly key: string; readonly version: number }>
  readonly channels: Set<string>
  readonly patterns: Set<string>
  monitor: boolean
  closing: boolean
}

/** All that one redis-server holds; its connections' threads share it. */
export class RedisServer {
  readonly databases: readonly Keyspace[]
  readonly clients = new Map<number, Client>()
  /** Woken when a list may have got an item. */
  readonly pushed = {}
  /** Woken when snapshot rules should be looked at again. */
  readonly changed = {}
  nextClient = 3
  dirty = 0
  lastSaveMs: number
  saving: Pid | undefined
  lastSaveOk = true
  shuttingDown = false
  readonly stats = { connections: 0, commands: 0, hits: 0, misses: 0 }
  private log: Fd = 1
  private appendFd: Fd | undefined
  private appendDb = -1

  constructor(
    readonly settings: Settings,
    readonly version: string,
    readonly pid: Pid,
    readonly startedMs: number,
    readonly configPath: string,
  ) {
    this.databases = Array.from({ length: settings.number('databases') }, () => new Keyspace())
    this.lastSaveMs = startedMs
  }

  /** A line of the log: pid, role (M master, C child), time, level, text. */
  *say(level: '*' | '#' | '.' | '-', text: string, role: 'M' | 'C' = 'M'): Sys<void> {
    const now = yield* sys.clockRealtime({})
    const pid = role === 'M' ? this.pid : yield* sys.getpid({})
    const time = civilTime(now)
    const ms = String(Math.floor(time.nanosecond / 1e6)).padStart(3, '0')
    yield* write(this.log, `${pid}:${role} ${strftime('%d %b %Y %H:%M:%S', time)}.${ms} ${level} ${text}\n`)
  }

  *openLog(): Sys<void> {
    const path = this.settings.get('logfile')
    if (path === '') return
    const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, mode: 0o644 })
    if (fd.ok) this.log = fd.value
  }

  get snapshotPath(): string {
    return `${this.settings.get('dir').replace(/\/$/, '')}/${this.settings.get('dbfilename')}`
  }

  private get appendFolder(): string {
    return `${this.settings.get('dir').replace(/\/$/, '')}/${this.settings.get('appenddirname')}`
  }

  get appendPath(): string {
    return `${this.appendFolder}/${this.settings.get('appendfilename')}.1.incr.aof`
  }

  /** SAVE; also the child of BGSAVE and the end of the server. */
  *save(role: 'M' | 'C' = 'M'): Sys<boolean> {
    const atMs = yield* sys.clockRealtime({})
    for (const db of this.databases) db.nowMs = atMs
    const done = yield* writeSnapshot(this.snapshotPath, this.databases, { version: this.version, atMs })
    if (!done.ok) {
      yield* this.say('#', `Failed opening the temp RDB file for saving: ${done.error === 'EACCES' ? 'Permission denied' : done.error}`, role)
      return false
    }
    yield* this.say('*', 'DB saved on disk', role)
    if (role === 'M') {
      this.dirty = 0
      this.lastSaveMs = atMs
    }
    return true
  }

  /** Forks a child that writes the snapshot; `backgroundSaved` hears of its end. */
  *saveInBackground(): Sys<boolean> {
    if (this.saving !== undefined) return false
    const server = this
    const dirty = this.dirty
    const child = yield* sys.clone({
      *main() {
        const saved = yield* server.save('C')
        if (saved) yield* server.say('*', 'Fork CoW for RDB: current 0 MB, peak 0 MB, average 0 MB', 'C')
        return saved ? 0 : 1
      },
    })
    if (!child.ok) return false
    this.saving = child.value
    yield* this.say('*', `Background saving started by pid ${child.value}`)
    yield* sys.clone({
      thread: true,
      *main() {
        const waited = yield* sys.wait4({ pid: child.value })
        const saved = waited.ok && waited.value?.status.kind === 'exited' && waited.value.status.code === 0
        yield* server.backgroundSaved(saved, dirty)
        return 0
      },
    })
    return true
  }

  private *backgroundSaved(saved: boolean, dirtyBefore: number): Sys<void> {
    this.saving = undefined
    this.lastSaveOk = saved
    if (saved) {
      this.dirty -= dirtyBefore
      this.lastSaveMs = yield* sys.clockRealtime({})
      yield* this.say('*', 'Background saving terminated with success')
    } else yield* this.say('#', 'Background saving error')
    yield* sys.futexWake({ on: this.changed })
  }

  /** Starts the append-only file, with its manifest. */
  *openAppendFile(): Sys<boolean> {
    const folder = this.appendFolder
    const name = this.settings.get('appendfilename')
    yield* sys.mkdir({ path: folder, mode: 0o755 })
    const fresh = !(yield* sys.stat({ path: this.appendPath })).ok
    const fd = yield* sys.open({ path: this.appendPath, flags: O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, mode: 0o644 })
    if (!fd.ok) {
      yield* this.say('#', `Can't open or create append-only dir ${this.settings.get('appenddirname')}: ${fd.error}`)
      return false
    }
    yield* writeFile(`${folder}/${name}.manifest`, `file ${name}.1.incr.aof seq 1 type i\n`)
    if (fresh) yield* this.say('*', `Creating AOF incr file ${name}.1.incr.aof on server start`)
    this.appendFd = fd.value
    return true
  }

  /** A command that changed something: counted, and appended where that is on. */
  *wrote(db: number, words: readonly string[]): Sys<void> {
    this.dirty++
    if (this.settings.saveRules().some(({ changes }) => changes === this.dirty)) yield* sys.futexWake({ on: this.changed })
    if (this.appendFd === undefined) return
    let text = ''
    if (db !== this.appendDb) text += encodeCommand(['SELECT', String(db)])
    this.appendDb = db
    text += encodeCommand(words)
    const key = words[1] ?? ''
    const expiresMs = /^(set|p?setex|p?expire|p?expireat|getex)$/i.test(words[0] ?? '') ? this.databases[db]?.expiresMs(key) : undefined
    if (expiresMs !== undefined) text += encodeCommand(['PEXPIREAT', key, String(Math.round(expiresMs))])
    yield* write(this.appendFd, text)
  }

  get appends(): boolean {
    return this.appendFd !== undefined
  }
}
