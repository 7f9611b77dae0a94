import { parseJson } from '../../../base/go-json.ts'
import { humanSize } from '../../../base/units.ts'
import { Utf8Stream } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { write } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { JSONMessage, ProgressDetail } from '../../api/common.ts'
import type { Source } from '../container/streams.ts'
import { Failure } from '../failure.ts'

/**
 * Models moby pkg/jsonmessage: shows the progress of pulls, pushes, loads and classic builds. On a terminal every layer has its line, redrawn in place
 * with cursor moves and a bar; elsewhere only changes of state are printed. An error in the stream is thrown.
 */
export function* showMessages(source: Source, fd: Fd, onAux?: (aux: unknown, id: string) => void): Sys<void> {
  const size = yield* sys.tcgetwinsize({ fd })
  const terminal = (yield* sys.tcgetattr({ fd })).ok
  const screen = new MessageScreen(terminal, size.ok ? size.value.cols : 200)
  yield* eachMessage(source, function* (message) {
    if (message.aux !== undefined && message.aux !== null) {
      onAux?.(message.aux, message.id ?? '')
      return
    }
    if (message.errorDetail || message.error) throw new Failure(message.errorDetail?.message ?? message.error ?? '')
    const text = screen.show(message)
    if (text !== '') yield* write(fd, text)
  })
}

/** One message at a time, as they arrive. */
export function* eachMessage(source: Source, act: (message: JSONMessage) => Sys<void>): Sys<void> {
  const utf8 = new Utf8Stream()
  let pending = ''
  for (;;) {
    const chunk = yield* source.read()
    if (!chunk.ok || chunk.value === undefined) break
    pending += utf8.push(chunk.value)
    const lines = pending.split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield* act(decode(line))
  }
  if (pending.trim() !== '') yield* act(decode(pending))
}

function decode(line: string): JSONMessage {
  const value = parseJson(line)
  if (!value.ok) throw new Failure(`invalid character in progress stream: ${value.error}`)
  return value.value as unknown as JSONMessage
}

export class MessageScreen {
  private lines = new Map<string, number>()

  constructor(
    private readonly terminal: boolean,
    private readonly width: number,
  ) {}

  /** What to print for a message. */
  show(message: JSONMessage): string {
    const progress = message.progressDetail
    let up = 0
    let out = ''
    const tracked = message.id !== undefined && message.id !== '' && (progress !== undefined || message.progress !== undefined)
    if (tracked) {
      const id = message.id as string
      let line = this.lines.get(id)
      if (line === undefined) {
        line = this.lines.size
        this.lines.set(id, line)
        if (this.terminal) out += '\n'
      }
      up = this.lines.size - line
      if (this.terminal) out += `\x1b[${up}A`
    } else this.lines = new Map()
    out += this.line(message)
    if (message.id && this.terminal && up > 0) out += `\x1b[${up}B`
    return out
  }

  private line(message: JSONMessage): string {
    const { progressDetail: progress, stream = '', status = '', id = '', from = '' } = message
    const bar = progress ? progressText(progress, this.width) : ''
    const redraw = this.terminal && stream === '' && progress !== undefined
    if (!redraw && bar !== '') return ''
    let out = redraw ? '\x1b[2K\r' : ''
    if (id !== '') out += `${id}: `
    if (from !== '') out += `(from ${from}) `
    if (progress !== undefined && this.terminal) return `${out}${status} ${bar}${redraw ? '\r' : ''}`
    if (stream !== '') return out + stream
    return `${out}${status}\n`
  }
}

/** `[=====>      ]  15.96kB/1.084MB`; the bar only where the terminal is wider than 110. */
export function progressText({ current = 0, total = 0, units = '', hidecounts = false }: ProgressDetail, width: number): string {
  if (current <= 0 && total <= 0) return ''
  const amount = (n: number) => (units === '' ? humanSize(n) : String(n))
  if (total <= 0) return units === '' ? amount(current).padStart(8) : `${current} ${units}`
  const half = Math.min(Math.trunc(Math.trunc((current / total) * 100) / 2), 50)
  const bar = width > 110 ? `[${'='.repeat(half)}>${' '.repeat(50 - half)}] ` : ''
  if (hidecounts) return bar
  if (units !== '') return current > total ? `${bar}${current} ${units}` : `${bar}${current}/${total} ${units}`
  return bar + (current > total ? amount(current).padStart(8) : `${amount(current).padStart(8)}/${amount(total)}`)
}
