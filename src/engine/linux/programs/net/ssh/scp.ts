import { encode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { execSearching } from '../../../libc/spawn.ts'
import { printError, writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { CopyChannel } from './copy-channel.ts'
import type { Meter } from './copy-files.ts'
import { receiveFiles, sendFiles } from './copy-files.ts'

/** Models scp(1) with the protocol of rcp: it runs ssh, and scp -t or -f on the other side. Copies between two remote hosts are not simulated. */
const table = optionTable('3 4 6 A B C O p q r R T v d f t c: F: i: J: l: o: P: S: D: X: s')
const usage = `usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]
           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]
           [-P port] [-S program] [-X sftp_option] source ... target
`

interface Place {
  /** Undefined: a local path. */
  readonly host: string | undefined
  readonly path: string
}

const place = (text: string): Place => {
  const match = /^((?:[^/:@]+@)?(?:\[[^\]]+\]|[^/:]+)):(.*)$/s.exec(text)
  return match ? { host: match[1] ?? '', path: match[2] === '' ? '.' : (match[2] ?? '.') } : { host: undefined, path: text }
}

export const scp: Main = function* ({ argv, env }) {
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(`${options.message.replace(/^invalid/, 'unknown').replace(/ '(.)'$/, ' $1')}\n${usage}`)
    return 1
  }
  const parsed = options.value
  const missing = [...'3ARDXJSlcF'].find((letter) => parsed.has(letter))
  if (missing) {
    yield* printError(`cais: scp: -${missing} is not simulated\n`)
    return 1
  }
  const recursive = parsed.has('r')
  const preserve = parsed.has('p')
  if (parsed.has('t') || parsed.has('f')) {
    const channel = new CopyChannel(0, 1)
    const path = parsed.operands[0] ?? '.'
    return parsed.has('t')
      ? yield* receiveFiles(channel, path, { preserve, recursive, mustBeDirectory: parsed.has('d'), meter: undefined })
      : yield* serveFiles(channel, parsed.operands, recursive, preserve)
  }
  const target = parsed.operands.at(-1)
  const sources = parsed.operands.slice(0, -1).map(place)
  if (target === undefined || sources.length === 0) {
    yield* printError(usage)
    return 1
  }
  const to = place(target)
  const terminal = (yield* sys.tcgetattr({ fd: 1 })).ok
  const meter = terminal && !parsed.has('q') ? progress : undefined
  const flags = [
    ...(parsed.has('P') ? ['-p', parsed.value('P') ?? '22'] : []),
    ...(parsed.has('i') ? ['-i', parsed.value('i') ?? ''] : []),
    ...parsed.values('o').flatMap((option) => ['-o', option]),
    ...(parsed.has('B') ? ['-o', 'BatchMode=yes'] : []),
  ]
  const modes = `${recursive ? ' -r' : ''}${preserve ? ' -p' : ''}`
  if (to.host !== undefined) {
    if (sources.some((source) => source.host !== undefined)) {
      yield* printError('cais: scp: copies between two remote hosts are not simulated\n')
      return 1
    }
    const remote = yield* startSsh(to.host, `scp${modes}${sources.length > 1 ? ' -d' : ''} -t ${to.path}`, flags, env)
    if (!remote) return 1
    const code = yield* sendFiles(
      remote.channel,
      sources.map((source) => source.path),
      { recursive, preserve, meter },
    )
    return yield* finish(remote, code)
  }
  let code = 0
  for (const source of sources)
    code = Math.max(
      code,
      source.host === undefined
        ? yield* copyLocally(source.path, target, recursive, preserve, env)
        : yield* fetchFrom(source.host, source.path, target),
    )
  return code

  function* fetchFrom(host: string, path: string, into: string): Sys<number> {
    const remote = yield* startSsh(host, `scp${modes} -f ${path}`, flags, env)
    if (!remote) return 1
    return yield* finish(remote, yield* receiveFiles(remote.channel, into, { preserve, recursive, mustBeDirectory: sources.length > 1, meter }))
  }
}

function* serveFiles(channel: CopyChannel, paths: readonly string[], recursive: boolean, preserve: boolean): Sys<number> {
  if (!(yield* channel.response()).ok) return 1
  return yield* sendFiles(channel, paths, { recursive, preserve, meter: undefined, begun: true })
}

interface Remote {
  readonly pid: number
  readonly channel: CopyChannel
  readonly fds: readonly Fd[]
}

/** ssh as a child, with pipes to its input and output. */
function* startSsh(host: string, command: string, flags: readonly string[], env: ReadonlyMap<string, string>): Sys<Remote | undefined> {
  const [down, up] = [yield* sys.pipe({ closeOnExec: true }), yield* sys.pipe({ closeOnExec: true })]
  if (!down.ok || !up.ok) return undefined
  const child = yield* sys.clone({
    *main() {
      yield* sys.dup2({ fd: down.value[0], to: 0 })
      yield* sys.dup2({ fd: up.value[1], to: 1 })
      yield* execSearching(['ssh', '-x', '-T', ...flags, host, command], env)
      yield* printError('ssh: No such file or directory\n')
      return 127
    },
  })
  yield* sys.close({ fd: down.value[0] })
  yield* sys.close({ fd: up.value[1] })
  return child.ok ? { pid: child.value, channel: new CopyChannel(up.value[0], down.value[1]), fds: [down.value[1], up.value[0]] } : undefined
}

function* finish(remote: Remote, code: number): Sys<number> {
  for (const fd of remote.fds) yield* sys.close({ fd })
  const waited = yield* sys.wait4({ pid: remote.pid })
  const status = waited.ok ? waited.value?.status : undefined
  return code !== 0 ? code : status?.kind === 'exited' && status.code === 0 ? 0 : 1
}

function* copyLocally(from: string, to: string, recursive: boolean, preserve: boolean, env: ReadonlyMap<string, string>): Sys<number> {
  const child = yield* sys.clone({
    *main() {
      yield* execSearching(['cp', ...(recursive ? ['-r'] : []), ...(preserve ? ['-p'] : []), '--', from, to], env)
      return 127
    },
  })
  const waited = child.ok ? yield* sys.wait4({ pid: child.value }) : child
  return waited.ok && waited.value?.status.kind === 'exited' ? waited.value.status.code : 1
}

/** The meter's final line of a file, on 80 columns. */
const progress: Meter = function* (name, bytes, total, ms) {
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  const width = size.ok && size.value.cols > 0 ? size.value.cols : 80
  const short = (value: number) => {
    const units = [' ', 'K', 'M', 'G']
    let [scaled, i] = [value, 0]
    while (scaled >= 1000 && i < units.length - 1) [scaled, i] = [scaled / 1024, i + 1]
    return `${String(Math.round(scaled)).padStart(4)}${units[i]}B`
  }
  const rate = ms > 0 ? (bytes * 1000) / ms : bytes * 1000
  const speed = rate >= 1000 * 1024 ? `${(rate / 1024 / 1024).toFixed(1).padStart(5)}MB/s` : `${(rate / 1024).toFixed(1).padStart(5)}KB/s`
  const seconds = Math.floor(ms / 1000)
  const percent = total === 0 ? 100 : Math.floor((bytes * 100) / total)
  const tail = ` ${String(percent).padStart(3)}% ${short(bytes)} ${speed}   ${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}    `
  yield* writeBytes(1, encode(`\r${name.slice(0, Math.max(0, width - tail.length)).padEnd(Math.max(0, width - tail.length))}${tail}\n`))
}
