import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'
import type { Stat, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { compareBytes, displayWidth } from '../../../libc/locale.ts'
import { joinPath } from '../../../libc/paths.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { modeString } from '../../gnu/file-mode.ts'
import { OwnerNames } from '../../gnu/owner-names.ts'
import { compareVersions } from '../../gnu/version-order.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions } from '../../net/busybox/applet.ts'
import { humanSize } from '../human-size.ts'

const applet: Applet = {
  name: 'ls',
  options: '1 A a C x d L H R F p l i n s h r S X v c t u g k w= full-time group-directories-first color=?',
  usage: '[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...',
  summary: 'List directory contents',
}

interface Entry {
  readonly name: string
  readonly path: string
  readonly stat: Stat
}

/** Models BusyBox' ls: its columns, its long lines of fixed widths, its colours on a terminal. */
export const ls: Main = function* (start) {
  const options = yield* appletOptions(applet, start)
  if (typeof options === 'number') return options
  const listing = new Listing(options, yield* localZone(start.env), yield* sys.clockRealtime({}))
  yield* listing.look(start.env, start.build)
  const names = options.operands.length > 0 ? options.operands : ['.']
  const entries: Entry[] = []
  for (const name of names) {
    const follow = !['l', 'n', 'g', 'i', 's', 'F', 'full-time'].some((key) => options.has(key)) || options.has('H')
    const entry = yield* listing.stat(name, name, follow)
    if (entry) entries.push(entry)
  }
  if (options.has('d')) yield* listing.show(listing.sort(entries))
  else {
    const isDirectory = ({ stat }: Entry) => stat.type === 'directory'
    const files = entries.filter((entry) => !isDirectory(entry))
    if (files.length > 0) yield* listing.show(listing.sort(files))
    yield* listing.directories(listing.sort(entries.filter(isDirectory)), files.length === 0, names.length > 1)
  }
  return listing.status
}

class Listing {
  status = 0
  private width = 79
  private colour = false
  private columns = false
  private readonly long: boolean
  private readonly owners = new OwnerNames()

  constructor(
    private readonly options: Parsed,
    private readonly zone: TimeZone,
    private readonly nowMs: number,
  ) {
    this.long = ['l', 'n', 'g', 'full-time'].some((key) => options.has(key)) && this.lastOf('l', 'n', 'g', 'C', 'x', '1', 'full-time') !== 'C'
  }

  /** The last given of some options. */
  private lastOf(...keys: string[]): string | undefined {
    return this.options.options.findLast(({ key }) => keys.includes(key))?.key
  }

  *look(env: ReadonlyMap<string, string>, build: ReadonlyMap<string, string>): Sys<void> {
    const terminal = yield* sys.tcgetattr({ fd: 1 })
    const size = yield* sys.tcgetwinsize({ fd: 0 })
    if (size.ok && size.value.cols > 0) this.width = size.value.cols - 1
    const width = this.options.value('w')
    if (width !== undefined) this.width = Number(width)
    const when = this.options.has('color') ? (this.options.value('color') ?? 'always') : build.get('colours') === 'no' ? 'never' : 'auto'
    const dumb = (env.get('TERM') ?? 'dumb') === 'dumb'
    this.colour = /^(always|yes|force)/.test(when) || (/^(auto|tty|if-tty)/.test(when) && terminal.ok && !dumb && env.get('LS_COLORS') !== 'none')
    const format = this.lastOf('1', 'C', 'x', 'l', 'n', 'g')
    this.columns = !this.long && (format === 'C' || format === 'x' || (format === undefined && terminal.ok))
  }

  *stat(name: string, path: string, follow: boolean): Sys<Entry | undefined> {
    const stat = yield* sys.stat({ path, noFollow: !(follow || this.options.has('L')) })
    if (stat.ok) return { name, path, stat: stat.value }
    yield* printError(`ls: ${path}: ${strerror(stat.error)}\n`)
    this.status = 1
    return undefined
  }

  sort(entries: readonly Entry[]): Entry[] {
    const by = this.lastOf('t', 'S', 'X', 'v') ?? (!this.long && this.lastOf('c', 'u') ? 't' : undefined)
    const extension = (name: string) => (name.includes('.') ? name.slice(name.lastIndexOf('.')) : '')
    const order = (a: Entry, b: Entry): number => {
      let difference = 0
      if (by === 't') difference = this.time(b.stat) - this.time(a.stat)
      else if (by === 'S') difference = b.stat.size - a.stat.size
      else if (by === 'X') difference = compareBytes(extension(a.name), extension(b.name))
      else if (by === 'v') difference = compareVersions(a.name, b.name)
      difference ||= compareBytes(a.name, b.name)
      return this.options.has('r') ? -difference : difference
    }
    const sorted = [...entries].sort(order)
    if (!this.options.has('group-directories-first')) return sorted
    return [...sorted.filter(({ stat }) => stat.type === 'directory'), ...sorted.filter(({ stat }) => stat.type !== 'directory')]
  }

  private time(stat: Stat): number {
    const which = this.lastOf('c', 'u')
    return which === 'c' ? stat.ctimeMs : which === 'u' ? stat.atimeMs : stat.mtimeMs
  }

  *directories(list: readonly Entry[], first: boolean, titled: boolean): Sys<void> {
    let start = first
    for (const directory of list) {
      if (titled || this.options.has('R')) {
        yield* print(`${start ? '' : '\n'}${directory.path}:\n`)
        start = false
      }
      const read = yield* sys.getdents({ path: directory.path })
      if (!read.ok) {
        yield* printError(`ls: can't open '${directory.path}': ${strerror(read.error)}\n`)
        this.status = 1
        continue
      }
      const all = this.options.has('a')
      const names = read.value
        .map(({ name }) => name)
        .filter((name) => name !== '.' && name !== '..' && (all || this.options.has('A') || !name.startsWith('.')))
      const entries: Entry[] = []
      for (const name of all ? ['.', '..', ...names] : names) {
        const entry = yield* this.stat(name, joinPath(directory.path, name), false)
        if (entry) entries.push(entry)
      }
      const sorted = this.sort(entries)
      if (this.long || this.options.has('s')) yield* print(`total ${this.blocks(entries)}\n`)
      yield* this.show(sorted)
      if (!this.options.has('R')) continue
      yield* this.directories(
        sorted.filter(({ name, stat }) => stat.type === 'directory' && name !== '.' && name !== '..'),
        false,
        true,
      )
    }
  }

  private blocks(entries: readonly Entry[]): string {
    const kib = Math.floor(entries.reduce((sum, { stat }) => sum + stat.blocks, 0) / 2)
    return this.options.has('h') ? humanSize(kib * 1024) : String(kib)
  }

  *show(entries: readonly Entry[]): Sys<void> {
    const cells: { text: string; width: number }[] = []
    for (const entry of entries) cells.push(yield* this.cell(entry))
    if (!this.columns || cells.length === 0) return void (yield* print(cells.map(({ text }) => `${text}\n`).join('')))
    const extra = 2 + (this.options.has('i') ? 8 : 0) + (this.options.has('s') ? 5 : 0)
    const wide = Math.max(...entries.map(({ name }) => displayWidth(name))) + extra
    const across = Math.max(1, Math.floor(this.width / wide))
    const down = Math.ceil(cells.length / across)
    let out = ''
    for (let row = 0; row < down; row++) {
      let column = 0
      let next = 0
      for (let i = 0; i < across; i++) {
        const cell = cells[this.lastOf('C', 'x') === 'x' ? row * across + i : i * down + row]
        if (!cell) continue
        out += ' '.repeat(Math.max(0, next - column)) + cell.text
        column = Math.max(next, column) + cell.width
        next = column - cell.width + wide
      }
      out += '\n'
    }
    yield* print(out)
  }

  private *cell({ name, path, stat }: Entry): Sys<{ text: string; width: number }> {
    const { options } = this
    let head = options.has('i') ? `${String(stat.ino).padStart(7)} ` : ''
    if (options.has('s')) head += `${options.has('h') ? humanSize(stat.blocks * 512).padStart(7) : String(stat.blocks >> 1).padStart(6)} `
    if (this.long) head += yield* this.details(stat)
    let tail = ''
    let kind: Stat | undefined = stat
    if (this.long && stat.type === 'symlink') {
      const [target, through] = [yield* sys.readlink({ path }), yield* sys.stat({ path })]
      kind = through.ok ? through.value : undefined
      if (target.ok) tail = ` -> ${this.painted(target.value, kind)}`
    }
    const mark = options.has('F') || options.has('p') ? indicator(kind, options.has('F')) : ''
    return { text: `${head}${this.painted(name, stat)}${tail}${mark}`, width: displayWidth(head) + displayWidth(name) + mark.length }
  }

  private *details(stat: Stat): Sys<string> {
    const { options } = this
    const [user, group] = options.has('n')
      ? [String(stat.uid), String(stat.gid)]
      : [yield* this.owners.user(stat.uid), yield* this.owners.group(stat.gid)]
    const owners = `${options.has('g') ? '' : `${user.padEnd(8)} `}${group.padEnd(8)} `
    const device = stat.type === 'char' || stat.type === 'block'
    const size = device
      ? `${String(Math.floor(stat.rdev / 256)).padStart(4)}, ${String(stat.rdev % 256).padStart(3)} `
      : `${options.has('h') ? humanSize(stat.size).padStart(7) : String(stat.size).padStart(9)} `
    const ms = this.time(stat)
    const time = civilTime(ms, this.zone)
    const age = (this.nowMs - ms) / 1000
    const recent = age < (3600 * 24 * 365) / 2 && age > -15 * 60
    const date = options.has('full-time') ? strftime('%Y-%m-%d %H:%M:%S %z ', time) : strftime(recent ? '%b %e %H:%M ' : '%b %e  %Y ', time)
    return `${modeString(stat.type, stat.mode)} ${String(stat.nlink).padStart(4)} ${owners}${size}${date}`
  }

  private painted(name: string, stat: Stat | undefined): string {
    return this.colour ? `\x1b[${colourOf(stat)}m${name}\x1b[m` : name
  }
}

/** Bold for what is special, and its colour; a plain file has none. */
function colourOf(stat: Stat | undefined): string {
  const colours = { directory: 34, symlink: 36, fifo: 33, socket: 35, block: 33, char: 33, file: 0 } as const
  if (!stat) return '0;31'
  if (stat.type === 'file') return stat.mode & 0o111 ? '1;32' : '0;0'
  return `1;${colours[stat.type as keyof typeof colours] ?? 0}`
}

function indicator(stat: Stat | undefined, all: boolean): string {
  if (stat?.type === 'directory') return '/'
  if (!stat || !all) return ''
  if (stat.type === 'file') return stat.mode & 0o111 ? '*' : ''
  return { symlink: '@', fifo: '|', socket: '=' }[stat.type as string] ?? ''
}
