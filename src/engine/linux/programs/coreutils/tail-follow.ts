import type { Fd, Sys } from '../../kernel/calls.ts'
import { Poll } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { dirname } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import { copyBytes } from '../gnu/copy-bytes.ts'
import type { Tool } from '../gnu/tool.ts'

/** Models tail -f and -F: waits for inotify events (or for a pipe's data), prints what came, notices truncation and replacement. */
export interface Followed {
  readonly name: string
  fd: Fd | undefined
  offset: number
}

interface FollowSettings {
  readonly byName: boolean
  readonly retry: boolean
  readonly headers: boolean
}

/** Follows until nothing is left to follow; returns the exit code. */
export function* follow(tool: Tool, files: readonly Followed[], settings: FollowSettings): Sys<number> {
  let last = files.findLast((file) => file.fd !== undefined)
  yield* tool.out.flush()
  const live = files.filter((file) => file.fd !== undefined || settings.retry)
  const pid = tool.value('pid') === undefined ? undefined : Number(tool.value('pid'))
  const pipes = new Set<Followed>()
  for (const file of live) if (file.fd !== undefined && !(yield* isRegular(file.fd))) pipes.add(file)
  if (pipes.size === live.length) return yield* drainPipes(tool, [...pipes])
  let watch = yield* watchAll(live, settings)
  const intervalMs = Number(tool.value('sleep-interval') ?? 1) * 1000
  for (;;) {
    let changed = false
    for (const file of live) {
      if (pipes.has(file)) continue
      const before = file.fd
      if (settings.byName) yield* reopen(tool, file, settings)
      if (file.fd !== before) changed = true
      if (file.fd === undefined) continue
      if (yield* hasMore(tool, file)) {
        if (settings.headers && last !== file) yield* tool.say(`\n==> ${file.name === '-' ? 'standard input' : file.name} <==\n`)
        last = file
        yield* tool.out.flush()
        const copied = yield* copyBytes(file.fd, 1)
        if (!copied.ok) return 1
        file.offset += copied.value
      }
    }
    if (live.every((file) => file.fd === undefined) && !settings.retry) {
      yield* tool.warn('no files remaining')
      return 1
    }
    if (pid !== undefined && !(yield* sys.kill({ pid, signal: 0 })).ok) return tool.status
    if (changed) {
      if (watch !== undefined) yield* sys.close({ fd: watch })
      watch = yield* watchAll(live, settings)
    }
    if (watch === undefined) yield* sys.nanosleep({ ms: intervalMs })
    else {
      const ready = yield* sys.poll({ fds: [{ fd: watch, events: Poll.in }], ...(pid !== undefined && { timeoutMs: intervalMs }) })
      if (ready.ok && ready.value.length > 0) yield* sys.read({ fd: watch, count: 65_536 })
    }
  }
}

function* isRegular(fd: Fd): Sys<boolean> {
  const stat = yield* sys.fstat({ fd })
  return stat.ok && stat.value.type === 'file'
}

function* drainPipes(tool: Tool, pipes: readonly Followed[]): Sys<number> {
  for (const { fd } of pipes) if (fd !== undefined) yield* copyBytes(fd, 1)
  return tool.status
}

function* watchAll(files: readonly Followed[], settings: FollowSettings): Sys<Fd | undefined> {
  const paths = files.flatMap((file) =>
    file.name === '-' ? [] : [...(file.fd === undefined ? [] : [file.name]), ...(settings.byName ? [dirname(file.name)] : [])],
  )
  if (paths.length === 0) return undefined
  const watch = yield* sys.inotify({ paths: [...new Set(paths)] })
  return watch.ok ? watch.value : undefined
}

/** Whether there is something to print; a shorter file starts again. */
function* hasMore(tool: Tool, file: Followed): Sys<boolean> {
  const stat = yield* sys.fstat({ fd: file.fd as Fd })
  if (!stat.ok) return false
  if (stat.value.size < file.offset) {
    yield* tool.warn(`${tool.showName(file.name)}: file truncated`)
    file.offset = 0
    yield* sys.lseek({ fd: file.fd as Fd, offset: 0, whence: 'set' })
  }
  return stat.value.size > file.offset
}

/** With --follow=name: the file may have gone, come, or been replaced. */
function* reopen(tool: Tool, file: Followed, settings: FollowSettings): Sys<void> {
  const now = yield* sys.stat({ path: file.name })
  if (!now.ok) {
    if (file.fd !== undefined) {
      yield* tool.warn(`${tool.quoteName(file.name)} has become inaccessible: ${strerror(now.error)}`)
      yield* sys.close({ fd: file.fd })
      file.fd = undefined
    }
    return
  }
  const open = file.fd === undefined ? undefined : yield* sys.fstat({ fd: file.fd })
  if (open?.ok && open.value.ino === now.value.ino && open.value.dev === now.value.dev) return
  const fresh = yield* tool.openInput(file.name)
  if (!fresh.ok) return
  const what = file.fd === undefined ? 'has appeared;  following new file' : 'has been replaced;  following new file'
  yield* tool.warn(`${tool.quoteName(file.name)} ${what}`)
  if (file.fd !== undefined) yield* sys.close({ fd: file.fd })
  file.fd = fresh.value
  file.offset = 0
  if (!settings.byName) return
}
