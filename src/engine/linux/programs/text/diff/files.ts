import type { Stat, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { compareBytes } from '../../../libc/locale.ts'
import { basename, joinPath } from '../../../libc/paths.ts'
import { readAll, readFileBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Tool } from '../../gnu/tool.ts'
import type { Change } from './edit-script.ts'
import { compareKeys } from './edit-script.ts'
import { contextFormat, edFormat, normalFormat, rcsFormat, unifiedFormat } from './formats.ts'
import type { Lines, Settings } from './settings.ts'
import { sideBySide } from './side-by-side.ts'

/** Models diff.c: which files and directories are compared, and the exit status: 0 same, 1 different, 2 trouble. */
type Side = { readonly name: string; readonly stat: Stat } | { readonly name: string; readonly missing: true }

export class Comparing {
  status = 0

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
  ) {}

  private *trouble(name: string, reason: string): Sys<void> {
    yield* this.tool.warn(`${name}: ${reason}`)
    this.status = 2
  }

  private different(): void {
    this.status = Math.max(this.status, 1)
  }

  *operands(first: string, second: string): Sys<void> {
    const a = yield* this.look(first)
    const b = yield* this.look(second)
    if (!a || !b) return
    if ('stat' in a && 'stat' in b && a.stat.type !== b.stat.type) {
      if (a.stat.type === 'directory' && first !== '-') return yield* this.operands(joinPath(first, basename(second)), second)
      if (b.stat.type === 'directory' && second !== '-') return yield* this.operands(first, joinPath(second, basename(first)))
    }
    yield* this.pair(a, b, false)
  }

  private *look(name: string): Sys<Side | undefined> {
    const stat = name === '-' ? yield* sys.fstat({ fd: 0 }) : yield* sys.stat({ path: name })
    if (stat.ok) return { name, stat: stat.value }
    if (stat.error === 'ENOENT' && this.settings.newFiles !== 'no') return { name, missing: true }
    yield* this.trouble(name, strerror(stat.error))
    return undefined
  }

  private *pair(a: Side, b: Side, nested: boolean): Sys<void> {
    const directories = [a, b].filter((side) => 'stat' in side && side.stat.type === 'directory').length
    if (directories === 2) {
      if (nested && !this.settings.recursive) return yield* this.tool.say(`Common subdirectories: ${a.name} and ${b.name}\n`)
      return yield* this.directories(a.name, b.name)
    }
    if (directories === 1 && 'stat' in a && 'stat' in b) {
      yield* this.tool.say(`File ${a.name} is a ${kindOf(a.stat)} while file ${b.name} is a ${kindOf(b.stat)}\n`)
      return this.different()
    }
    if (directories === 1) return yield* this.directories(a.name, b.name)
    yield* this.files(a, b, nested)
  }

  private *entries(path: string): Sys<readonly string[]> {
    const entries = yield* sys.getdents({ path })
    if (!entries.ok) {
      if (entries.error !== 'ENOENT') yield* this.trouble(path, strerror(entries.error))
      return []
    }
    return entries.value
      .map(({ name }) => name)
      .filter((name) => name !== '.' && name !== '..' && !this.settings.exclude.some((pattern) => fnmatch(pattern, name)))
  }

  private *directories(a: string, b: string): Sys<void> {
    const [left, right] = [new Set(yield* this.entries(a)), new Set(yield* this.entries(b))]
    for (const name of [...new Set([...left, ...right])].sort(compareBytes)) {
      const [inLeft, inRight] = [left.has(name), right.has(name)]
      const [x, y] = [joinPath(a, name), joinPath(b, name)]
      const takes = this.settings.newFiles === 'both' || (this.settings.newFiles === 'first' && !inLeft)
      if ((!inLeft || !inRight) && !takes) {
        yield* this.tool.say(`Only in ${inLeft ? a : b}: ${name}\n`)
        this.different()
        continue
      }
      const sides = [
        inLeft ? yield* this.look(x) : { name: x, missing: true as const },
        inRight ? yield* this.look(y) : { name: y, missing: true as const },
      ] as const
      if (sides[0] && sides[1]) yield* this.pair(sides[0], sides[1], true)
    }
  }

  private *read(side: Side): Sys<Uint8Array | undefined> {
    if ('missing' in side) return new Uint8Array(0)
    const bytes = side.name === '-' ? yield* readAll(0) : yield* readFileBytes(side.name)
    if (bytes.ok) return bytes.value
    yield* this.trouble(side.name, strerror(bytes.error))
    return undefined
  }

  private *files(a: Side, b: Side, nested: boolean): Sys<void> {
    const { settings, tool } = this
    const sameFile = 'stat' in a && 'stat' in b && a.stat.ino === b.stat.ino && a.stat.dev === b.stat.dev
    const left = yield* this.read(a)
    const right = sameFile ? left : yield* this.read(b)
    if (!left || !right) return
    const identical = left.length === right.length && left.every((byte, i) => byte === right[i])
    const binary = !settings.text && (isBinary(left) || isBinary(right))
    if (identical || binary) {
      if (identical && settings.style === 'side by side' && !binary) yield* this.print(a, b, nested, left, right)
      else if (identical && settings.reportSame) yield* tool.say(`Files ${a.name} and ${b.name} are identical\n`)
      if (identical) return
      yield* tool.say(settings.brief ? `Files ${a.name} and ${b.name} differ\n` : `Binary files ${a.name} and ${b.name} differ\n`)
      return this.different()
    }
    yield* this.print(a, b, nested, left, right)
  }

  private *print(a: Side, b: Side, nested: boolean, left: Uint8Array, right: Uint8Array): Sys<void> {
    const { settings, tool } = this
    const nowMs = yield* sys.clockRealtime({})
    const [x, y] = [this.linesOf(a, left, nowMs), this.linesOf(b, right, nowMs)]
    const changes = this.changes(x, y)
    if (changes.length === 0) {
      if (settings.style === 'side by side') yield* tool.out.put(sideBySide(x, y, changes, settings))
      else if (settings.reportSame) yield* tool.say(`Files ${a.name} and ${b.name} are identical\n`)
      return
    }
    this.different()
    if (settings.brief) return yield* tool.say(`Files ${a.name} and ${b.name} differ\n`)
    if (nested) yield* tool.say(`diff${settings.given} ${a.name} ${b.name}\n`)
    yield* tool.out.put(format(x, y, changes, settings))
    if (settings.style === 'ed') for (const file of [x, y]) if (file.unterminated) yield* this.trouble(file.name, 'No newline at end of file\n')
  }

  private linesOf(side: Side, bytes: Uint8Array, nowMs: number): Lines {
    const text = this.tool.locale.decode(bytes)
    const lines = text.split('\n')
    const unterminated = lines.at(-1) !== ''
    if (!unterminated) lines.pop()
    const mtimeMs = 'missing' in side ? 0 : side.name === '-' ? nowMs : side.stat.mtimeMs
    return { name: this.tool.locale.argument(side.name), mtimeMs, lines, unterminated: unterminated && text !== '' }
  }

  private changes(a: Lines, b: Lines): readonly Change[] {
    const { settings } = this
    const keys = new Map<string, number>()
    const keyed = (file: Lines) =>
      file.lines.map((line, i) => {
        const key = normalize(line, settings) + (file.unterminated && i === file.lines.length - 1 && !ignoresEnd(settings) ? '\n\\' : '')
        let id = keys.get(key)
        if (id === undefined) {
          id = keys.size
          keys.set(key, id)
        }
        return id
      })
    const changes = compareKeys(keyed(a), keyed(b))
    if (!settings.ignoreBlankLines) return changes
    const blank = (file: Lines, from: number, count: number) => file.lines.slice(from, from + count).every((line) => normalize(line, settings) === '')
    return changes.filter(({ from, deleted, to, inserted }) => !(blank(a, from, deleted) && blank(b, to, inserted)))
  }
}

