import { err, ok } from '../../base/result.ts'
import { concatBytes, decode, encode } from '../../base/utf8.ts'
import type { Fd, Pid, Res, Sys, WaitStatus } from '../kernel/calls.ts'
import type { Errno } from '../kernel/errno.ts'
import { strerror } from '../kernel/errno.ts'
import { sys } from '../sys.ts'
import { defaultPath } from './environment.ts'
import { readFile, writeBytes } from './stdio.ts'

/** Models posix_spawnp(3), execvp(3), system(3) and popen(3): fork and exec with a search along PATH. */
export interface Spawn {
  readonly argv: readonly string[]
  /** Absent: the caller's own, as /proc/self/environ shows it. */
  readonly env?: ReadonlyMap<string, string>
  readonly cwd?: string
  /** Descriptors of the caller that become 0, 1, 2; absent ones are inherited. */
  readonly stdin?: Fd
  readonly stdout?: Fd
  readonly stderr?: Fd
  /** Run in the child just before exec. */
  readonly before?: () => Sys<void>
}

/** execvp(3): returns only on failure, with the errno that decides. */
export function* execSearching(argv: readonly string[], env: ReadonlyMap<string, string>): Sys<Errno> {
  const name = argv[0] ?? ''
  if (name.includes('/')) {
    const result = yield* sys.execve({ path: name, argv, env })
    return result.ok ? 'ENOEXEC' : result.error
  }
  let reason: Errno = 'ENOENT'
  for (const entry of (env.get('PATH') ?? defaultPath).split(':')) {
    const result = yield* sys.execve({ path: `${entry || '.'}/${name}`, argv, env })
    if (result.ok || (result.error !== 'ENOENT' && result.error !== 'ENOTDIR' && result.error !== 'EACCES'))
      return result.ok ? 'ENOEXEC' : result.error
    if (result.error === 'EACCES') reason = 'EACCES'
  }
  return reason
}

/** Starts a program; a child that cannot exec exits 127 (126 when it may not) after a message `argv[0]: reason`. */
export function* spawn(options: Spawn): Sys<Res<Pid>> {
  const env = options.env ?? (yield* ownEnvironment())
  return yield* sys.clone({
    main: function* child() {
      const wanted: readonly (readonly [Fd | undefined, Fd])[] = [
        [options.stdin, 0],
        [options.stdout, 1],
        [options.stderr, 2],
      ]
      const kept: [Fd, Fd][] = []
      for (const [fd, to] of wanted) {
        if (fd === undefined) continue
        const copy = yield* sys.dup({ fd, atLeast: 10, closeOnExec: true })
        if (copy.ok) kept.push([copy.value, to])
      }
      for (const [fd, to] of kept) yield* sys.dup2({ fd, to })
      if (options.cwd !== undefined) yield* sys.chdir({ path: options.cwd })
      if (options.before) yield* options.before()
      const reason = yield* execSearching(options.argv, env)
      yield* writeBytes(2, encode(`${options.argv[0]}: ${strerror(reason)}\n`))
      return reason === 'ENOENT' ? 127 : 126
    },
  })
}

function* ownEnvironment(): Sys<ReadonlyMap<string, string>> {
  const text = yield* readFile('/proc/self/environ')
  const env = new Map<string, string>()
  for (const entry of text.ok ? text.value.split('\0') : []) {
    const equals = entry.indexOf('=')
    if (equals > 0) env.set(entry.slice(0, equals), entry.slice(equals + 1))
  }
  return env
}

/** As a shell counts: 128 + signal for a killed process. */
export const exitCodeOf = (status: WaitStatus): number =>
  status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 0

/** Waits for a child through interruptions. */
export function* waitFor(pid: Pid): Sys<Res<WaitStatus>> {
  for (;;) {
    const waited = yield* sys.wait4({ pid })
    if (waited.ok && waited.value) return ok(waited.value.status)
    if (!waited.ok && waited.error !== 'EINTR') return waited
  }
}

/** Runs a program to its end; its exit code, 127 when it could not be started. */
export function* run(argv: readonly string[], options: Omit<Spawn, 'argv'> = {}): Sys<number> {
  const pid = yield* spawn({ ...options, argv })
  if (!pid.ok) return 127
  const status = yield* waitFor(pid.value)
  return status.ok ? exitCodeOf(status.value) : 127
}

