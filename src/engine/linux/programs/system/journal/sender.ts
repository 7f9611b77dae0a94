import { encode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import { DATAGRAM_SOCKET } from './entry.ts'

interface Pending {
  readonly message: string
  readonly priority: number
  readonly unit: string
}

/** sd_journal_send: messages as datagrams to journald. What is sent before journald listens is kept and goes first. */
export class JournalSender {
  private fd: number | undefined
  private readonly waiting: Pending[] = []

  constructor(
    private readonly identifier: string,
    private readonly unit: string | undefined,
  ) {}

  *send(message: string, options: { priority?: number; unit?: string } = {}): Sys<void> {
    this.waiting.push({ message, priority: options.priority ?? 6, unit: options.unit ?? this.unit ?? '' })
    if (this.fd === undefined) {
      const socket = yield* sys.socket({ family: 'unix', type: 'dgram' })
      if (!socket.ok) return
      this.fd = socket.value
      yield* sys.fcntl({ fd: socket.value, closeOnExec: true })
    }
    while (this.waiting.length > 0) {
      const next = this.waiting[0] as Pending
      const fields = `PRIORITY=${next.priority}\nSYSLOG_IDENTIFIER=${this.identifier}\nSYSLOG_PID=${yield* sys.getpid({})}\nUNIT=${next.unit}\nMESSAGE=${next.message}`
      const sent = yield* sys.send({ fd: this.fd, bytes: encode(fields), to: { family: 'unix', path: DATAGRAM_SOCKET } })
      if (!sent.ok) break
      this.waiting.shift()
    }
    if (this.waiting.length > 256) this.waiting.splice(0, this.waiting.length - 256)
  }
}
