import { concatBytes } from '../../../base/utf8.ts'
import { strerror } from '../../kernel/errno.ts'
import { encodeUtf8 } from '../../libc/locale.ts'
import { writeBytes } from '../../libc/stdio.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models yes(1). */
export const yes = gnuProgram({
  name: 'yes',
  usage: ['[STRING]...', 'OPTION'],
  summary: "Repeatedly output a line with all STRINGs, or 'y'.",
  *run(tool) {
    const line = encodeUtf8(`${tool.operands.length > 0 ? tool.operands.join(' ') : 'y'}\n`)
    const block = concatBytes(new Array<Uint8Array>(Math.max(1, Math.floor(8192 / line.length))).fill(line))
    for (;;) {
      const written = yield* writeBytes(1, block)
      if (!written.ok) return yield* tool.die(`standard output: ${strerror(written.error)}`)
    }
  },
})
