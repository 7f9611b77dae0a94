import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import { modeString } from '../../gnu/file-mode.ts'
import type { Context } from './context.ts'
import type { Entry } from './entry.ts'

/** A line of -ls: `ls -dils` with fixed columns. */
export function* listLine(context: Context, entry: Entry): Sys<string> {
  const stat = yield* entry.stat()
  if (!stat) return ''
  const time = civilTime(stat.mtimeMs, context.zone)
  const recent = stat.mtimeMs > context.nowMs - 183 * 86_400_000 && stat.mtimeMs <= context.nowMs + 3_600_000
  const date = strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', time)
  const device = stat.type === 'char' || stat.type === 'block'
  const size = device ? `${String(stat.rdev >> 8).padStart(3)}, ${String(stat.rdev & 0xff).padStart(3)}` : String(stat.size).padStart(8)
  const target = stat.type === 'symlink' ? yield* sys.readlink({ path: entry.path }) : undefined
  const people = `${(yield* context.names.user(stat.uid)).padEnd(8)} ${(yield* context.names.group(stat.gid)).padEnd(8)}`
  const arrow = target?.ok ? ` -> ${target.value}` : ''
  return `${String(stat.ino).padStart(9)} ${String(Math.ceil(stat.blocks / 2)).padStart(6)} ${modeString(stat.type, stat.mode)} ${String(stat.nlink).padStart(3)} ${people} ${size} ${date} ${entry.path.replace(/[\s\\]/g, '\\$&')}${arrow}\n`
}
