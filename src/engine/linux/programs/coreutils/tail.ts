import { concatBytes } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { copyBytes } from '../gnu/copy-bytes.ts'
import { parseSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import type { Count } from './head.ts'
import { headerPolicy, rewriteObsolete } from './head.ts'
import type { Followed } from './tail-follow.ts'
import { follow } from './tail-follow.ts'

/** Models tail(1), with -f and -F over inotify. */
export const tail = gnuProgram({
  name: 'tail',
  usage: ['[OPTION]... [FILE]...'],
  summary:
    'Print the last 10 lines of each FILE.\nWith more than one FILE, each is preceded by a header with its name.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-c, --bytes=[+]NUM', 'print the last NUM bytes, or with + those from byte NUM on'],
    ['-f, --follow[={name|descriptor}]', 'print what is appended as the file grows'],
    ['-F', 'same as --follow=name --retry'],
    ['-n, --lines=[+]NUM', 'print the last NUM lines, or with + those from line NUM on'],
    ['--max-unchanged-stats=N', 'with --follow=name, reopen a FILE that has not changed'],
    ['--pid=PID', 'with -f, end after process PID does'],
    ['-q, --quiet, --silent', 'never print headers'],
    ['--retry', 'keep trying to open a file'],
    ['-s, --sleep-interval=N', 'with -f, seconds between looks'],
    ['-v, --verbose', 'always print headers'],
    ['-z, --zero-terminated', 'lines end in NUL'],
  ],
  hidden: ['--silent'],
  rewrite: (args) => {
    const m = args[0] === undefined ? null : /^\+(\d+)([lc]?)(f?)$/.exec(args[0])
    if (m) return [m[2] === 'c' ? '-c' : '-n', `+${m[1]}`, ...(m[3] ? ['-f'] : []), ...args.slice(1)]
    const old = args[0] === undefined ? null : /^-(\d+)([lc]?)f$/.exec(args[0])
    if (old) return [old[2] === 'c' ? '-c' : '-n', old[1] as string, '-f', ...args.slice(1)]
    return rewriteObsolete(args)
  },
  *run(tool) {
    const count = yield* readCount(tool)
    const headers = yield* headerPolicy(tool)
    const names = tool.operands.length > 0 ? tool.operands : ['-']
    const followed: Followed[] = []
    let printed = false
    for (const name of names) {
      const fd = yield* tool.openInput(name)
      if (!fd.ok) {
        yield* tool.fail(`cannot open ${tool.quoteName(name)} for reading: ${strerror(fd.error)}`)
        if (tool.has('F') || tool.has('retry')) followed.push({ name, fd: undefined, offset: 0 })
        continue
      }
      if (headers) yield* tool.say(`${printed ? '\n' : ''}==> ${name === '-' ? 'standard input' : name} <==\n`)
      printed = true
      yield* tool.out.flush()
      const problem = yield* printTail(tool, fd.value, count)
      if (problem) yield* tool.fail(`error reading ${tool.quoteName(name)}: ${problem}`)
      const at = yield* sys.lseek({ fd: fd.value, offset: 0, whence: 'cur' })
      if (!problem) followed.push({ name, fd: fd.value, offset: at.ok ? at.value : 0 })
    }
    if (!tool.has('follow') && !tool.has('F')) return undefined
    const byName = tool.has('F') || tool.value('follow') === 'name'
    return yield* follow(tool, followed, { byName, retry: tool.has('F') || tool.has('retry'), headers })
  },
})

function* readCount(tool: Tool): Sys<Count> {
  const last = tool.options.options.findLast(({ key }) => key === 'bytes' || key === 'lines')
  if (!last) return { unit: 'lines', count: 10, fromOtherEnd: false }
  const unit = last.key as 'bytes' | 'lines'
  const text = last.value ?? ''
  const count = parseSize(text.replace(/^[-+]/, ''), 'bKkMmGTPEZY')
  if (count === undefined) yield* tool.die(`invalid number of ${unit}: ${tool.quote(text.replace(/^[-]/, ''))}`)
  return { unit, count: count ?? 0, fromOtherEnd: text.startsWith('+') }
}

