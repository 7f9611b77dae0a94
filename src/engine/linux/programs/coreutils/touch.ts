import { civilTime, unixMs } from '../../../base/calendar.ts'
import { parseDateText } from '../../../base/date-text.ts'
import type { TimeZone } from '../../../base/time-zone.ts'
import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { localZone } from '../../libc/local-zone.ts'
import { sys } from '../../sys.ts'
import { choose } from '../gnu/choice.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models touch(1). */
interface Times {
  readonly atimeMs: number
  readonly mtimeMs: number
}

export const touch = gnuProgram({
  name: 'touch',
  usage: ['[OPTION]... FILE...'],
  summary: 'Set the access and modification times of each FILE to now, making it if it is missing.',
  options: [
    ['-a', 'change only the access time'],
    ['-c, --no-create', 'make no files'],
    ['-d, --date=STRING', 'use the time STRING means'],
    ['-f', '(has no effect)'],
    ['-h, --no-dereference', 'change links themselves'],
    ['-m', 'change only the modification time'],
    ['-r, --reference=FILE', "use this file's times"],
    ['-t STAMP', 'use [[CC]YY]MMDDhhmm[.ss]'],
    ['--time=WORD', 'access, atime, use: as -a; modify, mtime: as -m'],
  ],
  *run(tool) {
    const times = yield* wantedTimes(tool)
    if (tool.operands.length === 0) yield* tool.usageError('missing file operand')
    const word = tool.value('time')
    const which =
      word === undefined
        ? undefined
        : yield* choose(tool, '--time', word, [
            ['atime', 'access', 'use'],
            ['mtime', 'modify'],
          ])
    const access = tool.has('a') || which === 'atime'
    const modification = tool.has('m') || which === 'mtime'
    for (const name of tool.operands) yield* touchOne(tool, name, times, access || !modification, modification || !access)
    return undefined
  },
})

function* touchOne(tool: Tool, name: string, times: Times | undefined, access: boolean, modification: boolean): Sys<void> {
  const noFollow = tool.has('no-dereference')
  const problem = (error: Parameters<typeof strerror>[0]) =>
    `${error === 'EPERM' || error === 'EACCES' ? 'cannot touch' : 'cannot touch'} ${tool.quoteName(name)}: ${strerror(error)}`
  if (name !== '-' && !tool.has('no-create') && !noFollow) {
    const exists = yield* sys.stat({ path: name })
    if (!exists.ok) {
      const made = yield* sys.open({ path: name, flags: O.WRONLY | O.CREAT | O.NOCTTY | O.NONBLOCK, mode: 0o666 })
      if (!made.ok) return yield* tool.fail(problem(made.error))
      yield* sys.close({ fd: made.value })
      if (!times && access && modification) return
    }
  }
  const stat = yield* sys.stat({ path: name, noFollow })
  if (!stat.ok) {
    if (stat.error === 'ENOENT' && tool.has('no-create')) return
    return yield* tool.fail(problem(stat.error))
  }
  const nowMs = yield* sys.clockRealtime({})
  const atimeMs = access ? (times?.atimeMs ?? nowMs) : stat.value.atimeMs
  const mtimeMs = modification ? (times?.mtimeMs ?? nowMs) : stat.value.mtimeMs
  const set =
    !times && access && modification ? yield* sys.utimens({ path: name, noFollow }) : yield* sys.utimens({ path: name, atimeMs, mtimeMs, noFollow })
  if (!set.ok) yield* tool.fail(set.error === 'EPERM' ? `setting times of ${tool.quoteName(name)}: ${strerror(set.error)}` : problem(set.error))
}

function* wantedTimes(tool: Tool): Sys<Times | undefined> {
  const [reference, date, stamp] = [tool.value('reference'), tool.value('date'), tool.value('t')]
  const zone = yield* localZone(tool.env)
  const nowMs = yield* sys.clockRealtime({})
  if (stamp !== undefined && (reference !== undefined || date !== undefined)) yield* tool.usageError('cannot specify times from more than one source')
  if (reference !== undefined) {
    const stat = yield* sys.stat({ path: reference, noFollow: tool.has('no-dereference') })
    if (!stat.ok) return yield* tool.die(`failed to get attributes of ${tool.quoteName(reference)}: ${strerror(stat.error)}`)
    const { atimeMs, mtimeMs } = stat.value
    if (date === undefined) return { atimeMs, mtimeMs }
    return { atimeMs: parseDateText(date, atimeMs, zone) ?? atimeMs, mtimeMs: parseDateText(date, mtimeMs, zone) ?? mtimeMs }
  }
  if (date === undefined && stamp === undefined) return undefined
  const atMs = date !== undefined ? parseDateText(date, nowMs, zone) : parseStamp(stamp as string, nowMs, zone)
  if (atMs === undefined) return yield* tool.die(`invalid date format ${tool.quote((date ?? stamp) as string)}`)
  return { atimeMs: atMs, mtimeMs: atMs }
}

/** `[[CC]YY]MMDDhhmm[.ss]`. */
export function parseStamp(text: string, nowMs: number, zone: TimeZone): number | undefined {
  const m = /^(?:(\d\d)?(\d\d))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text)
  if (!m) return undefined
  const [month, day, hour, minute] = [Number(m[3]), Number(m[4]), Number(m[5]), Number(m[6])]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59) return undefined
  const short = Number(m[2])
  const year = m[1] ? Number(m[1]) * 100 + short : m[2] ? short + (short < 69 ? 2000 : 1900) : civilTime(nowMs, zone).year
  return unixMs({ year, month, day, hour, minute, second: Number(m[7] ?? 0) }, zone)
}
