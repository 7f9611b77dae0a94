import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import { O } from '../calls.ts'
import { latin1 } from '../content.ts'
import type { PathRef } from '../fs/path-ref.ts'
import { EXECUTE, permits } from '../fs/permission.ts'
import { walkBy } from '../fs/walk.ts'
import type { Maybe } from '../open-file.ts'
import { isKernelCode } from '../open-file.ts'
import type { ExecutableNote, Program } from '../program.ts'
import { readExecutable } from '../program.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'

/** A program found in a file, ready to run. */
export interface Image {
  readonly path: PathRef
  /** The file named by the call: a script's own name becomes comm. */
  readonly comm: string
  readonly note: ExecutableNote
  readonly program: Program
  readonly argv: readonly string[]
}

/** Interpreters of interpreters that are followed (fs/exec.c: exec_binprm). */
const interpreterDepth = 5
/** Bytes of a `#!` line that are looked at (BINPRM_BUF_SIZE). */
const scriptLineBytes = 256
/** Bytes of a file that are read to see what it is: an executable's note is within them. */
const headBytes = 512

/** Finds the program behind a path, through `#!` lines (fs/exec.c, fs/binfmt_script.c). */
export function* loadImage(task: Task, path: string, argv: readonly string[]): KernelCode<Res<Image>> {
  let file = path
  let args = argv
  const comm = (path.split('/').pop() ?? path).slice(0, 15)
  for (let depth = 0; depth <= interpreterDepth; depth++) {
    const place = executablePlace(task, file)
    if (!place.ok) return place
    const head = yield* readHead(task, place.value)
    if (!head.ok) return head
    const script = parseScript(head.value)
    if (script) {
      args = [script.interpreter, ...(script.argument === undefined ? [] : [script.argument]), file, ...args.slice(1)]
      file = script.interpreter
      continue
    }
    const note = readExecutable(head.value)
    const program = note && task.kernel.programs.get(note.program)
    if (!note || !program) return err('ENOEXEC')
    return ok({ path: place.value, comm, note, program, argv: args })
  }
  return err('ELOOP')
}

/** A regular file that the caller may execute. */
function executablePlace(task: Task, path: string): Res<PathRef> {
  const place = walkBy(task, path)
  if (!place.ok) return place
  const { inode, mount } = place.value
  if (inode.type !== 'file' || mount.attributes.noExec) return err('EACCES')
  return permits(task.process.credentials, inode, EXECUTE) ? place : err('EACCES')
}

function* readHead(task: Task, place: PathRef): KernelCode<Res<string>> {
  const opened = yield* settled(place.inode.open(O.RDONLY, task, place))
  if (!opened.ok) return opened
  const file = opened.value.acquire()
  const bytes = yield* settled(file.pread(task, headBytes, 0))
  file.release()
  return bytes.ok ? ok(latin1(bytes.value)) : bytes
}

function* settled<T>(outcome: Maybe<T>): KernelCode<Res<T>> {
  return isKernelCode(outcome) ? yield* outcome : outcome
}

function parseScript(head: string): { interpreter: string; argument: string | undefined } | undefined {
  if (!head.startsWith('#!')) return undefined
  const line =
    head
      .slice(2, scriptLineBytes)
      .split('\n', 1)[0]
      ?.replace(/^[ \t]+|[ \t]+$/g, '') ?? ''
  const match = /^([^ \t]+)(?:[ \t]+(.*))?$/.exec(line)
  return match?.[1] ? { interpreter: match[1], argument: match[2] } : undefined
}
