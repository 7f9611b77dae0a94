import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { Errno } from '../../../kernel/errno.ts'
import { strerror } from '../../../kernel/errno.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { dirname } from '../../../libc/paths.ts'
import { printError } from '../../../libc/stdio.ts'
import { allGroups, allUsers } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import type { Tool } from '../../gnu/tool.ts'
import { isExcluded } from './create.ts'
import type { Member } from './header.ts'
import { roundUp } from './header.ts'
import type { MemberReader } from './members.ts'
import type { Settings } from './settings.ts'
import type { ArchiveInput } from './stream.ts'

/** Lists and extracts members. */
export class ArchiveReader {
  private readonly found = new Set<string>()
  /** Attributes of directories are set when everything is in them. */
  private readonly directories: { path: string; member: Member }[] = []
  private users: ReadonlyMap<string, number> | undefined
  private groups: ReadonlyMap<string, number> | undefined
  private umask = 0o022
  private warnedPrefix = false

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
    private readonly input: ArchiveInput,
    private readonly names: readonly string[],
  ) {}

  *run(reader: MemberReader): Sys<void> {
    const { settings, tool } = this
    this.umask = yield* sys.umask({ mask: 0 })
    yield* sys.umask({ mask: this.umask })
    for (let member = yield* reader.next(); member; member = yield* reader.next()) {
      const left = roundUp(member.type === '0' ? member.size : 0)
      if (!this.wanted(member.name)) {
        yield* this.input.skip(left)
        continue
      }
      if (settings.operation === 'list') {
        yield* tool.say(settings.verbose > 0 ? settings.printer.long(member) : `${settings.printer.name(member.name)}\n`)
        yield* this.input.skip(left)
      } else yield* this.extract(member, left)
    }
    yield* this.finishDirectories()
    for (const name of this.names) if (!this.found.has(name)) yield* tool.fail(`${settings.printer.name(name)}: Not found in archive`)
  }

  private wanted(member: string): boolean {
    if (isExcluded(member, this.settings.exclude)) return false
    if (this.names.length === 0) return true
    let hit = false
    for (const name of this.names) {
      const pattern = name.replace(/\/+$/, '')
      const matches = this.settings.wildcards
        ? fnmatch(pattern, member.replace(/\/+$/, ''), { leadingDirectory: true })
        : member.replace(/\/+$/, '') === pattern || (this.settings.recurse && member.startsWith(`${pattern}/`))
      if (matches) {
        this.found.add(name)
        hit = true
      }
    }
    return hit
  }

  /** Where a member goes; undefined when nothing is left of its name or it would leave the directory. */
  private *target(name: string): Sys<string | undefined> {
    const { settings, tool } = this
    let path = settings.transform ? settings.transform(name) : name
    if (!settings.absoluteNames) {
      const prefix = /^\/+/.exec(path)?.[0]
      if (prefix && !this.warnedPrefix) {
        this.warnedPrefix = true
        yield* tool.warn(`Removing leading \`${prefix}' from member names`)
      }
      path = path.replace(/^\/+/, '')
      if (path.split('/').includes('..')) {
        yield* tool.fail(`${settings.printer.name(name)}: Member name contains '..'`)
        return undefined
      }
    }
    if (settings.stripComponents > 0) {
      const parts = path.split('/').filter(Boolean)
      if (parts.length <= settings.stripComponents) return undefined
      path = parts.slice(settings.stripComponents).join('/') + (path.endsWith('/') ? '/' : '')
    }
    return path.replace(/(.)\/+$/, '$1') || '.'
  }

  private *extract(member: Member, left: number): Sys<void> {
    const { settings, tool } = this
    const path = yield* this.target(member.name)
    if (path === undefined) return yield* this.input.skip(left)
    if (settings.verbose > 0) {
      const line =
        settings.verbose > 1 ? settings.printer.long(member) : `${settings.printer.name(settings.stripComponents > 0 ? member.name : member.name)}\n`
      if (settings.toStdout) yield* printError(line)
      else yield* tool.say(line)
    }
    if (settings.toStdout) {
      yield* tool.out.flush()
      if (member.type === '0') yield* this.input.copyTo(1, member.size)
      return yield* this.input.skip(member.type === '0' ? left - member.size : 0)
    }
    if (member.type === '0') return yield* this.file(path, member, left)
    yield* this.input.skip(left)
    yield* this.special(path, member)
  }

  private *problem(path: string, what: string, error: Errno): Sys<void> {
    yield* this.tool.fail(`${this.settings.printer.name(path)}: Cannot ${what}: ${strerror(error)}`)
  }

  /** Makes what is missing above a path. */
  private *parents(path: string): Sys<void> {
    const parent = dirname(path)
    if (parent === '.' || parent === '/' || (yield* sys.stat({ path: parent })).ok) return
    yield* this.parents(parent)
    yield* sys.mkdir({ path: parent, mode: 0o777 })
  }

  /** Clears the way for a member; false when what is there stays. */
  private *clear(path: string, member: Member): Sys<boolean> {
    const { settings } = this
    const existing = yield* sys.stat({ path, noFollow: true })
    if (!existing.ok) {
      if (existing.error === 'ENOENT') yield* this.parents(path)
      return true
    }
    if (settings.skipOld) return false
    if (settings.keepOld) {
      yield* this.problem(path, 'open', 'EEXIST')
      return false
    }
    if (existing.value.type === 'directory') {
      if (member.type === '5') return true
      const removed = yield* sys.rmdir({ path })
      if (removed.ok) return true
      yield* this.problem(path, member.type === '0' ? 'open' : 'create', 'EISDIR')
      return false
    }
    yield* sys.unlink({ path })
    return true
  }

  private *file(path: string, member: Member, left: number): Sys<void> {
    if (!(yield* this.clear(path, member))) return yield* this.input.skip(left)
    const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: member.mode & 0o777 & ~0o077 })
    if (!fd.ok) {
      yield* this.problem(path, 'open', fd.error)
      return yield* this.input.skip(left)
    }
    const missing = yield* this.input.copyTo(fd.value, member.size)
    yield* sys.close({ fd: fd.value })
    if (!missing.ok) return yield* this.tool.die(`${path}: Cannot write: ${strerror(missing.error)}`)
    if (missing.value > 0) yield* this.tool.die('Unexpected EOF in archive\ntar: Error is not recoverable: exiting now')
    yield* this.input.skip(left - member.size)
    yield* this.attributes(path, member)
  }

  private *special(path: string, member: Member): Sys<void> {
    if (member.type === '5' && path === '.') return void this.directories.push({ path, member })
    if (!(yield* this.clear(path, member))) return
    switch (member.type) {
      case '5': {
        const made = yield* sys.mkdir({ path, mode: (member.mode & 0o777) | 0o700 })
        if (!made.ok && made.error !== 'EEXIST') return yield* this.problem(path, 'mkdir', made.error)
        this.directories.push({ path, member })
        return
      }
      case '1': {
        const target = (yield* this.target(member.linkName)) ?? member.linkName
        const made = yield* sys.link({ from: target, to: path })
        if (!made.ok)
          yield* this.tool.fail(`${this.settings.printer.name(path)}: Cannot hard link to ${this.tool.quote(target)}: ${strerror(made.error)}`)
        return
      }
      case '2': {
        const made = yield* sys.symlink({ target: member.linkName, path })
        if (!made.ok)
          return yield* this.tool.fail(
            `${this.settings.printer.name(path)}: Cannot create symlink to ${this.tool.quote(member.linkName)}: ${strerror(made.error)}`,
          )
        return yield* this.attributes(path, member)
      }
      default: {
        const type = member.type === '3' ? 'char' : member.type === '4' ? 'block' : 'fifo'
        const made = yield* sys.mknod({ path, type, mode: member.mode & 0o777, rdev: member.major * 256 + member.minor })
        if (!made.ok) return yield* this.problem(path, type === 'fifo' ? 'mkfifo' : 'mknod', made.error)
        yield* this.attributes(path, member)
      }
    }
  }

  private *attributes(path: string, member: Member): Sys<void> {
    const { settings } = this
    const link = member.type === '2'
    if (settings.sameOwner) {
      const { uid, gid } = yield* this.owner(member)
      const changed = yield* sys.chown({ path, uid, gid, noFollow: true })
      if (!changed.ok)
        yield* this.tool.fail(`${settings.printer.name(path)}: Cannot change ownership to uid ${uid}, gid ${gid}: ${strerror(changed.error)}`)
    }
    if (!link) {
      const mode = settings.samePermissions ? member.mode : member.mode & 0o777 & ~this.umask
      const changed = yield* sys.chmod({ path, mode })
      if (!changed.ok) yield* this.problem(path, `change mode to ${modeText(mode)}`, changed.error)
    }
    if (!settings.touch) yield* sys.utimens({ path, mtimeMs: member.mtimeMs, noFollow: link })
  }

  private *owner(member: Member): Sys<{ uid: number; gid: number }> {
    if (this.settings.numericOwner) return { uid: member.uid, gid: member.gid }
    this.users ??= new Map((yield* allUsers()).map((user) => [user.name, user.uid] as const))
    this.groups ??= new Map((yield* allGroups()).map((group) => [group.name, group.gid] as const))
    return { uid: this.users.get(member.userName) ?? member.uid, gid: this.groups.get(member.groupName) ?? member.gid }
  }

  private *finishDirectories(): Sys<void> {
    for (const { path, member } of this.directories.reverse()) yield* this.attributes(path, member)
  }
}

const modeText = (mode: number): string => mode.toString(8).padStart(4, '0')
