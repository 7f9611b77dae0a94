import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { fail, print } from '../../libc/stdio.ts'
import { freeId, groupsIn, openAccounts, replaceEntry, saveAccounts, usersOf, validName } from './database.ts'

// groupadd(8), groupmod(8), groupdel(8), with the exit codes of shadow-utils.

function* denied(program: string, file: string): Sys<number> {
  return yield* fail(program, `Permission denied.\n${program}: cannot lock ${file}; try again later.`, 10)
}

export const groupadd: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('f|force g|gid: r|system o|non-unique h|help'))
  if (!parsed.ok) return yield* fail('groupadd', parsed.message, 2)
  const { value: asked } = parsed
  const [name] = asked.operands
  if (name === undefined) return yield* fail('Usage', 'groupadd [options] GROUP', 2)
  if (!validName(name)) return yield* fail('groupadd', `'${name}' is not a valid group name`, 3)
  const file = yield* openAccounts('/etc/group')
  const groups = groupsIn(file)
  if (groups.some((group) => group.name === name)) return asked.has('force') ? 0 : yield* fail('groupadd', `group '${name}' already exists`, 9)
  const wanted = asked.value('gid')
  const gid =
    wanted === undefined
      ? freeId(
          groups.map((group) => group.gid),
          asked.has('system'),
        )
      : Number(wanted)
  if (!Number.isInteger(gid) || gid < 0) return yield* fail('groupadd', `invalid group ID '${wanted}'`, 3)
  if (!asked.has('non-unique') && groups.some((group) => group.gid === gid)) return yield* fail('groupadd', `GID '${gid}' already exists`, 4)
  file.lines.push(`${name}:x:${gid}:`)
  if (!(yield* saveAccounts(file))) return yield* denied('groupadd', '/etc/group')
  return 0
}

export const groupdel: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('f|force h|help'))
  if (!parsed.ok) return yield* fail('groupdel', parsed.message, 2)
  const [name] = parsed.value.operands
  if (name === undefined) return yield* fail('Usage', 'groupdel [options] GROUP', 2)
  const file = yield* openAccounts('/etc/group')
  const group = groupsIn(file).find((entry) => entry.name === name)
  if (!group) return yield* fail('groupdel', `group '${name}' does not exist`, 6)
  const primary = usersOf(yield* openAccounts('/etc/passwd')).find((user) => user.gid === group.gid)
  if (primary && !parsed.value.has('force')) return yield* fail('groupdel', `cannot remove the primary group of user '${primary.name}'`, 8)
  replaceEntry(file, name, () => undefined)
  return (yield* saveAccounts(file)) ? 0 : yield* denied('groupdel', '/etc/group')
}

export const groupmod: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('g|gid: n|new-name: o|non-unique h|help'))
  if (!parsed.ok) return yield* fail('groupmod', parsed.message, 2)
  const [name] = parsed.value.operands
  if (name === undefined) return yield* fail('Usage', 'groupmod [options] GROUP', 2)
  const file = yield* openAccounts('/etc/group')
  if (!groupsIn(file).some((entry) => entry.name === name)) return yield* fail('groupmod', `group '${name}' does not exist`, 6)
  const { value } = parsed
  replaceEntry(file, name, ([old = '', password = 'x', gid = '', members = '']) => [
    value.value('new-name') ?? old,
    password,
    value.value('gid') ?? gid,
    members,
  ])
  return (yield* saveAccounts(file)) ? 0 : yield* denied('groupmod', '/etc/group')
}

/** gpasswd(1): adding a user to a group and taking one out. */
export const gpasswd: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('a|add: d|delete: M|members: A|administrators: r|remove-password R|restrict h|help'))
  if (!parsed.ok) return yield* fail('gpasswd', parsed.message, 2)
  const { value: asked } = parsed
  const [name] = asked.operands
  if (name === undefined) return yield* fail('Usage', 'gpasswd [option] GROUP', 2)
  const file = yield* openAccounts('/etc/group')
  const group = groupsIn(file).find((entry) => entry.name === name)
  if (!group) return yield* fail('gpasswd', `group '${name}' does not exist in /etc/group`, 1)
  const user = asked.value('add') ?? asked.value('delete')
  if (user === undefined) return yield* fail('cais: gpasswd', 'only -a and -d are simulated')
  if (!usersOf(yield* openAccounts('/etc/passwd')).some((entry) => entry.name === user))
    return yield* fail('gpasswd', `user '${user}' does not exist`, 1)
  if (asked.has('delete') && !group.members.includes(user)) return yield* fail('gpasswd', `user '${user}' is not a member of '${name}'`, 3)
  const members = asked.has('add') ? [...new Set([...group.members, user])] : group.members.filter((member) => member !== user)
  replaceEntry(file, name, ([own = '', password = 'x', gid = '']) => [own, password, gid, members.join(',')])
  if (!(yield* saveAccounts(file))) return yield* fail('gpasswd', 'Permission denied.', 1)
  yield* print(asked.has('add') ? `Adding user ${user} to group ${name}\n` : `Removing user ${user} from group ${name}\n`)
  return 0
}
