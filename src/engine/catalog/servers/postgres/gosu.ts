import { noCapabilities } from '../../../linux/kernel/credentials.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { execSearching } from '../../../linux/libc/spawn.ts'
import { print, printError } from '../../../linux/libc/stdio.ts'
import { groupsOf, userByName } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'

/** gosu: becomes a user and executes a command in its own place, as images' entry points do. */
export const gosu: Main = function* ({ argv, env }) {
  const [, name = '', ...command] = argv
  if (name === '--version' || name === '-v') {
    yield* print('1.17 (go1.18.2 on linux/amd64; gc)\n')
    return 0
  }
  if (command.length === 0) {
    yield* printError(
      "Usage: gosu user-spec command [args]\n   eg: gosu tianon bash\n       gosu nobody:root bash -c 'whoami && id'\n       gosu 1000:1 id\n\n",
    )
    return 1
  }
  const user = yield* userByName(name)
  if (!user) {
    yield* printError(`error: failed switching to "${name}": unable to find user ${name}: no matching entries in passwd file\n`)
    return 1
  }
  const ids = { uid: user.uid, euid: user.uid, suid: user.uid, gid: user.gid, egid: user.gid, sgid: user.gid, groups: yield* groupsOf(user) }
  const changed = yield* sys.setcredentials(user.uid === 0 ? ids : { ...ids, effective: noCapabilities, permitted: noCapabilities })
  if (!changed.ok) {
    yield* printError(`error: failed switching to "${name}": operation not permitted\n`)
    return 1
  }
  const reason = yield* execSearching(command, new Map(env).set('HOME', user.home))
  yield* printError(`error: exec: "${command[0]}": ${reason === 'EACCES' ? 'permission denied' : 'executable file not found in $PATH'}\n`)
  return 1
}
