import type { Res, Sys } from '../../kernel/calls.ts'
import { noCapabilities } from '../../kernel/credentials.ts'
import { passwordMatches } from '../../libc/crypt.ts'
import { shadowOf } from '../../libc/shadow.ts'
import { LineReader, printError } from '../../libc/stdio.ts'
import type { User } from '../../libc/users.ts'
import { groupsOf } from '../../libc/users.ts'
import { sys } from '../../sys.ts'

/**
 * What su and sudo share: becoming somebody, asking for a password, which is compared with the hash in /etc/shadow: an empty field asks for none,
 * anything that is no hash (`!!`, `*`) never matches.
 */
export function* becomeUser(user: User, group?: number): Sys<Res<void>> {
  const root = user.uid === 0
  const gid = group ?? user.gid
  return yield* sys.setcredentials({
    uid: user.uid,
    euid: user.uid,
    suid: user.uid,
    gid,
    egid: gid,
    sgid: gid,
    groups: yield* groupsOf(user),
    ...(root ? { effective: (yield* sys.getcredentials({})).permitted } : { effective: noCapabilities, permitted: noCapabilities }),
  })
}

/** Whether a typed password is that of the user; the terminal does not echo it. */
export function* askPassword(prompt: string, user: User): Sys<boolean> {
  const entry = yield* shadowOf(user.name)
  if (entry?.password === '') return true
  yield* printError(prompt)
  const before = yield* sys.tcgetattr({ fd: 0 })
  if (before.ok) yield* sys.tcsetattr({ fd: 0, termios: { ...before.value, echo: false } })
  const line = yield* new LineReader(0).next()
  if (before.ok) {
    yield* sys.tcsetattr({ fd: 0, termios: before.value })
    yield* printError('\n')
  }
  const typed = line.ok ? line.value?.text : undefined
  return typed !== undefined && entry !== undefined && passwordMatches(typed, entry.password)
}
