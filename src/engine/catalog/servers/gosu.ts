import { noCapabilities } from '../../linux/kernel/credentials.ts'
import { strerror } from '../../linux/kernel/errno.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { execSearching } from '../../linux/libc/spawn.ts'
import { print, printError } from '../../linux/libc/stdio.ts'
import { groupByName, userById, userByName } from '../../linux/libc/users.ts'
import { sys } from '../../linux/sys.ts'

/** Models gosu: becomes the user (and group) named and then the command, leaving no process in between. */
export const gosu: Main = function* ({ argv, env }) {
  const [, place = '', ...command] = argv
  if (place === '--version' || place === '-v') {
    yield* print('1.17 (go1.18.2 on linux/amd64; gc)\n')
    return 0
  }
  if (command.length === 0) {
    yield* print(
      `Usage: gosu user-spec command [args]\n   eg: gosu tianon bash\n       gosu nobody:root bash -c 'whoami && id'\n       gosu 1000:1 id\n\n`,
    )
    return 1
  }
  const [name = '', groupName] = place.split(':')
  const user =
    (yield* userByName(name)) ?? (/^\d+$/.test(name) ? ((yield* userById(Number(name))) ?? { uid: Number(name), gid: 0, home: '/' }) : undefined)
  if (!user) {
    yield* printError(`error: failed switching to "${place}": unable to find user ${name}: no matching entries in passwd file\n`)
    return 1
  }
  const group = groupName === undefined ? undefined : yield* groupByName(groupName)
  const gid = group?.gid ?? (groupName !== undefined && /^\d+$/.test(groupName) ? Number(groupName) : user.gid)
  const ids = { uid: user.uid, euid: user.uid, suid: user.uid, gid, egid: gid, sgid: gid, groups: [gid] }
  const changed = yield* sys.setcredentials(user.uid === 0 ? ids : { ...ids, effective: noCapabilities, permitted: noCapabilities })
  if (!changed.ok) {
    yield* printError(`error: failed switching to "${place}": operation not permitted\n`)
    return 1
  }
  const reason = yield* execSearching(command, new Map([...env, ['HOME', user.home]]))
  const [first = ''] = command
  yield* printError(`error: exec: "${first}": ${reason === 'ENOENT' ? 'executable file not found in $PATH' : strerror(reason).toLowerCase()}\n`)
  return reason === 'ENOENT' ? 127 : 126
}