function* printTail(tool: Tool, fd: Fd, count: Count): Sys<string | undefined> {
  const stat = yield* sys.fstat({ fd })
  if (count.fromOtherEnd) return yield* printFrom(tool, fd, count)
  if (count.unit === 'bytes' && stat.ok && stat.value.type === 'file') {
    yield* sys.lseek({ fd, offset: Math.max(0, stat.value.size - count.count), whence: 'set' })
    const copied = yield* copyBytes(fd, 1)
    return copied.ok || copied.error === 'EPIPE' ? undefined : strerror(copied.error)
  }
  const end = tool.has('zero-terminated') ? 0 : 10
  const wanted = (bytes: Uint8Array) => (count.unit === 'bytes' ? Math.max(0, bytes.length - count.count) : startOfLast(bytes, count.count, end))
  if (stat.ok && stat.value.type === 'file') return yield* lastLinesOfFile(tool, fd, stat.value.size, count.count, end)
  let held: Uint8Array = new Uint8Array(0)
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) return strerror(chunk.error)
    if (chunk.value.length > 0) {
      parts.push(chunk.value)
      size += chunk.value.length
    }
    if (chunk.value.length > 0 && size < 1_048_576) continue
    const all = concatBytes([held, ...parts])
    held = all.slice(wanted(all))
    parts.length = 0
    size = 0
    // A line without an end is held whole: the memory it takes is the process's own.
    const room = yield* sys.memory({ bytes: held.length })
    if (!room.ok) return strerror(room.error)
    if (chunk.value.length === 0) break
  }
  yield* tool.out.putBytes(held)
  return undefined
}

/** Reads a regular file backwards until it has enough lines. */
function* lastLinesOfFile(tool: Tool, fd: Fd, size: number, lines: number, end: number): Sys<string | undefined> {
  const at = yield* sys.lseek({ fd, offset: 0, whence: 'cur' })
  const floor = at.ok ? at.value : 0
  let from = size
  let bytes: Uint8Array = new Uint8Array(0)
  while (from > floor && lines > 0) {
    const start = Math.max(floor, from - 65_536)
    const chunk = yield* sys.pread({ fd, count: from - start, offset: start })
    if (!chunk.ok) return strerror(chunk.error)
    bytes = concatBytes([chunk.value, bytes])
    from = start
    if (startOfLast(bytes, lines, end) > 0) break
  }
  yield* tool.out.putBytes(bytes.subarray(startOfLast(bytes, lines, end)))
  yield* sys.lseek({ fd, offset: Math.max(size, floor), whence: 'set' })
  // A pseudo file claims no size: read it the plain way.
  if (size > 0) return undefined
  const parts: Uint8Array[] = []
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) return strerror(chunk.error)
    if (chunk.value.length === 0) break
    parts.push(chunk.value)
  }
  const all = concatBytes(parts)
  yield* tool.out.putBytes(all.subarray(startOfLast(all, lines, end)))
  return undefined
}

/** Where the last `lines` lines begin. */
function startOfLast(bytes: Uint8Array, lines: number, end: number): number {
  if (lines === 0) return bytes.length
  let left = lines
  for (let i = bytes.length - 2; i >= 0; i--) if (bytes[i] === end && --left === 0) return i + 1
  return 0
}

function* printFrom(tool: Tool, fd: Fd, { unit, count }: Count): Sys<string | undefined> {
  let skip = Math.max(0, count - 1)
  const end = tool.has('zero-terminated') ? 0 : 10
  while (skip > 0) {
    const chunk = yield* sys.read({ fd, count: unit === 'bytes' ? Math.min(skip, 65_536) : 65_536 })
    if (!chunk.ok) return strerror(chunk.error)
    if (chunk.value.length === 0) return undefined
    if (unit === 'bytes') {
      skip -= chunk.value.length
      continue
    }
    let at = 0
    while (skip > 0) {
      const newline = chunk.value.indexOf(end, at)
      if (newline < 0) break
      at = newline + 1
      skip--
    }
    if (skip === 0) yield* tool.out.putBytes(chunk.value.subarray(at))
  }
  yield* tool.out.flush()
  const copied = yield* copyBytes(fd, 1)
  return copied.ok || copied.error === 'EPIPE' ? undefined : strerror(copied.error)
}
