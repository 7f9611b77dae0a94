import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { LineReader } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Utility } from './frame.ts'
import { utility } from './frame.ts'

/** Models rev(1). */
export const rev = utility({
  name: 'rev',
  usage: ['[options] [file ...]'],
  summary: 'Reverse lines characterwise.',
  options: '',
  *run(run) {
    return yield* eachLine(run, function* (line) {
      yield* run.say(`${[...line].reverse().join('')}\n`)
    })
  },
})

/** Each line of the operands, or of standard input; 1 when a file could not be read. */
export function* eachLine(run: Utility, visit: (line: string) => Sys<void>): Sys<number> {
  let status = 0
  for (const name of run.operands.length > 0 ? run.operands : ['-']) {
    const fd = name === '-' ? { ok: true as const, value: 0 } : yield* sys.open({ path: name, flags: O.RDONLY })
    if (!fd.ok) {
      status = yield* run.fail(`cannot open ${name}: ${strerror(fd.error)}`, 1)
      continue
    }
    const lines = new LineReader(fd.value)
    for (;;) {
      const line = yield* lines.next()
      if (!line.ok) status = yield* run.fail(`${name}: ${strerror(line.error)}`, 1)
      if (!line.ok || line.value === undefined) break
      yield* visit(line.value.text)
    }
    if (fd.value !== 0) yield* sys.close({ fd: fd.value })
  }
  return status
}
