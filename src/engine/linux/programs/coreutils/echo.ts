import type { Main } from '../../kernel/program.ts'
import { formatEcho } from '../../libc/echo-format.ts'
import { encodeUtf8 } from '../../libc/locale.ts'
import { writeBytes } from '../../libc/stdio.ts'

/** Models echo(1) of coreutils. */
export const echo: Main = function* ({ argv, env }) {
  const text = formatEcho(argv.slice(1), env.has('POSIXLY_CORRECT'))
  const written = yield* writeBytes(1, encodeUtf8(text))
  return written.ok ? 0 : 1
}
