import { concatBytes, decode, encode } from '../../../base/utf8.ts'
import type { Request, Sys } from '../../../linux/kernel/calls.ts'
import { docker } from '../main.ts'

/** One answer of the daemon, by method and path (without the version). */
export interface RecordedAnswer {
  readonly status?: number
  readonly type?: string
  readonly body?: unknown
}

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** `METHOD /path?query BODY` of every request, in order. */
  readonly requests: readonly string[]
}

export interface RunSettings {
  readonly release?: string
  readonly nowMs?: number
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** No daemon: why connecting fails. */
  readonly refuse?: 'ENOENT' | 'EACCES' | 'ECONNREFUSED'
}

/**
 * Runs the client alone, its system calls answered here: sockets lead to a daemon that says what was recorded. For tests of what the client prints and
 * asks; the whole machine is tested elsewhere.
 */
export function runDocker(line: readonly string[], answers: Readonly<Record<string, RecordedAnswer>>, settings: RunSettings = {}): Ran {
  const machine = new Machine(answers, settings)
  const program = docker({
    argv: ['docker', ...line],
    env: new Map(Object.entries({ HOME: '/root', ...settings.env })),
    build: new Map([['version', settings.release ?? '28.5.2']]),
  })
  const exitCode = machine.run(program)
  return { stdout: machine.text(1), stderr: machine.text(2), exitCode, requests: machine.requests }
}

class Machine {
  readonly requests: string[] = []
  private readonly output = new Map<number, Uint8Array[]>()
  private readonly inbox = new Map<number, Uint8Array>()
  private readonly sockets = new Map<number, Uint8Array>()
  private readonly files = new Map<number, Uint8Array>()
  private nextFd = 3
  private stdin: Uint8Array

  constructor(
    private readonly answers: Readonly<Record<string, RecordedAnswer>>,
    private readonly settings: RunSettings,
  ) {
    this.stdin = encode(settings.stdin ?? '')
  }

  text(fd: number): string {
    return decode(concatBytes(this.output.get(fd) ?? []))
  }

  run(program: Sys<number>): number {
    let answer: unknown
    for (;;) {
      const step = program.next(answer)
      if (step.done) return step.value
      answer = this.call(step.value)
    }
  }

  private call(request: Request): unknown {
    const ok = (value: unknown) => ({ ok: true, value })
    switch (request.call) {
      case 'socket':
        this.sockets.set(this.nextFd, new Uint8Array(0))
        return ok(this.nextFd++)
      case 'connect':
        return this.settings.refuse ? { ok: false, error: this.settings.refuse } : ok(undefined)
      case 'write':
      case 'send':
        this.take(request.fd, request.bytes)
        return ok(request.bytes.length)
      case 'read':
        return ok(this.read(request.fd))
      case 'recv':
        return ok({ bytes: this.give(request.fd) })
      case 'poll':
        return ok([])
      case 'open': {
        const text = this.settings.files?.[request.path]
        if (text === undefined) return { ok: false, error: 'ENOENT' }
        this.files.set(this.nextFd, encode(text))
        return ok(this.nextFd++)
      }
      case 'clone':
        this.run(request.main())
        return ok(1)
      case 'clockRealtime':
        return this.settings.nowMs ?? 1_795_354_767_000
      case 'clockMonotonic':
        return 0
      case 'getcwd':
        return ok('/lab')
      case 'tcgetattr':
      case 'tcgetwinsize':
        return { ok: false, error: 'ENOTTY' }
      case 'readlink':
      case 'stat':
      case 'getdents':
        return { ok: false, error: 'ENOENT' }
      case 'futexWait':
      case 'futexWake':
      case 'nanosleep':
      case 'close':
      case 'shutdown':
      case 'sigaction':
      case 'mkdir':
        return ok(undefined)
      default:
        throw new Error(`the recorded daemon has no ${request.call}`)
    }
  }

  private read(fd: number): Uint8Array {
    const bytes = fd === 0 ? this.stdin : (this.files.get(fd) ?? new Uint8Array(0))
    if (fd === 0) this.stdin = new Uint8Array(0)
    else this.files.set(fd, new Uint8Array(0))
    return bytes
  }

  private give(fd: number): Uint8Array {
    const bytes = this.inbox.get(fd) ?? new Uint8Array(0)
    this.inbox.delete(fd)
    return bytes
  }

  /** What the client writes: to a terminal or pipe, or a request. */
  private take(fd: number, bytes: Uint8Array): void {
    const socket = this.sockets.get(fd)
    if (!socket) {
      this.output.set(fd, [...(this.output.get(fd) ?? []), bytes])
      return
    }
    const all = concatBytes([socket, bytes])
    this.sockets.set(fd, all)
    const text = decode(all)
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1]
    const chunked = /transfer-encoding: chunked/i.test(text.slice(0, end))
    const body = text.slice(end + 4)
    if (chunked ? !body.endsWith('0\r\n\r\n') : encode(body).length < Number(length ?? 0)) return
    this.sockets.set(fd, new Uint8Array(0))
    const [method = '', target = ''] = text.split(' ')
    const plain = target.replace(/^\/v1\.\d+/, '')
    this.requests.push(`${method} ${plain}${body && ` ${body.trim()}`}`)
    this.inbox.set(fd, this.answer(method, plain))
  }

  private answer(method: string, target: string): Uint8Array {
    if (target === '/_ping') {
      return encode(
        'HTTP/1.1 200 OK\r\nApi-Version: 1.51\r\nBuilder-Version: 2\r\nDocker-Experimental: false\r\nOstype: linux\r\nContent-Length: 0\r\n\r\n',
      )
    }
    const path = target.split('?')[0] as string
    const found = this.answers[`${method} ${target}`] ??
      this.answers[`${method} ${path}`] ?? { status: 404, body: { message: `page not found: ${target}` } }
    const body = found.body === undefined ? '' : typeof found.body === 'string' ? found.body : JSON.stringify(found.body)
    const type = found.type ?? 'application/json'
    const head =
      found.status === 101
        ? `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${type}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`
        : `HTTP/1.1 ${found.status ?? 200} OK\r\nContent-Type: ${type}\r\nContent-Length: ${encode(body).length}\r\n\r\n`
    return concatBytes([encode(head), encode(body)])
  }
}
