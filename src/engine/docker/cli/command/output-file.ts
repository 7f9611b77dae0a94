import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import type { Body } from '../../../linux/libc/http/body.ts'
import { sys } from '../../../linux/sys.ts'
import { Failure } from '../failure.ts'

/** Writes an answer's body to a file: under a temporary name beside it, then in its place, so that a failure leaves nothing. */
export function* saveToFile(body: Body, path: string): Sys<void> {
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'
  const temporary = `${directory}/.tmp-${path.slice(path.lastIndexOf('/') + 1)}`
  const fd = yield* sys.open({ path: temporary, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o600 })
  if (!fd.ok) throw new Failure(`open ${temporary}: ${strerror(fd.error).toLowerCase()}`)
  const saved = yield* body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  if (!saved.ok) {
    yield* sys.unlink({ path: temporary })
    throw new Failure(saved.error === 'EPROTO' ? 'unexpected EOF' : `write ${temporary}: ${strerror(saved.error).toLowerCase()}`)
  }
  yield* sys.rename({ from: temporary, to: path })
}

/** What is wrong with an output path, in the client's words: its directory must be there and it must not be a directory or a device. */
export function* outputPathProblem(path: string): Sys<string | undefined> {
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'
  const parent = yield* sys.stat({ path: directory })
  if (!parent.ok) return `invalid output path: directory "${directory}" does not exist`
  const target = yield* sys.stat({ path })
  if (!target.ok) return undefined
  if (target.value.type === 'char' || target.value.type === 'block') {
    return `invalid output path: "${path}" must be a directory or a regular file: got a device`
  }
  return undefined
}
