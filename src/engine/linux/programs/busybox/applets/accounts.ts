import type { Sys } from '../../../kernel/calls.ts'
import type { Main, Start } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { AccountFile } from '../../accounts/database.ts'
import { groupsIn, openAccounts, replaceEntry, saveAccounts, usersOf } from '../../accounts/database.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions, appletUsage } from '../../net/busybox/applet.ts'
import { changePassword } from './passwd.ts'

/** Models BusyBox' adduser, addgroup, deluser and delgroup: lines of the account files, and the home directory. */
const addUserApplet: Applet = {
  name: 'adduser',
  options: 'h|home: g|gecos: s|shell: G|ingroup: S|system D|disabled-password empty-password H|no-create-home u|uid: k:',
  usage: '[OPTIONS] USER [GROUP]',
  summary:
    "Create new user, or add USER to GROUP\n\n\t-h DIR\t\tHome directory\n\t-g GECOS\tGECOS field\n\t-s SHELL\tLogin shell\n\t-G GRP\t\tGroup\n\t-S\t\tCreate a system user\n\t-D\t\tDon't assign a password\n\t-H\t\tDon't create home directory\n\t-u UID\t\tUser id\n\t-k SKEL\t\tSkeleton directory (/etc/skel)",
}

export const adduser: Main = function* (start) {
  const options = yield* parse(addUserApplet, start)
  if (typeof options === 'number') return options
  const [name, group] = options.operands
  if (name === undefined) return yield* appletUsage(addUserApplet, start.build)
  if (!(yield* isRoot('adduser'))) return 1
  if (group !== undefined) return yield* join('adduser', name, group)
  const files = yield* open()
  const users = usersOf(files.passwd)
  if (users.some((user) => user.name === name)) return yield* complain('adduser', `user '${name}' in use`)
  if (!/^[A-Za-z_][\w.-]*\$?$/.test(name)) return yield* complain('adduser', 'illegal characters in username')
  const system = options.has('system')
  const wanted = options.value('uid')
  const uid =
    wanted === undefined
      ? freeNumber(
          users.map((user) => user.uid),
          system,
        )
      : Number(wanted)
  if (users.some((user) => user.uid === uid)) return yield* complain('adduser', `uid '${uid}' in use`)
  const groups = groupsIn(files.group)
  const into = options.value('ingroup')
  let gid = system ? 65_533 : uid
  if (into !== undefined) {
    const found = groups.find((each) => each.name === into)
    if (!found) return yield* complain('adduser', `unknown group ${into}`)
    gid = found.gid
  } else if (!system) {
    if (groups.some((each) => each.name === name)) return yield* complain('addgroup', `group '${name}' in use`)
    gid = freeNumber(
      groups.map((each) => each.gid),
      false,
      uid,
    )
    files.group.lines.push(`${name}:x:${gid}:`)
  }
  const home = options.value('home') ?? (system ? '/dev/null' : `/home/${name}`)
  const shell = options.value('shell') ?? (system ? '/bin/false' : '/bin/sh')
  files.passwd.lines.push(`${name}:x:${uid}:${gid}:${options.value('gecos') ?? 'Linux User,,,'}:${home}:${shell}`)
  const day = Math.floor((yield* sys.clockRealtime({})) / 86_400_000)
  files.shadow.lines.push(`${name}:!:${day}:0:99999:7:::`)
  if (into !== undefined) addMember(files.group, into, name)
  yield* save(files)
  if (!options.has('no-create-home') && home !== '/dev/null') yield* makeHome(home, uid, gid)
  return options.has('disabled-password') || system ? 0 : yield* changePassword(name)
}

const addGroupApplet: Applet = {
  name: 'addgroup',
  options: 'g|gid: S|system',
  usage: '[-g GID] [-S] [USER] GROUP',
  summary: 'Add a group or add a user to a group\n\n\t-g GID\tGroup id\n\t-S\tCreate a system group',
}

export const addgroup: Main = function* (start) {
  const options = yield* parse(addGroupApplet, start)
  if (typeof options === 'number') return options
  const [first, second] = options.operands
  if (first === undefined) return yield* appletUsage(addGroupApplet, start.build)
  if (!(yield* isRoot('addgroup'))) return 1
  if (second !== undefined) return yield* join('addgroup', first, second)
  const files = yield* open()
  const groups = groupsIn(files.group)
  if (groups.some((group) => group.name === first)) return yield* complain('addgroup', `group '${first}' in use`)
  const wanted = options.value('gid')
  if (wanted !== undefined && groups.some((group) => group.gid === Number(wanted))) return yield* complain('addgroup', `gid '${wanted}' in use`)
  const gid =
    wanted === undefined
      ? freeNumber(
          groups.map((group) => group.gid),
          options.has('system'),
        )
      : Number(wanted)
  files.group.lines.push(`${first}:x:${gid}:`)
  yield* save(files)
  return 0
}

