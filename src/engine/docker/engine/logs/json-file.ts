import { rfc3339Nano, timeOfMs } from '../../../base/go-time.ts'
import { fromHumanSize } from '../../../base/units.ts'
import { decode, encode } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { readAll, readFile, writeBytes } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { unixMsOf } from '../clock.ts'
import { goJson } from '../go-json.ts'
import { Condition } from '../mutex.ts'
import type { LogDriver, LogEntry, LogQuery } from './log-driver.ts'

/**
 * The json-file log driver: a line of JSON for each line of output, rotated by size (moby daemon/logger/jsonfilelog and loggerutils). Leaves
 * out compression of rotated files. The `local` driver keeps the same lines under its own path: its protobuf encoding is not modelled.
 */
export interface JsonFileOptions {
  readonly path: string
  /** Bytes after which a new file begins; undefined never. */
  readonly maxSize: number | undefined
  readonly maxFiles: number
  readonly attributes: Readonly<Record<string, string>>
}

interface StoredLine {
  readonly log: string
  readonly stream: 'stdout' | 'stderr'
  readonly attrs?: Readonly<Record<string, string>>
  readonly time: string
}

export class JsonFileLog implements LogDriver {
  readonly name = 'json-file'
  private fd: Fd | undefined
  private size = 0
  /** Lines ever written by this daemon: what followers compare. */
  private written = 0
  private rotations = 0
  private closed = false
  readonly changes = new Condition()

  constructor(private readonly options: JsonFileOptions) {}

  *open(): Sys<void> {
    const { path } = this.options
    const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, mode: 0o640 })
    if (!fd.ok) return
    this.fd = fd.value
    const stat = yield* sys.fstat({ fd: fd.value })
    this.size = stat.ok ? stat.value.size : 0
  }

  *write(entry: LogEntry): Sys<void> {
    if (this.fd === undefined) return
    const { attributes } = this.options
    const stored: StoredLine = {
      log: decode(entry.line),
      stream: entry.stream,
      ...(Object.keys(attributes).length > 0 && { attrs: attributes }),
      time: rfc3339Nano(timeOfMs(entry.timeMs)),
    }
    const bytes = encode(`${goJson(stored)}\n`)
    if (this.options.maxSize !== undefined && this.size >= this.options.maxSize) yield* this.rotate()
    yield* writeBytes(this.fd, bytes)
    this.size += bytes.length
    this.written++
    yield* this.changes.broadcast()
  }

  private *rotate(): Sys<void> {
    const { path, maxFiles } = this.options
    if (this.fd !== undefined) yield* sys.close({ fd: this.fd })
    for (let i = maxFiles - 1; i > 1; i--) yield* sys.rename({ from: `${path}.${i - 1}`, to: `${path}.${i}` })
    if (maxFiles > 1) yield* sys.rename({ from: path, to: `${path}.1` })
    else yield* sys.unlink({ path })
    this.rotations++
    yield* this.open()
  }

  *close(): Sys<void> {
    if (this.fd !== undefined) yield* sys.close({ fd: this.fd })
    this.fd = undefined
    this.closed = true
    yield* this.changes.broadcast()
  }

  readonly read = (query: LogQuery, emit: (entry: LogEntry) => Sys<boolean>, gone: { readonly gone: boolean }): Sys<void> =>
    this.answer(query, emit, gone)

  private *answer(query: LogQuery, emit: (entry: LogEntry) => Sys<boolean>, gone: { readonly gone: boolean }): Sys<void> {
    let seen = this.place
    let entries = yield* this.entries()
    if (query.tail !== undefined) entries = query.tail === 0 ? [] : entries.slice(-query.tail)
    for (;;) {
      for (const entry of entries) {
        if (entry.timeMs < query.sinceMs) continue
        if (entry.timeMs > query.untilMs) return
        if (!(yield* emit(entry))) return
      }
      if (!query.follow) return
      while (this.written === seen.written && !this.closed && !gone.gone) yield* this.changes.wait()
      if (gone.gone || this.written === seen.written) return
      const from = seen
      seen = this.place
      entries = yield* this.entriesSince(from, seen.written)
    }
  }

  private get place(): { readonly written: number; readonly size: number; readonly rotations: number } {
    return { written: this.written, size: this.size, rotations: this.rotations }
  }

  /** What was written after a follower last looked. */
  private *entriesSince(from: { readonly written: number; readonly size: number; readonly rotations: number }, until: number): Sys<LogEntry[]> {
    if (from.rotations !== this.rotations) return (yield* this.entries()).slice(from.written - until)
    const fd = yield* sys.open({ path: this.options.path, flags: O.RDONLY | O.CLOEXEC })
    if (!fd.ok) return []
    yield* sys.lseek({ fd: fd.value, offset: from.size, whence: 'set' })
    const bytes = yield* readAll(fd.value)
    yield* sys.close({ fd: fd.value })
    const out: LogEntry[] = []
    if (bytes.ok) parseInto(out, decode(bytes.value))
    return out.slice(0, until - from.written)
  }

  /** Everything that is kept, oldest first. */
  private *entries(): Sys<LogEntry[]> {
    const { path, maxFiles } = this.options
    const out: LogEntry[] = []
    for (let i = maxFiles - 1; i >= 0; i--) {
      const text = yield* readFile(i === 0 ? path : `${path}.${i}`)
      if (text.ok) parseInto(out, text.value)
    }
    return out
  }
}

function parseInto(out: LogEntry[], text: string): void {
  for (const line of text.split('\n')) {
    if (line === '') continue
    try {
      const stored = JSON.parse(line) as StoredLine
      out.push({ stream: stored.stream, timeMs: unixMsOf(stored.time), line: encode(stored.log), ...(stored.attrs && { attributes: stored.attrs }) })
    } catch {
      // Somebody wrote into the file: what is no JSON ends it, as upstream's decoder stops there.
      return
    }
  }
}

/** `max-size` and `max-file` as numbers; the error is upstream's. */
export function rotationOf(config: Readonly<Record<string, string>>): { maxSize: number | undefined; maxFiles: number } | string {
  let maxSize: number | undefined
  if (config['max-size'] !== undefined && config['max-size'] !== '-1') {
    const size = fromHumanSize(config['max-size'])
    if (!size.ok) return size.error
    if (size.value <= 0) return 'max-size must be a positive number'
    maxSize = size.value
  }
  const files = config['max-file']
  if (files !== undefined && !/^-?\d+$/.test(files)) return `strconv.Atoi: parsing ${JSON.stringify(files)}: invalid syntax`
  const maxFiles = files === undefined ? 1 : Number(files)
  if (maxFiles < 1) return 'max-file cannot be less than 1'
  return { maxSize, maxFiles }
}
