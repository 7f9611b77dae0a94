import type { Fd, Stat, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { compareBytes } from '../../../libc/locale.ts'
import { joinPath } from '../../../libc/paths.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { OwnerNames } from '../../gnu/owner-names.ts'
import type { Tool } from '../../gnu/tool.ts'
import type { Member } from './header.ts'
import { encodeMember, recordBytes, roundUp } from './header.ts'
import type { Settings } from './settings.ts'
import type { ArchiveOutput } from './stream.ts'

/** Puts files into an archive. */
const typeFlags: Readonly<Record<Stat['type'], string>> = { file: '0', symlink: '2', char: '3', block: '4', directory: '5', fifo: '6', socket: '' }

/** Whether -–exclude says no: a pattern matches the name or what follows one of its slashes, or a directory above. */
export function isExcluded(name: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return false
  const trimmed = name.replace(/\/+$/, '')
  const starts = [0, ...[...trimmed.matchAll(/\//g)].map((m) => m.index + 1)]
  return patterns.some((pattern) => starts.some((at) => fnmatch(pattern, trimmed.slice(at), { leadingDirectory: true })))
}

export class ArchiveWriter {
  private readonly names = new OwnerNames()
  private readonly linked = new Map<string, string>()
  private readonly warned = new Set<string>()

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
    private readonly output: ArchiveOutput,
    /** Device and inode of the archive itself, which is not put into itself. */
    private readonly self: string | undefined,
  ) {}

  *add(path: string, operand: boolean, device?: number): Sys<void> {
    const { settings, tool } = this
    if (isExcluded(path, settings.exclude)) return
    const found = yield* sys.stat({ path, noFollow: !settings.dereference })
    if (!found.ok) {
      yield* tool.fail(`${this.shown(path)}: Cannot stat: ${strerror(found.error)}`)
      return
    }
    const stat = found.value
    if (this.self === `${stat.dev}:${stat.ino}`) return yield* tool.warn(`${this.shown(path)}: file is the archive; not dumped`)
    if (settings.oneFileSystem && device !== undefined && stat.dev !== device) return
    if (typeFlags[stat.type] === '') return yield* tool.warn(`${this.shown(path)}: socket ignored`)
    const name = (yield* this.memberName(path)) + (stat.type === 'directory' && !path.endsWith('/') ? '/' : '')
    yield* this.write(path, name, stat)
    if (stat.type === 'directory' && settings.recurse) yield* this.directory(path, device ?? stat.dev)
    if (settings.removeFiles) yield* stat.type === 'directory' ? sys.rmdir({ path }) : sys.unlink({ path })
    if (operand && this.output.error)
      yield* tool.die(`${settings.archive}: Cannot write: ${strerror(this.output.error)}\nError is not recoverable: exiting now`)
  }

  private *directory(path: string, device: number): Sys<void> {
    const entries = yield* sys.getdents({ path })
    if (!entries.ok) return yield* this.tool.fail(`${this.shown(path)}: Cannot open: ${strerror(entries.error)}`)
    const names = entries.value.map((entry) => entry.name).filter((name) => name !== '.' && name !== '..')
    if (this.settings.sortNames) names.sort(compareBytes)
    for (const name of names) yield* this.add(joinPath(path, name), false, device)
  }

  private shown(name: string): string {
    return this.settings.printer.name(name)
  }

  /** Member names are relative and stay below: what leads elsewhere is cut off, once with a word about it. */
  private *memberName(path: string, what = 'member names'): Sys<string> {
    let name = path
    if (!this.settings.absoluteNames) {
      const prefix = /^(?:\/+|(?:.*\/)?\.\.(?:\/|$))+\/*/.exec(name)?.[0] ?? ''
      if (prefix !== '') {
        name = name.slice(prefix.length)
        const key = `${prefix} ${what}`
        if (!this.warned.has(key)) {
          this.warned.add(key)
          yield* this.tool.warn(`Removing leading \`${prefix}' from ${what}`)
        }
        if (name === '') name = '.'
      }
    }
    return this.settings.transform ? this.settings.transform(name) : name
  }

  private *write(path: string, name: string, stat: Stat): Sys<void> {
    const identity = `${stat.dev}:${stat.ino}`
    const first = stat.type !== 'directory' && stat.nlink > 1 ? this.linked.get(identity) : undefined
    const content = stat.type === 'file' && first === undefined
    const fd = content && stat.size > 0 ? yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC }) : undefined
    if (fd && !fd.ok) return yield* this.tool.fail(`${this.shown(path)}: Cannot open: ${strerror(fd.error)}`)
    if (stat.type !== 'directory' && stat.nlink > 1 && first === undefined) this.linked.set(identity, name)
    if (first === undefined && stat.nlink > 1 && stat.type !== 'directory' && path.startsWith('/')) yield* this.memberName(path, 'hard link targets')
    const target = stat.type === 'symlink' && first === undefined ? yield* sys.readlink({ path }) : undefined
    const member = yield* this.describe(name, stat, first ?? (target?.ok ? target.value : ''), first !== undefined, content ? stat.size : 0)
    for (const block of encodeMember(member)) yield* this.output.put(block)
    if (this.settings.verbose > 0) yield* this.announce(member)
    if (fd?.ok) yield* this.content(path, fd.value, stat.size)
  }

  private *announce(member: Member): Sys<void> {
    const { printer, verbose, archive } = this.settings
    const line = verbose > 1 ? printer.long(member) : `${printer.name(member.name)}\n`
    if (archive === '-') yield* printError(line)
    else yield* this.tool.say(line)
  }

  private *content(path: string, fd: Fd, size: number): Sys<void> {
    const copied = yield* this.output.copyFrom(fd, size)
    yield* sys.close({ fd })
    const given = copied.ok ? copied.value : 0
    if (!copied.ok) yield* this.tool.fail(`${this.shown(path)}: Read error at byte 0, while reading ${size} bytes: ${strerror(copied.error)}`)
    else if (given < size) yield* this.tool.fail(`${this.shown(path)}: File shrank by ${size - given} bytes; padding with zeros`)
    yield* this.output.put(new Uint8Array(roundUp(size) - given))
  }

  private *describe(name: string, stat: Stat, linkName: string, hardLink: boolean, size: number): Sys<Member> {
    const { settings } = this
    const [uid, gid] = [settings.owner?.id ?? stat.uid, settings.group?.id ?? stat.gid]
    const named = function* (given: string | undefined, lookup: Sys<string>): Sys<string> {
      const found = given ?? (settings.numericOwner ? '' : yield* lookup)
      return /^\d+$/.test(found) ? '' : found
    }
    return {
      name,
      type: hardLink ? '1' : (typeFlags[stat.type] as string),
      mode: settings.mode ? settings.mode.apply(stat.mode, stat.type === 'directory', 0) : stat.mode,
      uid,
      gid,
      userName: yield* named(settings.owner?.name, this.names.user(uid)),
      groupName: yield* named(settings.group?.name, this.names.group(gid)),
      size,
      mtimeMs: settings.mtimeMs ?? stat.mtimeMs,
      linkName,
      major: stat.rdev >> 8,
      minor: stat.rdev & 0xff,
    }
  }

  /** Two blocks of zeros, and zeros up to a whole record. */
  *finish(): Sys<void> {
    const { output } = this
    const end = Math.ceil((output.size + 1024) / recordBytes) * recordBytes
    yield* output.put(new Uint8Array(end - output.size))
    yield* output.finish()
  }
}
