import type { Main } from '../../../kernel/program.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

const perlPath =
  '/etc/perl /usr/local/lib/x86_64-linux-gnu/perl/5.36.0 /usr/local/share/perl/5.36.0 /usr/lib/x86_64-linux-gnu/perl5/5.36 /usr/share/perl5 /usr/lib/x86_64-linux-gnu/perl-base /usr/lib/x86_64-linux-gnu/perl/5.36 /usr/share/perl/5.36 /usr/local/lib/site_perl'

/**
 * What debconf says when a configuring package starts it and how it falls back from frontend to frontend. No package here has a question of high
 * priority, so none is asked.
 */
export const debconfFrontend: Main = function* ({ env }) {
  const chosen = env.get('DEBIAN_FRONTEND')
  if (chosen === 'noninteractive') return 0
  const term = env.get('TERM')
  const screen = yield* sys.tcgetattr({ fd: 0 })
  const dialog = (yield* sys.stat({ path: '/usr/bin/dialog' })).ok || (yield* sys.stat({ path: '/usr/bin/whiptail' })).ok
  const why = !term
    ? 'TERM is not set, so the dialog frontend is not usable.'
    : !dialog
      ? 'No usable dialog-like program is installed, so the dialog based frontend cannot be used. at /usr/share/perl5/Debconf/FrontEnd/Dialog.pm line 78.'
      : !screen.ok
        ? 'Dialog frontend will not work on a dumb terminal, an emacs shell buffer, or without a controlling terminal.'
        : undefined
  if (why === undefined) return 0
  yield* printError(`debconf: unable to initialize frontend: Dialog\ndebconf: (${why})\ndebconf: falling back to frontend: Readline\n`)
  if ((yield* sys.stat({ path: '/usr/share/perl/5.36/Term/ReadLine.pm' })).ok) return 0
  yield* printError(
    `debconf: unable to initialize frontend: Readline\ndebconf: (Can't locate Term/ReadLine.pm in @INC (you may need to install the Term::ReadLine module) (@INC contains: ${perlPath}) at /usr/share/perl5/Debconf/FrontEnd/Readline.pm line 7.)\ndebconf: falling back to frontend: Teletype\n`,
  )
  return 0
}
