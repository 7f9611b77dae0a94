import type { Sys } from '../../kernel/calls.ts'
import { readFile } from '../../libc/stdio.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models nproc(1): the CPUs of the affinity mask (all of them here), OMP_NUM_THREADS and OMP_THREAD_LIMIT. */
export const nproc = gnuProgram({
  name: 'nproc',
  usage: ['[OPTION]...'],
  summary: 'Print the number of processing units available to the current process,\nwhich may be less than the number of online processors',
  options: [
    ['--all', 'print the number of installed processors'],
    ['--ignore=N', 'if possible, exclude N processing units'],
  ],
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    const ignored = tool.value('ignore') ?? '0'
    if (!/^\d+$/.test(ignored)) yield* tool.die(`invalid number: ${tool.quote(ignored)}`)
    let count = yield* onlineProcessors()
    if (!tool.has('all')) {
      const threads = positive(tool.env.get('OMP_NUM_THREADS')?.split(',')[0])
      const limit = positive(tool.env.get('OMP_THREAD_LIMIT'))
      count = Math.min(threads ?? count, limit ?? Number.POSITIVE_INFINITY)
    }
    yield* tool.say(`${Math.max(1, count - Number(ignored))}\n`)
    return 0
  },
})

const positive = (text: string | undefined): number | undefined => (text !== undefined && /^[1-9]\d*$/.test(text.trim()) ? Number(text) : undefined)

/** Processors that /proc/cpuinfo lists. */
export function* onlineProcessors(): Sys<number> {
  const text = yield* readFile('/proc/cpuinfo')
  return text.ok ? Math.max(1, text.value.match(/^processor\s*:/gm)?.length ?? 1) : 1
}
