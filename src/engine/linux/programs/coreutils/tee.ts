import type { Fd } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { signals } from '../../kernel/signal.ts'
import { writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models tee(1). */
export const tee = gnuProgram({
  name: 'tee',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Copy standard input to each FILE, and also to standard output.',
  options: [
    ['-a, --append', 'append to the FILEs'],
    ['-i, --ignore-interrupts', 'ignore interrupt signals'],
    ['-p', 'go on after errors of writing to what is no pipe'],
    ['--output-error[=MODE]', 'what to do on write errors'],
  ],
  *run(tool) {
    if (tool.has('ignore-interrupts')) yield* sys.sigaction({ signal: signals.SIGINT, handler: 'ignore' })
    if (tool.has('p') || tool.has('output-error')) yield* sys.sigaction({ signal: signals.SIGPIPE, handler: 'ignore' })
    const outputs = new Map<Fd, string>([[1, 'standard output']])
    for (const name of tool.operands) {
      const fd = yield* sys.open({ path: name, flags: O.WRONLY | O.CREAT | (tool.has('append') ? O.APPEND : O.TRUNC), mode: 0o666 })
      if (fd.ok) outputs.set(fd.value, name)
      else yield* tool.fail(`${tool.showName(name)}: ${strerror(fd.error)}`)
    }
    for (;;) {
      const chunk = yield* sys.read({ fd: 0, count: 8192 })
      if (!chunk.ok) return yield* tool.die(`read error: ${strerror(chunk.error)}`)
      if (chunk.value.length === 0) return undefined
      for (const [fd, name] of outputs) {
        const written = yield* writeBytes(fd, chunk.value)
        if (written.ok) continue
        outputs.delete(fd)
        if (written.error !== 'EPIPE') yield* tool.fail(`${tool.showName(name)}: ${strerror(written.error)}`)
      }
      if (outputs.size === 0) return 1
    }
  },
})
