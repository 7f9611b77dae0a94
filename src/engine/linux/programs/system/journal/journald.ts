import { decode, encode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { notifyReady } from '../../../libc/notify.ts'
import { LineReader, writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { JournalEntry } from './entry.ts'
import { DATAGRAM_SOCKET, JOURNAL_FILE, STREAM_SOCKET, SYSLOG_SOCKET } from './entry.ts'

/** systemd-journald: collects services' output, native and syslog datagrams and the kernel's messages in one file. Storage is volatile (/run). */
export const journald: Main = function* () {
  yield* sys.mkdir({ path: '/run/log', mode: 0o755 })
  yield* sys.mkdir({ path: '/run/log/journal', mode: 0o755 })
  const file = yield* sys.open({ path: JOURNAL_FILE, flags: O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, mode: 0o640 })
  if (!file.ok) return 1
  const store = file.value
  yield* keepKernelMessages(store)
  const native = yield* bound(DATAGRAM_SOCKET)
  const syslog = yield* bound(SYSLOG_SOCKET)
  yield* sys.symlink({ target: SYSLOG_SOCKET, path: '/dev/log' })
  if (native !== undefined) yield* sys.clone({ thread: true, main: () => collectNative(native, store) })
  if (syslog !== undefined) yield* sys.clone({ thread: true, main: () => collectSyslog(syslog, store) })
  return yield* acceptStreams(store)
}

function* append(store: Fd, entry: JournalEntry): Sys<void> {
  yield* writeBytes(store, encode(`${JSON.stringify(entry)}\n`))
}

function* keepKernelMessages(store: Fd): Sys<void> {
  const messages = yield* sys.syslog({})
  if (!messages.ok) return
  const bootMs = (yield* sys.clockRealtime({})) - (yield* sys.clockMonotonic({}))
  for (const { atMs, level, text } of messages.value) {
    yield* append(store, { atMs: bootMs + atMs, unit: '', identifier: 'kernel', pid: 0, priority: level, message: text, transport: 'kernel' })
  }
}

function* bound(path: string): Sys<Fd | undefined> {
  const socket = yield* sys.socket({ family: 'unix', type: 'dgram' })
  if (!socket.ok) return undefined
  yield* sys.unlink({ path })
  yield* sys.bind({ fd: socket.value, address: { family: 'unix', path } })
  yield* sys.chmod({ path, mode: 0o666 })
  return socket.value
}

function* collectNative(fd: Fd, store: Fd): Sys<number> {
  for (;;) {
    const received = yield* sys.recv({ fd, count: 65_536 })
    if (!received.ok) continue
    const text = decode(received.value.bytes)
    const message = text.slice(text.indexOf('MESSAGE=') + 8)
    const field = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? ''
    yield* append(store, {
      atMs: yield* sys.clockRealtime({}),
      unit: field('UNIT'),
      identifier: field('SYSLOG_IDENTIFIER'),
      pid: Number(field('SYSLOG_PID')),
      priority: Number(field('PRIORITY') || 6),
      message,
      transport: 'journal',
    })
  }
}

/** `<13>tag[pid]: text` datagrams of syslog(3). */
function* collectSyslog(fd: Fd, store: Fd): Sys<number> {
  for (;;) {
    const received = yield* sys.recv({ fd, count: 65_536 })
    if (!received.ok) continue
    const match = /^<(\d+)>(?:\w{3} [ \d]\d \d\d:\d\d:\d\d )?([^:[\]]+)(?:\[(\d+)\])?: ?([\s\S]*)$/.exec(decode(received.value.bytes))
    if (!match) continue
    const [, priority, identifier, pid, message] = match
    yield* append(store, {
      atMs: yield* sys.clockRealtime({}),
      unit: '',
      identifier: identifier ?? '',
      pid: Number(pid ?? 0),
      priority: Number(priority) & 7,
      message: (message ?? '').replace(/\n$/, ''),
      transport: 'syslog',
    })
  }
}

function* acceptStreams(store: Fd): Sys<number> {
  const socket = yield* sys.socket({ family: 'unix', type: 'stream' })
  if (!socket.ok) return 1
  yield* sys.unlink({ path: STREAM_SOCKET })
  yield* sys.bind({ fd: socket.value, address: { family: 'unix', path: STREAM_SOCKET } })
  yield* sys.chmod({ path: STREAM_SOCKET, mode: 0o666 })
  yield* sys.listen({ fd: socket.value })
  yield* notifyReady()
  for (;;) {
    const connection = yield* sys.accept({ fd: socket.value })
    if (!connection.ok) continue
    const fd = connection.value.fd
    yield* sys.clone({ thread: true, main: () => collectStream(fd, store) })
  }
}

/** A service's standard output: seven header lines, then one entry a line. */
function* collectStream(fd: Fd, store: Fd): Sys<number> {
  const peer = yield* sys.getpeercred({ fd })
  const pid = peer.ok ? peer.value.pid : 0
  const reader = new LineReader(fd)
  const header: string[] = []
  for (;;) {
    const line = yield* reader.next()
    if (!line.ok || line.value === undefined) break
    if (header.length < 7) {
      header.push(line.value.text)
      continue
    }
    const [identifier = '', unit = ''] = header
    yield* append(store, { atMs: yield* sys.clockRealtime({}), unit, identifier, pid, priority: 6, message: line.value.text, transport: 'stdout' })
  }
  yield* sys.close({ fd })
  return 0
}