const delUserApplet: Applet = { name: 'deluser', options: 'remove-home', usage: '[--remove-home] USER', summary: 'Delete USER from the system' }

export const deluser: Main = function* (start) {
  const options = yield* parse(delUserApplet, start)
  if (typeof options === 'number') return options
  const [name, group] = options.operands
  if (name === undefined) return yield* appletUsage(delUserApplet, start.build)
  if (!(yield* isRoot('deluser'))) return 1
  const files = yield* open()
  const user = usersOf(files.passwd).find((each) => each.name === name)
  if (!user) return yield* complain('deluser', `unknown user ${name}`)
  if (group !== undefined) removeMember(files.group, name, group)
  else {
    for (const file of [files.passwd, files.shadow]) replaceEntry(file, name, () => undefined)
    for (const { name: each } of groupsIn(files.group)) removeMember(files.group, name, each)
    replaceEntry(files.group, name, (fields) => ((fields[3] ?? '') === '' ? undefined : fields))
  }
  yield* save(files)
  return 0
}

const delGroupApplet: Applet = {
  name: 'delgroup',
  options: '',
  usage: '[USER] GROUP',
  summary: 'Delete group GROUP from the system or user USER from group GROUP',
}

export const delgroup: Main = function* (start) {
  const options = yield* parse(delGroupApplet, start)
  if (typeof options === 'number') return options
  const [first, second] = options.operands
  if (first === undefined) return yield* appletUsage(delGroupApplet, start.build)
  if (!(yield* isRoot('delgroup'))) return 1
  const files = yield* open()
  const name = second ?? first
  const group = groupsIn(files.group).find((each) => each.name === name)
  if (!group) return yield* complain('delgroup', `unknown group ${name}`)
  if (second !== undefined) removeMember(files.group, first, second)
  else {
    const primary = usersOf(files.passwd).find((user) => user.gid === group.gid)
    if (primary) return yield* complain('delgroup', `'${primary.name}' still has '${name}' as their primary group!`)
    replaceEntry(files.group, name, () => undefined)
  }
  yield* save(files)
  return 0
}

interface Files {
  readonly passwd: AccountFile
  readonly group: AccountFile
  readonly shadow: AccountFile
}

const parse = (applet: Applet, start: Start): Sys<Parsed | number> => appletOptions(applet, start)

function* open(): Sys<Files> {
  return { passwd: yield* openAccounts('/etc/passwd'), group: yield* openAccounts('/etc/group'), shadow: yield* openAccounts('/etc/shadow') }
}

function* save({ passwd, group, shadow }: Files): Sys<void> {
  for (const file of [passwd, group, shadow]) yield* saveAccounts(file)
}

function* complain(applet: string, message: string): Sys<number> {
  yield* printError(`${applet}: ${message}\n`)
  return 1
}

function* isRoot(applet: string): Sys<boolean> {
  if ((yield* sys.getcredentials({})).euid === 0) return true
  yield* printError(`${applet}: permission denied (are you root?)\n`)
  return false
}

/** The first free number, of the system's range from 100 or of people's from 1000. */
function freeNumber(used: readonly number[], system: boolean, first = system ? 100 : 1000): number {
  const taken = new Set(used)
  let number = first
  while (taken.has(number)) number++
  return number
}

function addMember(file: AccountFile, group: string, user: string): void {
  replaceEntry(file, group, ([name = '', password = 'x', gid = '', members = '']) => {
    const list = members.split(',').filter(Boolean)
    return [name, password, gid, (list.includes(user) ? list : [...list, user]).join(',')]
  })
}

function removeMember(file: AccountFile, user: string, group: string): void {
  replaceEntry(file, group, ([name = '', password = 'x', gid = '', members = '']) => [
    name,
    password,
    gid,
    members
      .split(',')
      .filter((each) => each !== user)
      .join(','),
  ])
}

function* join(applet: string, user: string, group: string): Sys<number> {
  const files = yield* open()
  if (!usersOf(files.passwd).some((each) => each.name === user)) return yield* complain(applet, `unknown user ${user}`)
  if (!groupsIn(files.group).some((each) => each.name === group)) return yield* complain(applet, `unknown group ${group}`)
  addMember(files.group, group, user)
  yield* save(files)
  return 0
}

function* makeHome(home: string, uid: number, gid: number): Sys<void> {
  yield* sys.mkdir({ path: home.slice(0, home.lastIndexOf('/')) || '/', mode: 0o755 })
  const made = yield* sys.mkdir({ path: home, mode: 0o755 })
  if (!made.ok) return
  yield* sys.chmod({ path: home, mode: 0o2755 })
  yield* sys.chown({ path: home, uid, gid })
}
