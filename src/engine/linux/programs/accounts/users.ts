import { dayMs } from '../../../base/calendar.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable, type Parsed } from '../../libc/getopt.ts'
import { capture } from '../../libc/spawn.ts'
import { fail, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { type AccountFile, freeId, groupsIn, nameOf, openAccounts, replaceEntry, saveAccounts, usersOf, validName } from './database.ts'

// useradd(8), usermod(8), userdel(8), with the exit codes of shadow-utils. Leaves out mail spools, expiry and SELinux users.

const options =
  'c|comment: d|home-dir: g|gid: G|groups: m|create-home M|no-create-home r|system s|shell: u|uid: o|non-unique N|no-user-group U|user-group h|help D p|password:'

/** A group by name or number. */
function groupId(file: AccountFile, text: string): number | undefined {
  return groupsIn(file).find((group) => group.name === text || String(group.gid) === text)?.gid
}

export const useradd: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable(options))
  if (!parsed.ok) return yield* fail('useradd', parsed.message, 2)
  const asked = parsed.value
  const [name] = asked.operands
  if (name === undefined) return yield* fail('Usage', 'useradd [options] LOGIN', 2)
  if (!validName(name)) return yield* fail('useradd', `invalid user name '${name}'`, 3)
  const passwd = yield* openAccounts('/etc/passwd')
  const group = yield* openAccounts('/etc/group')
  const users = usersOf(passwd)
  if (users.some((user) => user.name === name)) return yield* fail('useradd', `user '${name}' already exists`, 9)
  const uid = asked.has('uid')
    ? Number(asked.value('uid'))
    : freeId(
        users.map((user) => user.uid),
        asked.has('system'),
      )
  if (!Number.isInteger(uid) || uid < 0) return yield* fail('useradd', `invalid user ID '${asked.value('uid')}'`, 3)
  if (!asked.has('non-unique') && users.some((user) => user.uid === uid)) return yield* fail('useradd', `UID ${uid} is not unique`, 4)
  const gid = primaryGroup(asked, group, name, uid)
  if (gid === undefined)
    return yield* fail(
      'useradd',
      asked.has('gid')
        ? `group '${asked.value('gid')}' does not exist`
        : `group ${name} exists - if you want to add this user to that group, use -g.`,
      asked.has('gid') ? 6 : 9,
    )
  const missing = joinGroups(group, asked, name, true)
  if (missing !== undefined) return yield* fail('useradd', `group '${missing}' does not exist`, 6)
  const home = asked.value('home-dir') ?? `/home/${name}`
  passwd.lines.push([name, 'x', uid, gid, asked.value('comment') ?? '', home, asked.value('shell') ?? '/bin/bash'].join(':'))
  const shadow = yield* openAccounts('/etc/shadow')
  const today = Math.floor((yield* sys.clockRealtime({})) / dayMs)
  shadow.lines.push(`${name}:${asked.value('password') ?? '!!'}:${today}:0:99999:7:::`)
  if (!(yield* saveAccounts(passwd))) return yield* fail('useradd', 'Permission denied.\nuseradd: cannot lock /etc/passwd; try again later.', 1)
  yield* saveAccounts(group)
  yield* saveAccounts(shadow)
  const centos = (yield* sys.stat({ path: '/etc/centos-release' })).ok
  // CREATE_HOME is on in Red Hat's login.defs, off in Debian's.
  if (!asked.has('no-create-home') && (asked.has('create-home') || (centos && !asked.has('system')))) yield* createHome(home, uid, gid)
  return 0
}

function primaryGroup(asked: Parsed, group: AccountFile, name: string, uid: number): number | undefined {
  const wanted = asked.value('gid')
  if (wanted !== undefined) return groupId(group, wanted)
  if (asked.has('no-user-group')) return 100
  if (groupsIn(group).some((entry) => entry.name === name)) return undefined
  const used = groupsIn(group).map((entry) => entry.gid)
  const gid = used.includes(uid) ? freeId(used, asked.has('system')) : uid
  group.lines.push(`${name}:x:${gid}:`)
  return gid
}

/** Makes the user a member of the groups of -G; the name of one that does not exist comes back. */
function joinGroups(group: AccountFile, asked: Parsed, name: string, append: boolean): string | undefined {
  const wanted = asked.value('groups')
  if (wanted === undefined) return undefined
  const names = wanted.split(',').filter(Boolean)
  const missing = names.find((text) => groupId(group, text) === undefined)
  if (missing !== undefined) return missing
  const ids = new Set(names.map((text) => groupId(group, text)))
  for (const entry of groupsIn(group)) {
    const member = entry.members.includes(name)
    const belongs = ids.has(entry.gid) || (append && member)
    if (belongs === member) continue
    const members = belongs ? [...entry.members, name] : entry.members.filter((other) => other !== name)
    replaceEntry(group, entry.name, ([own = '', password = 'x', gid = '']) => [own, password, gid, members.join(',')])
  }
  return undefined
}

