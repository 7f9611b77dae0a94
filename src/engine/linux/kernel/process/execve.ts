import { limits } from '../../../base/limits.ts'
import { err, ok } from '../../../base/result.ts'
import type { Arguments, Res } from '../calls.ts'
import type { PidNamespace } from '../namespace/pid.ts'
import { compute } from '../scheduler/compute.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { execCredentials } from './exec-credentials.ts'
import type { Image } from './loader.ts'
import { loadImage } from './loader.ts'
import { endThread, unwindFrames } from './threads.ts'

/** A single argument's bound (MAX_ARG_STRLEN). */
const argumentBytes = 131_072
/** Resident memory of a program that does not say (Program.rssBytes). */
const defaultRssBytes = 2 * 1024 * 1024

/** execve(2): replaces the program of the process. */
export function* execve(task: Task, request: Arguments<'execve'>): KernelCode<Res<never>> {
  if (tooBig(request)) return err('E2BIG')
  const image = yield* loadImage(task, request.path, request.argv)
  if (!image.ok) return image
  if (task.gone) return err('EINTR')
  become(task, image.value, request.env)
  const startMs = image.value.program.startMs ?? 0
  if (startMs > 0) yield* compute(task, { ms: startMs })
  return ok(undefined as never)
}

/** The point of no return: from here the old program is gone. */
function become(task: Task, image: Image, env: ReadonlyMap<string, string>): void {
  const { process, kernel } = task
  if (process.leader !== task) takeLead(task, process.leader)
  for (const thread of [...process.threads]) if (thread !== task) endThread(thread)
  process.files.closeForExec()
  for (const [signal, action] of process.handlers) if (action.handler !== 'ignore') process.handlers.delete(signal)
  process.credentials = execCredentials(process, image.path)
  process.argv = image.argv
  process.env = env
  process.name = image.comm
  process.executable = image.path
  process.note = image.note
  process.exposed.clear()
  process.anonymousBytes = 0
  kernel.memory.resize(process, image.program.rssBytes ?? defaultRssBytes)
  kernel.record(task, 'process.executed', {
    pid: process.pid,
    ppid: process.parent?.pid ?? 0,
    path: kernel.pathOf(image.path),
    program: image.note.program,
    argv: [...image.argv],
  })
  unwindFrames(task)
  const code = image.program.main({ argv: image.argv, env, build: image.note.build })
  task.frames.push({ code, resume: undefined, restart: undefined })
}

/** A thread that executes becomes its process: it takes over the leader's id. */
function takeLead(task: Task, leader: Task): void {
  const id = task.id
  task.id = leader.id
  leader.id = id
  for (const each of [task, leader]) {
    for (let at: PidNamespace | undefined = each.id.namespace; at; at = at.parent) at.tasks.set(each.id.in(at), each)
  }
  task.process.leader = task
}

function tooBig(request: Arguments<'execve'>): boolean {
  let total = 0
  const strings = [...request.argv]
  for (const [name, value] of request.env) strings.push(`${name}=${value}`)
  for (const text of strings) {
    const bytes = text.length < argumentBytes / 3 ? text.length + 1 : utf8Length(text) + 1
    if (bytes > argumentBytes) return true
    total += bytes + 8
  }
  return total > limits.argBytes
}

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) as number
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4
  }
  return bytes
}