const ignoresEnd = (settings: Settings): boolean => settings.ignoreAllSpace || settings.ignoreSpaceChange || settings.ignoreTrailingSpace

function normalize(line: string, settings: Settings): string {
  let out = line
  if (settings.stripCarriageReturn) out = out.replace(/\r$/, '')
  if (settings.ignoreAllSpace) out = out.replace(/[ \t\r\v\f]+/g, '')
  else if (settings.ignoreSpaceChange) out = out.replace(/[ \t\r\v\f]+$/, '').replace(/[ \t\r\v\f]+/g, ' ')
  else if (settings.ignoreTrailingSpace) out = out.replace(/[ \t\r\v\f]+$/, '')
  return settings.ignoreCase ? out.toLowerCase() : out
}

function format(a: Lines, b: Lines, changes: readonly Change[], settings: Settings): string {
  switch (settings.style) {
    case 'unified':
      return unifiedFormat(a, b, changes, settings)
    case 'context':
      return contextFormat(a, b, changes, settings)
    case 'ed':
      return edFormat(b, changes)
    case 'rcs':
      return rcsFormat(b, changes)
    case 'side by side':
      return sideBySide(a, b, changes, settings)
    default:
      return normalFormat(a, b, changes, settings)
  }
}

const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 4096).includes(0)

function kindOf(stat: Stat): string {
  const kinds: Readonly<Record<Stat['type'], string>> = {
    file: stat.size === 0 ? 'regular empty file' : 'regular file',
    directory: 'directory',
    symlink: 'symbolic link',
    fifo: 'fifo',
    socket: 'socket',
    char: 'character special file',
    block: 'block special file',
  }
  return kinds[stat.type]
}
