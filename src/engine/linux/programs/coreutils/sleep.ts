import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models sleep(1). */
const factors: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of `1`, `0.5m`, `2h`, `1d`, `infinity`; undefined when invalid. */
export function parseInterval(text: string): number | undefined {
  if (/^(?:inf|infinity)$/i.test(text)) return Number.POSITIVE_INFINITY
  const m = /^(\d+\.?\d*|\.\d+)(?:[eE]([-+]?\d+))?([smhd]?)$/.exec(text)
  return m ? Number(m[1]) * 10 ** Number(m[2] ?? 0) * (factors[m[3] as string] as number) : undefined
}

export const sleep = gnuProgram({
  name: 'sleep',
  usage: ['NUMBER[SUFFIX]...', 'OPTION'],
  summary:
    "Pause for NUMBER seconds. SUFFIX may be 's' for seconds (the default), 'm' for\nminutes, 'h' for hours or 'd' for days. NUMBER need not be an integer; several\narguments are added.",
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    let seconds = 0
    let invalid = false
    for (const text of tool.operands) {
      const one = parseInterval(text)
      if (one === undefined) {
        yield* tool.warn(`invalid time interval ${tool.quote(text)}`)
        invalid = true
      } else seconds += one
    }
    if (invalid) yield* tool.usageError()
    if (seconds === Number.POSITIVE_INFINITY) for (;;) yield* sys.pause({})
    const endMs = (yield* sys.clockMonotonic({})) + seconds * 1000
    for (let leftMs = seconds * 1000; leftMs > 0; leftMs = endMs - (yield* sys.clockMonotonic({}))) {
      const slept = yield* sys.nanosleep({ ms: leftMs })
      if (slept.ok) break
    }
    return 0
  },
})
