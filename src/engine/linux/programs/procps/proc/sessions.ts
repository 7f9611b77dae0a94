import type { ProcessEntry } from './process.ts'

/** Who is logged in. There is no utmp here: a login shell (its name starts with a dash) at the head of a terminal's session is a login. */
export const loginSessions = (processes: readonly ProcessEntry[]): readonly ProcessEntry[] =>
  processes.filter((process) => process.session === process.pid && process.tty !== 0 && process.argv[0]?.startsWith('-') === true)
