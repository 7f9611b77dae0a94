import type { Sys } from '../../../linux/kernel/calls.ts'
import { capture } from '../../../linux/libc/spawn.ts'
import type { ContainerTopResponse } from '../../api/container.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, internal, invalid } from '../errdefs.ts'
import type { Container } from './container.ts'

/** GET /containers/{id}/top: the host's ps, the container's lines of it (moby daemon/top_unix.go). */
export function* containerTop(daemon: Daemon, container: Container, psArgs: string): Sys<ContainerTopResponse> {
  const args = (psArgs === '' ? '-ef' : psArgs).split(/\s+/).filter(Boolean)
  for (const arg of args)
    if (/\bpid\b.*=/i.test(arg) && !/pid=(PID)?$/i.test(arg)) throw invalid('specifying "pid" with a custom header is not allowed')
  if (!container.state.running) throw conflict(`container ${container.id} is not running`)
  if (container.state.restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  const listed = yield* daemon.containerd.pids(container.id)
  if (!listed.ok) throw internal(listed.error.message)
  const pids = new Set(listed.value.processes.map(({ pid }) => pid))
  const restricted = yield* capture(['ps', ...args, '-q', [...pids].join(',')])
  const output = restricted.exitCode === 0 ? restricted : yield* capture(['ps', ...args])
  if (output.exitCode !== 0) throw internal(`ps: ${output.stderr.trim() || `exit status ${output.exitCode}`}`)
  return parsePs(output.stdout, pids)
}

function parsePs(text: string, pids: ReadonlySet<number>): ContainerTopResponse {
  const [head = '', ...lines] = text.split('\n').filter(Boolean)
  const titles = head.split(/\s+/).filter(Boolean)
  const pidColumn = titles.indexOf('PID')
  if (pidColumn < 0) throw internal("Couldn't find PID field in ps output")
  const processes = lines.map((line) => columns(line, titles.length)).filter((fields) => pids.has(Number(fields[pidColumn])))
  return { Processes: processes, Titles: titles }
}

/** The last column keeps its blanks. */
function columns(line: string, count: number): readonly string[] {
  const words = line.split(/\s+/).filter(Boolean)
  return words.length <= count ? words : [...words.slice(0, count - 1), words.slice(count - 1).join(' ')]
}
