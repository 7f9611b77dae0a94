import { limits } from '../../../base/limits.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import { strerror } from '../../kernel/errno.ts'
import { writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { complain } from '../complain.ts'
import { atLeast } from '../dialect.ts'
import { expandText } from '../expand/expand.ts'
import { expandWords } from '../expand/words.ts'
import type { Shell } from '../state/shell.ts'
import type { Redirection } from '../syntax.ts'
import { bytesOf } from '../text.ts'
import { networkFile } from './network-file.ts'

/** How to put a descriptor back: a copy of what it was, or that it was closed. */
interface Saved {
  readonly fd: Fd
  readonly copy: Fd | undefined
}

/** Descriptors changed for one command, to be restored after it (redir.c). */
export class Redirected {
  private readonly saved: Saved[] = [];

  *save(fd: Fd): Sys<void> {
    if (this.saved.some((entry) => entry.fd === fd)) return
    const copy = yield* sys.dup({ fd, atLeast: 10, closeOnExec: true })
    this.saved.push({ fd, copy: copy.ok ? copy.value : undefined })
  }

  /** A descriptor that was free before. */
  opened(fd: Fd): void {
    if (!this.saved.some((entry) => entry.fd === fd)) this.saved.push({ fd, copy: undefined })
  }

  *restore(): Sys<void> {
    for (const { fd, copy } of this.saved.splice(0).reverse()) {
      if (copy === undefined) yield* sys.close({ fd })
      else {
        yield* sys.dup2({ fd: copy, to: fd })
        yield* sys.close({ fd: copy })
      }
    }
  }

  /** The redirections stay (`exec >file`): only the copies go. */
  *keep(): Sys<void> {
    for (const { copy } of this.saved.splice(0)) if (copy !== undefined) yield* sys.close({ fd: copy })
  }
}

/** Performs redirections in order; false after a message when one fails. Without `undo` they are permanent: in a child. */
export function* redirect(shell: Shell, redirections: readonly Redirection[], undo?: Redirected): Sys<boolean> {
  for (const redirection of redirections) {
    const problem = yield* perform(shell, redirection, undo)
    if (problem !== undefined) {
      yield* complain(shell, problem)
      return false
    }
  }
  return true
}

const OPEN_FLAGS: Readonly<Record<string, number>> = {
  '<': O.RDONLY,
  '<>': O.RDWR | O.CREAT,
  '>': O.WRONLY | O.CREAT | O.TRUNC,
  '>|': O.WRONLY | O.CREAT | O.TRUNC,
  '&>': O.WRONLY | O.CREAT | O.TRUNC,
  '>>': O.WRONLY | O.CREAT | O.APPEND,
  '&>>': O.WRONLY | O.CREAT | O.APPEND,
}

/** Does one; the message when it fails. */
function* perform(shell: Shell, redirection: Redirection, undo: Redirected | undefined): Sys<string | undefined> {
  const { operator } = redirection
  if (operator === '<<' || operator === '<<-' || operator === '<<<') return yield* hereDocument(shell, redirection, undo)
  const target = yield* targetOf(shell, redirection)
  if (target === undefined) return `${redirection.target.text}: ambiguous redirect`
  if (operator === '>&' || operator === '<&') {
    if (target === '-') return yield* closeDescriptor(shell, redirection, undo)
    if (/^\d+-?$/.test(target)) return yield* duplicate(shell, redirection, target, undo)
    if (operator === '<&' || (redirection.descriptor !== undefined && redirection.descriptor !== 1))
      return `${redirection.target.text}: ambiguous redirect`
  }
  const both = operator === '&>' || operator === '&>>' || operator === '>&'
  const opened = yield* openFile(shell, operator === '>&' ? '&>' : operator, target)
  if (!opened.ok) return openProblem(shell, operator, target, opened.error)
  const fd = yield* install(shell, redirection, opened.value, both ? 1 : operator === '<' || operator === '<>' ? 0 : 1, undo)
  if (both) {
    yield* undo ? undo.save(2) : nothing()
    yield* sys.dup2({ fd: fd ?? 1, to: 2 })
  }
  return undefined
}

function* nothing(): Sys<void> {}

function* targetOf(shell: Shell, redirection: Redirection): Sys<string | undefined> {
  if (redirection.target.plain !== undefined) return redirection.target.plain
  if (!shell.isBash) return yield* expandText(shell, redirection.target)
  const words = yield* expandWords(shell, [redirection.target])
  return words.length === 1 ? words[0] : undefined
}

function* openFile(shell: Shell, operator: string, path: string): Sys<Res<Fd> | { ok: false; error: 'noclobber' }> {
  const network = shell.isBash ? yield* networkFile(path) : undefined
  if (network) return network
  const flags = OPEN_FLAGS[operator] as number
  if ((operator === '>' || operator === '&>') && shell.options.has('noclobber')) {
    const there = yield* sys.stat({ path })
    if (there.ok && there.value.type === 'file') return { ok: false, error: 'noclobber' }
  }
  return yield* sys.open({ path, flags: flags | O.CLOEXEC, mode: 0o666 })
}

function openProblem(shell: Shell, operator: string, path: string, error: Errno | 'noclobber'): string {
  const { name } = shell.dialect
  if (error === 'noclobber') return name === 'bash' ? `${path}: cannot overwrite existing file` : `cannot create ${path}: File exists`
  if (name === 'bash') return `${path}: ${strerror(error)}`
  const create = operator !== '<'
  const text = error === 'ENOENT' ? (create ? 'nonexistent directory' : 'no such file') : strerror(error)
  if (name === 'ash') return `can't ${create ? 'create' : 'open'} ${path}: ${text}`
  return `cannot ${create ? 'create' : 'open'} ${path}: ${error === 'ENOENT' ? (create ? 'Directory nonexistent' : 'No such file') : strerror(error)}`
}

/** Moves an open file to the descriptor the redirection names; `{name}` gets a free one from 10 on. */
function* install(shell: Shell, redirection: Redirection, opened: Fd, byDefault: Fd, undo: Redirected | undefined): Sys<Fd | undefined> {
  const { descriptor } = redirection
  if (typeof descriptor === 'string') {
    const moved = yield* sys.dup({ fd: opened, atLeast: 10 })
    yield* sys.close({ fd: opened })
    if (moved.ok) shell.variables.assign(descriptor, String(moved.value))
    return moved.ok ? moved.value : undefined
  }
  const fd = descriptor ?? byDefault
  if (opened === fd) {
    undo?.opened(fd)
    yield* sys.fcntl({ fd, closeOnExec: false })
    return fd
  }
  if (undo) yield* undo.save(fd)
  yield* sys.dup2({ fd: opened, to: fd })
  yield* sys.close({ fd: opened })
  return fd
}

function* duplicate(shell: Shell, redirection: Redirection, target: string, undo: Redirected | undefined): Sys<string | undefined> {
  const from = Number.parseInt(target, 10)
  const copy = yield* sys.dup({ fd: from, atLeast: 10, closeOnExec: true })
  if (!copy.ok)
    return shell.dialect.name === 'ash' ? `dup2(${from},${redirection.descriptor ?? 1}): ${strerror(copy.error)}` : `${from}: ${strerror(copy.error)}`
  const fd = yield* install(shell, redirection, copy.value, redirection.operator === '<&' ? 0 : 1, undo)
  if (target.endsWith('-') && from !== fd) {
    if (undo) yield* undo.save(from)
    yield* sys.close({ fd: from })
  }
  return undefined
}

function* closeDescriptor(shell: Shell, redirection: Redirection, undo: Redirected | undefined): Sys<undefined> {
  const { descriptor } = redirection
  const fd = typeof descriptor === 'string' ? Number(shell.get(descriptor)) : (descriptor ?? (redirection.operator === '<&' ? 0 : 1))
  if (undo && typeof descriptor !== 'string') yield* undo.save(fd)
  yield* sys.close({ fd })
  return undefined
}

/** A pipe since 5.1 where the text fits into one, else a file that has no name any more. */
function* hereDocument(shell: Shell, redirection: Redirection, undo: Redirected | undefined): Sys<string | undefined> {
  const text = yield* expandText(shell, redirection.target)
  const bytes = bytesOf(redirection.operator === '<<<' ? `${text}\n` : text)
  const pipes = !shell.isBash || atLeast(shell.dialect, 5, 1)
  const opened = pipes && bytes.length <= limits.pipeBytes ? yield* textPipe(bytes) : yield* textFile(shell, bytes)
  if (!opened.ok) return `cannot create temp file for here-document: ${strerror(opened.error)}`
  yield* install(shell, redirection, opened.value, 0, undo)
  return undefined
}

function* textPipe(bytes: Uint8Array): Sys<Res<Fd>> {
  const pipe = yield* sys.pipe({ closeOnExec: true })
  if (!pipe.ok) return pipe
  const [read, write] = pipe.value
  yield* writeBytes(write, bytes)
  yield* sys.close({ fd: write })
  return { ok: true, value: read }
}

function* textFile(shell: Shell, bytes: Uint8Array): Sys<Res<Fd>> {
  const random = yield* sys.getrandom({ count: 6 })
  const suffix = [...random].map((byte) => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'[byte % 52]).join('')
  const path = `${shell.get('TMPDIR') ?? '/tmp'}/sh-thd.${suffix}`
  const out = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, mode: 0o600 })
  if (!out.ok) return out
  yield* writeBytes(out.value, bytes)
  yield* sys.close({ fd: out.value })
  const read = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  yield* sys.unlink({ path })
  return read
}
