import type { Sys } from '../../../kernel/calls.ts'
import { run } from '../../../libc/spawn.ts'
import { print, printError, readFile, write, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { ADMIN, type Database, type DebPackage, infoPath, listOf, readDatabase, writeDatabase } from '../database.ts'

/** One run of dpkg over its database: what it says once, which triggers wait, what went wrong. */
export class DpkgSession {
  /** Packages whose handling failed, as the last lines name them. */
  readonly failed: string[] = []
  private counted = false
  private readonly pending = new Set<string>()

  constructor(
    readonly database: Database,
    /** What the user asked for: `--install`, `--configure`, `--remove`. */
    readonly action: string,
    private readonly statusFd: number | undefined,
    readonly forces: ReadonlySet<string>,
    readonly runTriggers: boolean,
  ) {}

  static *open(action: string, statusFd?: number, forces: ReadonlySet<string> = new Set(), runTriggers = true): Sys<DpkgSession> {
    return new DpkgSession(yield* readDatabase(), action, statusFd, forces, runTriggers)
  }

  /** `(Reading database ... N files and directories currently installed.)`, once. */
  *countFiles(): Sys<void> {
    if (this.counted) return
    this.counted = true
    const paths = new Set<string>()
    for (const entry of this.database.values()) if (entry.unpacked) for (const path of yield* listOf(entry)) paths.add(path)
    yield* sys.compute({ ms: 20 + paths.size / 400 })
    const text = '(Reading database ... '
    if ((yield* sys.tcgetattr({ fd: 1 })).ok) {
      yield* print(`${text}\r`)
      for (let percent = 5; percent <= 100; percent += 5) yield* print(`${text}${percent}%\r`)
    }
    yield* print(`${text}${paths.size} files and directories currently installed.)\n`)
  }

  /** Stores a package's state and tells whoever asked with --status-fd. */
  *store(entry: DebPackage): Sys<void> {
    if (entry.state === 'not-installed') this.database.delete(entry.name)
    else this.database.set(entry.name, entry)
    yield* writeDatabase(this.database)
    yield* this.report(`status: ${entry.displayName}: ${entry.state}`)
  }

  *report(line: string): Sys<void> {
    if (this.statusFd !== undefined) yield* write(this.statusFd, `${line}\n`)
  }

  *problem(name: string, message: string): Sys<void> {
    this.failed.push(name)
    yield* printError(`dpkg: error processing ${name.includes('/') ? 'archive' : 'package'} ${name} (${this.action}):\n ${message}\n`)
    yield* this.report(`status: ${name} : error : ${message}`)
  }

  /** Runs a maintainer script; false when it failed, which is said as dpkg says it. */
  *script(entry: DebPackage, kind: string, args: readonly string[], title: string, path = infoPath(entry, kind)): Sys<boolean> {
    if (!(yield* sys.stat({ path })).ok) return true
    const environment = yield* readFile('/proc/self/environ')
    const env = new Map((environment.ok ? environment.value.split('\0') : []).map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]))
    env.delete('')
    env.set('DPKG_MAINTSCRIPT_PACKAGE', entry.name)
    env.set('DPKG_MAINTSCRIPT_NAME', kind)
    const code = yield* run([path, ...args], { env, cwd: '/' })
    if (code === 0) return true
    yield* this.problem(
      entry.displayName,
      `${code === 127 ? `unable to execute ${title}` : `${entry.displayName === '' ? 'new' : 'installed'} ${entry.displayName} package ${title} subprocess returned error exit status ${code}`}`,
    )
    return false
  }

  /** Remembers the triggers that a package's files and its own activations set off. */
  *trigger(entry: DebPackage, paths: readonly string[]): Sys<void> {
    const own = yield* readFile(infoPath(entry, 'triggers'))
    const activated = own.ok ? [...own.value.matchAll(/^activate(?:-noawait|-await)? (\S+)/gm)].map(([, name]) => name ?? '') : []
    for (const other of this.database.values()) {
      if (other.state !== 'installed' && other.name !== entry.name) continue
      const text = yield* readFile(infoPath(other, 'triggers'))
      if (!text.ok) continue
      for (const [, name = ''] of text.value.matchAll(/^interest(?:-noawait|-await)? (\S+)/gm)) {
        const hit = name.startsWith('/') ? paths.some((path) => path.startsWith(`${name}/`) || path === name) : activated.includes(name)
        if (hit) this.pending.add(other.name)
      }
    }
    yield* this.savePending()
  }

  private *savePending(): Sys<void> {
    const before = yield* readFile(`${ADMIN}/triggers/Unincorp`)
    if (before.ok) for (const line of before.value.split('\n').filter(Boolean)) this.pending.add(line)
    yield* writeFile(`${ADMIN}/triggers/Unincorp`, [...this.pending].map((name) => `${name}\n`).join(''))
  }

  /** What waits for its trigger is run now. */
  *processTriggers(): Sys<void> {
    if (!this.runTriggers) return
    yield* this.savePending()
    for (const name of [...this.pending].sort()) {
      const entry = this.database.get(name)
      this.pending.delete(name)
      if (!entry?.unpacked) continue
      yield* print(`Processing triggers for ${entry.displayName} (${entry.version}) ...\n`)
      yield* this.report(`processing: trigproc: ${name}`)
      yield* sys.compute({ ms: 60 })
      yield* this.script(entry, 'postinst', ['triggered', 'file'], 'post-installation script')
    }
    yield* sys.unlink({ path: `${ADMIN}/triggers/Unincorp` })
  }

  /** The closing lines of a run; the exit code. */
  *finish(): Sys<number> {
    if (this.failed.length === 0) return 0
    yield* printError(`Errors were encountered while processing:\n${this.failed.map((name) => ` ${name}\n`).join('')}`)
    return 1
  }
}
