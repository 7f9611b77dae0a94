import type { TracedCall } from '../../../kernel/calls.ts'
import type { Errno } from '../../../kernel/errno.ts'
import { errnos } from '../../../kernel/errno.ts'
import type { Context, Showers, Shown } from './call.ts'
import { fileCalls } from './file-calls.ts'
import { processCalls } from './process-calls.ts'
import { socketCalls } from './socket-calls.ts'
import { plain } from './values.ts'

const showers: Showers = { ...fileCalls, ...processCalls, ...socketCalls }

/** A call with what it came to, one for each of Linux's calls that it stands for. */
export interface Line extends Shown {
  /** Name of the error it failed with. */
  readonly error: string | undefined
}

/** The lines of a finished call; none for what is no system call on Linux. */
export function linesOf(call: TracedCall, settings: { readonly limit: number; readonly old: boolean }): readonly Line[] {
  const { value, error } = outcome(call.result)
  const context: Context = { value, ok: error === undefined, ...settings }
  const { request } = call
  const show = showers[request.call] as ((request: unknown, context: Context) => Shown | readonly Shown[] | undefined) | undefined
  const shown = show ? show(request, context) : unknown(request, settings.limit)
  if (!shown) return []
  return (Array.isArray(shown) ? (shown as readonly Shown[]) : [shown as Shown]).map((one) => ({ ...one, error }))
}

/** What Linux does over netlink or through an ioctl, and what the lab does in one step: named as the lab names it. */
function unknown(request: TracedCall['request'], limit: number): Shown {
  const name = request.call.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return { name, args: plain(request, limit) }
}

function outcome(result: unknown): { readonly value: unknown; readonly error: string | undefined } {
  if (typeof result !== 'object' || result === null || !('ok' in result)) return { value: result, error: undefined }
  const { ok, value, error } = result as { ok: boolean; value?: unknown; error?: unknown }
  if (ok) return { value, error: undefined }
  return { value: undefined, error: typeof error === 'string' ? error : String((error as { errno?: unknown })?.errno ?? 'EINVAL') }
}

/** `-1 ENOENT (No such file or directory)`. */
export function resultText(line: Line): string {
  if (line.error === undefined) return line.result ?? '0'
  const known = errnos[line.error as Errno]
  if (line.error === 'EINTR' && (line.name === 'pause' || line.name.endsWith('nanosleep'))) return '? ERESTARTNOHAND (To be restarted if no handler)'
  return `-1 ${line.error} (${known?.[1] ?? 'Unknown error'})`
}
