import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { MountEntry } from '../../coreutils/mount-list.ts'
import { mountEntries } from '../../coreutils/mount-list.ts'
import { canonicalPath } from '../../gnu/canonical-path.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions } from '../../net/busybox/applet.ts'
import { memInfo } from '../../procps/proc/system.ts'
import { uptimeLine } from '../../procps/uptime.ts'
import { humanSize } from '../human-size.ts'

const freeApplet: Applet = { name: 'free', options: 'b k m g h', usage: '[-bkmgh]', summary: 'Display free and used memory' }

/** Models BusyBox' free: columns of twelve; what is neither free nor cache counts as used. */
export const free: Main = function* (start) {
  const options = yield* appletOptions(freeApplet, start)
  if (typeof options === 'number') return options
  const memory = yield* memInfo()
  const unit = options.options.at(-1)?.key ?? 'k'
  const divisor = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit] ?? 1
  const cell = (kib: number) => (unit === 'h' ? humanSize(kib * 1024) : String(Math.floor((kib * 1024) / divisor))).padStart(12)
  const cached = memory('Cached') + memory('Buffers') + memory('SReclaimable')
  const used = memory('MemTotal') - memory('MemFree') - cached
  const numbers = [memory('MemTotal'), used, memory('MemFree'), memory('Shmem'), cached, memory('MemAvailable')]
  const swap = [memory('SwapTotal'), memory('SwapTotal') - memory('SwapFree'), memory('SwapFree')]
  const titles = ['total', 'used', 'free', 'shared', 'buff/cache', 'available']
  yield* print(
    `       ${titles.map((title) => title.padStart(12)).join('')}\nMem:   ${numbers.map(cell).join('')}\nSwap:  ${swap.map(cell).join('')}\n`,
  )
  return 0
}

/** Models BusyBox' uptime: users in the plural, whatever their number. */
export const uptime: Main = function* (start) {
  const options = yield* appletOptions({ name: 'uptime', options: '', usage: '', summary: 'Display the time since the last boot' }, start)
  if (typeof options === 'number') return options
  yield* print(`${(yield* uptimeLine(start.env)).replace(/ (\d+) users?,/, '$1 users,').replace(/, +(\d+ users,)/, ',  $1')}\n`)
  return 0
}

const unameApplet: Applet = { name: 'uname', options: 'a m n r s p v i o', usage: '[-amnrspvio]', summary: 'Print system information' }

/** Models BusyBox' uname: the operating system's name is that of its C library's build. */
export const uname: Main = function* (start) {
  const options = yield* appletOptions(unameApplet, start)
  if (typeof options === 'number') return options
  const host = yield* sys.uname({})
  const system = start.build.get('libc') === 'musl' ? 'Linux' : 'GNU/Linux'
  const values: readonly (readonly [string, string])[] = [
    ['s', host.sysname],
    ['n', host.nodename],
    ['r', host.release],
    ['v', host.version],
    ['m', host.machine],
    ['p', 'unknown'],
    ['i', 'unknown'],
    ['o', system],
  ]
  const wanted = values.filter(([key, value]) => (options.has('a') ? value !== 'unknown' : options.has(key)))
  yield* print(`${wanted.length > 0 ? wanted.map(([, value]) => value).join(' ') : host.sysname}\n`)
  return 0
}

const dfApplet: Applet = {
  name: 'df',
  options: 'P k m h H a i T t: B:',
  usage: '[-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...',
  summary: 'Print filesystem usage statistics',
  unsimulated: ['B'],
}

/** Models BusyBox' df: every mount that has blocks, one per line, long names on a line of their own. */
export const df: Main = function* (start) {
  const options = yield* appletOptions(dfApplet, start)
  if (typeof options === 'number') return options
  const mounts = yield* mountEntries()
  const [inodes, type, posix] = [options.has('i'), options.value('t'), options.has('P')]
  const unit = options.options.findLast(({ key }) => ['k', 'm', 'h', 'H'].includes(key))?.key ?? 'k'
  const human = unit === 'h' || unit === 'H'
  const size = human ? '     Size' : inodes ? '   Inodes' : posix ? '1024-blocks' : unit === 'm' ? '1M-blocks' : '1K-blocks'
  let status = 0
  let out = `Filesystem           ${options.has('T') ? 'Type       ' : ''}${size.padEnd(15)}Used Available ${posix ? 'Capacity' : 'Use%'} Mounted on\n`
  const shown = (count: number, bytes: number) =>
    (human ? humanSize(bytes) : String(inodes ? count : Math.round(bytes / (unit === 'm' ? 1024 ** 2 : 1024)))).padStart(9)
  for (const mount of options.operands.length > 0 ? yield* named(options.operands, mounts) : mounts) {
    if (typeof mount === 'string') {
      yield* printError(mount)
      status = 1
      continue
    }
    if (type !== undefined && mount.type !== type) continue
    const fs = yield* sys.statfs({ path: mount.target })
    if (!fs.ok) {
      if (fs.error === 'ENOENT') continue
      yield* printError(`df: ${mount.target}: ${strerror(fs.error)}\n`)
      status = 1
      continue
    }
    const { totalBytes, freeBytes, availableBytes, files, filesFree } = fs.value
    if (totalBytes === 0 && options.operands.length === 0 && !options.has('a')) continue
    const [total, left, available] = inodes ? [files, filesFree, filesFree] : [totalBytes, freeBytes, availableBytes]
    const used = total - left
    const percent = used + available === 0 ? 0 : Math.floor((used * 100 + (used + available) / 2) / (used + available))
    const source = mount.source.length > 20 && !posix ? `${mount.source}\n${' '.repeat(20)}` : mount.source.padEnd(20)
    out += `${source}${options.has('T') ? ` ${mount.type.padEnd(10)}` : ''} ${shown(total, total)} ${shown(used, used)} ${shown(available, available)} ${String(percent).padStart(3)}% ${mount.target}\n`
  }
  yield* print(out)
  return status
}

/** The mount each file is on, or what to say of it. */
function* named(names: readonly string[], mounts: readonly MountEntry[]): Sys<readonly (MountEntry | string)[]> {
  const found: (MountEntry | string)[] = []
  for (const name of names) {
    const path = yield* canonicalPath(name, 'existing')
    const on = path === undefined ? undefined : mounts.filter(({ target }) => target === '/' || path === target || path.startsWith(`${target}/`))
    const mount = on?.reduce<MountEntry | undefined>((best, each) => (best && best.target.length > each.target.length ? best : each), undefined)
    found.push(mount ?? `df: ${name}: can't find mount point\n`)
  }
  return found
}