export interface Captured {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** Runs a program with its output collected; `stdin` is a text it reads (else /dev/null). */
export function* capture(
  argv: readonly string[],
  options: Omit<Spawn, 'argv' | 'stdin' | 'stdout' | 'stderr'> & { stdin?: string } = {},
): Sys<Captured> {
  const pipes = yield* outputPipes()
  if (!pipes.ok) return { stdout: '', stderr: strerror(pipes.error), exitCode: 127 }
  const { out, errors, input } = pipes.value
  const { stdin, ...rest } = options
  const pid = yield* spawn({ ...rest, argv, stdin: input[0], stdout: out[1], stderr: errors[1] })
  for (const fd of [input[0], out[1], errors[1]]) yield* sys.close({ fd })
  let feeder: Res<Pid> | undefined
  if (stdin !== undefined) {
    feeder = yield* sys.clone({
      main: function* feed() {
        yield* writeBytes(input[1], encode(stdin))
        return 0
      },
    })
  }
  yield* sys.close({ fd: input[1] })
  const texts: [string, string] = ['', '']
  yield* drain([out[0], errors[0]], texts)
  const status = pid.ok ? yield* waitFor(pid.value) : pid
  if (feeder?.ok) yield* waitFor(feeder.value)
  return { stdout: texts[0], stderr: texts[1], exitCode: status.ok ? exitCodeOf(status.value) : 127 }
}

type Pipe = readonly [read: Fd, write: Fd]

function* outputPipes(): Sys<Res<{ out: Pipe; errors: Pipe; input: Pipe }>> {
  const out = yield* sys.pipe({ closeOnExec: true })
  const errors = yield* sys.pipe({ closeOnExec: true })
  const input = yield* sys.pipe({ closeOnExec: true })
  if (!out.ok) return out
  if (!errors.ok) return errors
  if (!input.ok) return input
  return ok({ out: out.value, errors: errors.value, input: input.value })
}

/** Reads both descriptors to their ends, whichever has something. */
function* drain(fds: readonly [Fd, Fd], texts: [string, string]): Sys<void> {
  const parts: [Uint8Array[], Uint8Array[]] = [[], []]
  const open = new Set<Fd>(fds)
  while (open.size > 0) {
    const ready = yield* sys.poll({ fds: [...open].map((fd) => ({ fd, events: 1 })) })
    if (!ready.ok) continue
    for (const { fd } of ready.value) {
      const chunk = yield* sys.read({ fd, count: 65_536 })
      if (chunk.ok && chunk.value.length > 0) parts[fd === fds[0] ? 0 : 1].push(chunk.value)
      else if (chunk.ok || chunk.error !== 'EINTR') {
        open.delete(fd)
        yield* sys.close({ fd })
      }
    }
  }
  texts[0] = decode(concatBytes(parts[0]))
  texts[1] = decode(concatBytes(parts[1]))
}

/** popen(3) for reading: the child's output descriptor and its pid. */
export function* openPipeFrom(options: Spawn): Sys<Res<{ readonly fd: Fd; readonly pid: Pid }>> {
  const pipe = yield* sys.pipe({ closeOnExec: true })
  if (!pipe.ok) return pipe
  const pid = yield* spawn({ ...options, stdout: pipe.value[1] })
  yield* sys.close({ fd: pipe.value[1] })
  return pid.ok ? ok({ fd: pipe.value[0], pid: pid.value }) : err(pid.error)
}

/** popen(3) for writing: a descriptor that feeds the child's input. */
export function* openPipeTo(options: Spawn): Sys<Res<{ readonly fd: Fd; readonly pid: Pid }>> {
  const pipe = yield* sys.pipe({ closeOnExec: true })
  if (!pipe.ok) return pipe
  const pid = yield* spawn({ ...options, stdin: pipe.value[0] })
  yield* sys.close({ fd: pipe.value[0] })
  return pid.ok ? ok({ fd: pipe.value[1], pid: pid.value }) : err(pid.error)
}