function* createHome(home: string, uid: number, gid: number): Sys<void> {
  if ((yield* sys.stat({ path: home })).ok) {
    yield* printError('useradd: warning: the home directory already exists.\nNot copying any file from skel directory into it.\n')
    return
  }
  yield* sys.mkdir({ path: home, mode: 0o700 })
  const skeleton = yield* sys.getdents({ path: '/etc/skel' })
  for (const entry of skeleton.ok ? skeleton.value : []) {
    if (entry.name === '.' || entry.name === '..') continue
    yield* capture(['/bin/cp', '-r', `/etc/skel/${entry.name}`, home])
    yield* sys.chown({ path: `${home}/${entry.name}`, uid, gid })
  }
  yield* sys.chown({ path: home, uid, gid })
}

export const usermod: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable(`a|append l|login: L|lock U|unlock ${options.replace('U|user-group ', '')}`))
  if (!parsed.ok) return yield* fail('usermod', parsed.message, 2)
  const asked = parsed.value
  const [name] = asked.operands
  if (name === undefined) return yield* fail('Usage', 'usermod [options] LOGIN', 2)
  const passwd = yield* openAccounts('/etc/passwd')
  const group = yield* openAccounts('/etc/group')
  const user = usersOf(passwd).find((entry) => entry.name === name)
  if (!user) return yield* fail('usermod', `user '${name}' does not exist`, 6)
  if (asked.has('append') && !asked.has('groups')) return yield* fail('usermod', '-a flag is only allowed with the -G flag', 2)
  const wantedGroup = asked.value('gid')
  const gid = wantedGroup === undefined ? user.gid : groupId(group, wantedGroup)
  if (gid === undefined) return yield* fail('usermod', `group '${wantedGroup}' does not exist`, 6)
  const missing = joinGroups(group, asked, name, asked.has('append'))
  if (missing !== undefined) return yield* fail('usermod', `group '${missing}' does not exist`, 6)
  replaceEntry(passwd, name, ([, password = 'x', uid = '', , comment = '', home = '', shell = '']) => [
    asked.value('login') ?? name,
    password,
    asked.value('uid') ?? uid,
    String(gid),
    asked.value('comment') ?? comment,
    asked.value('home-dir') ?? home,
    asked.value('shell') ?? shell,
  ])
  const shadow = yield* openAccounts('/etc/shadow')
  replaceEntry(shadow, name, ([own = '', password = '', ...rest]) => [
    asked.value('login') ?? own,
    asked.value('password') ??
      (asked.has('lock') && !password.startsWith('!') ? `!${password}` : asked.has('unlock') ? password.replace(/^!/, '') : password),
    ...rest,
  ])
  if (!(yield* saveAccounts(passwd))) return yield* fail('usermod', 'Permission denied.\nusermod: cannot lock /etc/passwd; try again later.', 1)
  yield* saveAccounts(group)
  yield* saveAccounts(shadow)
  return 0
}

export const userdel: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('f|force r|remove h|help'))
  if (!parsed.ok) return yield* fail('userdel', parsed.message, 2)
  const [name] = parsed.value.operands
  if (name === undefined) return yield* fail('Usage', 'userdel [options] LOGIN', 2)
  const passwd = yield* openAccounts('/etc/passwd')
  const user = usersOf(passwd).find((entry) => entry.name === name)
  if (!user) return yield* fail('userdel', `user '${name}' does not exist`, 6)
  replaceEntry(passwd, name, () => undefined)
  if (!(yield* saveAccounts(passwd))) return yield* fail('userdel', 'Permission denied.\nuserdel: cannot lock /etc/passwd; try again later.', 1)
  const shadow = yield* openAccounts('/etc/shadow')
  replaceEntry(shadow, name, () => undefined)
  yield* saveAccounts(shadow)
  const group = yield* openAccounts('/etc/group')
  group.lines = group.lines.flatMap((line) => {
    const [own = '', password = '', gid = '', members = ''] = line.split(':')
    // The user's own group goes with the user when nobody else is in it.
    if (nameOf(line) === name && members === '' && Number(gid) === user.gid) return []
    return [
      [
        own,
        password,
        gid,
        members
          .split(',')
          .filter((member) => member !== name)
          .join(','),
      ].join(':'),
    ]
  })
  yield* saveAccounts(group)
  if (parsed.value.has('remove')) yield* capture(['/bin/rm', '-rf', user.home])
  return 0
}
