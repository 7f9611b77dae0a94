import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { joinPath } from '../../../libc/paths.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { CopyChannel } from './copy-channel.ts'

/** Shows how far a file is. */
export type Meter = (name: string, bytes: number, total: number, ms: number) => Sys<void>

export interface SendSettings {
  readonly recursive: boolean
  readonly preserve: boolean
  readonly meter: Meter | undefined
  /** The receiver has already said it is ready. */
  readonly begun?: boolean
}

/** The sending side: files and, with -r, directories; answers scp's exit code. */
export function* sendFiles(channel: CopyChannel, paths: readonly string[], settings: SendSettings): Sys<number> {
  if (!settings.begun) {
    const ready = yield* channel.response()
    if (!ready.ok) {
      if (ready.error !== 'lost connection') yield* printError(`${ready.error}\n`)
      return 1
    }
  }
  let code = 0
  for (const path of paths) code = Math.max(code, yield* sendOne(channel, path, settings))
  return code
}

function* problem(channel: CopyChannel, settings: SendSettings, text: string): Sys<number> {
  // A remote sender tells the receiver; a local one tells the user.
  if (settings.begun) yield* channel.complain(text)
  else yield* printError(`scp: ${text}\n`)
  return 1
}

function* sendOne(channel: CopyChannel, path: string, settings: SendSettings): Sys<number> {
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return yield* problem(channel, settings, `${path}: ${strerror(stat.error)}`)
  const { type, mode, size, mtimeMs, atimeMs } = stat.value
  if (type === 'directory' && !settings.recursive) return yield* problem(channel, settings, `${path}: not a regular file`)
  if (settings.preserve) {
    yield* channel.send(`T${Math.floor(mtimeMs / 1000)} 0 ${Math.floor(atimeMs / 1000)} 0\n`)
    if (!(yield* channel.response()).ok) return 1
  }
  const name = path.replace(/\/+$/, '').split('/').at(-1) || '.'
  const bits = (mode & 0o7777).toString(8).padStart(4, '0')
  return type === 'directory' ? yield* sendDirectory(channel, path, name, bits, settings) : yield* sendFile(channel, path, name, bits, size, settings)
}

function* sendDirectory(channel: CopyChannel, path: string, name: string, bits: string, settings: SendSettings): Sys<number> {
  yield* channel.send(`D${bits} 0 ${name}\n`)
  const entered = yield* channel.response()
  if (!entered.ok) {
    yield* printError(`${entered.error}\n`)
    return 1
  }
  const entries = yield* sys.getdents({ path })
  let code = 0
  for (const entry of entries.ok ? entries.value : []) {
    if (entry.name !== '.' && entry.name !== '..') code = Math.max(code, yield* sendOne(channel, joinPath(path, entry.name), settings))
  }
  yield* channel.send('E\n')
  return (yield* channel.response()).ok ? code : 1
}

function* sendFile(channel: CopyChannel, path: string, name: string, bits: string, size: number, settings: SendSettings): Sys<number> {
  const fd = yield* sys.open({ path, flags: O.RDONLY })
  if (!fd.ok) return yield* problem(channel, settings, `${path}: ${strerror(fd.error)}`)
  yield* channel.send(`C${bits} ${size} ${name}\n`)
  const taken = yield* channel.response()
  const startMs = yield* sys.clockMonotonic({})
  if (!taken.ok) {
    yield* printError(`${taken.error}\n`)
    yield* sys.close({ fd: fd.value })
    return 1
  }
  let sent = 0
  while (sent < size) {
    const bytes = yield* sys.read({ fd: fd.value, count: Math.min(65_536, size - sent) })
    if (!bytes.ok || bytes.value.length === 0) break
    if (!(yield* channel.sendBytes(bytes.value)).ok) return 1
    sent += bytes.value.length
  }
  yield* sys.close({ fd: fd.value })
  yield* channel.acknowledge()
  const done = yield* channel.response()
  if (settings.meter) yield* settings.meter(name, sent, size, (yield* sys.clockMonotonic({})) - startMs)
  if (!done.ok) yield* printError(`${done.error}\n`)
  return done.ok ? 0 : 1
}

export interface ReceiveSettings {
  readonly preserve: boolean
  readonly recursive: boolean
  readonly mustBeDirectory: boolean
  readonly meter: Meter | undefined
}

/** The receiving side, until the sender has no more. */
export function* receiveFiles(channel: CopyChannel, target: string, settings: ReceiveSettings): Sys<number> {
  const stat = yield* sys.stat({ path: target })
  const isDirectory = stat.ok && stat.value.type === 'directory'
  if (settings.mustBeDirectory && !isDirectory) {
    yield* channel.complain(`${target}: ${stat.ok ? 'Not a directory' : strerror(stat.error)}`)
    return 1
  }
  yield* channel.acknowledge()
  const directories: string[] = []
  const here = (name: string) => {
    const base = directories.at(-1)
    if (base !== undefined) return joinPath(base, name)
    return isDirectory ? joinPath(target, name) : target
  }
  let [code, times]: [number, readonly [number, number] | undefined] = [0, undefined]
  for (;;) {
    const line = yield* channel.line()
    if (line === undefined) return code
    const [, kind = '', rest = ''] = /^(.)(.*)$/s.exec(line) ?? []
    if (kind === '\x01' || kind === '\x02') {
      yield* printError(`${rest}\n`)
      code = 1
      if (kind === '\x02') return 1
      continue
    }
    if (kind === 'T') {
      const [mtime = 0, , atime = 0] = rest.split(' ').map(Number)
      times = [mtime * 1000, atime * 1000]
      yield* channel.acknowledge()
      continue
    }
    if (kind === 'E') {
      directories.pop()
      yield* channel.acknowledge()
      continue
    }
    const [, bits = '644', size = '0', name = ''] = /^(\d+) (\d+) (.+)$/s.exec(rest) ?? []
    if ((kind !== 'C' && kind !== 'D') || name === '' || name === '..' || name.includes('/')) {
      yield* channel.complain(`protocol error: ${line}`)
      return 1
    }
    const path = here(name)
    if (kind === 'D') {
      const made = yield* sys.mkdir({ path, mode: Number.parseInt(bits, 8) })
      if (!made.ok && made.error !== 'EEXIST') {
        yield* channel.complain(`${path}: ${strerror(made.error)}`)
        return 1
      }
      directories.push(path)
      yield* channel.acknowledge()
    } else code = Math.max(code, yield* receiveFile(channel, path, name, Number.parseInt(bits, 8), Number(size), settings, times))
    times = undefined
  }
}

function* receiveFile(
  channel: CopyChannel,
  path: string,
  name: string,
  mode: number,
  size: number,
  settings: ReceiveSettings,
  times: readonly [number, number] | undefined,
): Sys<number> {
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC, mode })
  if (!fd.ok) {
    yield* channel.complain(`${path}: ${strerror(fd.error)}`)
    return 1
  }
  yield* channel.acknowledge()
  const startMs = yield* sys.clockMonotonic({})
  const whole = yield* channel.receive(size, fd.value)
  yield* sys.close({ fd: fd.value })
  if (!whole || !(yield* channel.response()).ok) return 1
  if (settings.preserve) {
    yield* sys.chmod({ path, mode })
    if (times) yield* sys.utimens({ path, mtimeMs: times[0], atimeMs: times[1] })
  }
  yield* channel.acknowledge()
  if (settings.meter) yield* settings.meter(name, size, size, (yield* sys.clockMonotonic({})) - startMs)
  return 0
}
