import type { Sys } from '../../kernel/calls.ts'
import type { User } from '../../libc/users.ts'
import { groupsOf, userById, userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import { OwnerNames } from '../gnu/owner-names.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models id(1), groups(1), whoami(1) and logname(1). Leaves out security contexts: no host here runs SELinux in the kernel. */
interface Identity {
  readonly ruid: number
  readonly euid: number
  readonly rgid: number
  readonly egid: number
  /** As getgroups(2) or getgrouplist(3) give them, the effective group first. */
  readonly groups: readonly number[]
}

function* ownIdentity(): Sys<Identity> {
  const who = yield* sys.getcredentials({})
  return { ruid: who.uid, euid: who.euid, rgid: who.gid, egid: who.egid, groups: [...new Set([who.egid, ...who.groups])] }
}

function* identityOf(user: User): Sys<Identity> {
  return { ruid: user.uid, euid: user.uid, rgid: user.gid, egid: user.gid, groups: yield* groupsOf(user) }
}

/** A user by name, else by number (`+0` or `0`). */
function* findUser(text: string): Sys<User | undefined> {
  const named = text.startsWith('+') ? undefined : yield* userByName(text)
  return named ?? (/^\+?\d+$/.test(text) ? yield* userById(Number(text)) : undefined)
}

export const id = gnuProgram({
  name: 'id',
  usage: ['[OPTION]... [USER]...'],
  summary: 'Print user and group information for each specified USER,\nor (when USER omitted) for the current process.',
  options: [
    ['-a', 'ignore, for compatibility with other versions'],
    ['-Z, --context', 'print only the security context of the process'],
    ['-g, --group', 'print only the effective group ID'],
    ['-G, --groups', 'print all group IDs'],
    ['-n, --name', 'print a name instead of a number, for -ugG'],
    ['-r, --real', 'print the real ID instead of the effective ID, with -ugG'],
    ['-u, --user', 'print only the effective user ID'],
    ['-z, --zero', 'delimit entries with NUL characters, not whitespace;\nnot permitted in default format'],
  ],
  *run(tool) {
    const only = ['user', 'group', 'groups'].filter((key) => tool.has(key))
    if (tool.has('context')) yield* tool.die('--context (-Z) works only on an SELinux-enabled kernel')
    if (only.length > 1) yield* tool.die('cannot print "only" of more than one choice')
    if (only.length === 0 && (tool.has('name') || tool.has('real'))) yield* tool.die('cannot print only names or real IDs in default format')
    if (only.length === 0 && tool.has('zero')) yield* tool.die('option --zero not permitted in default format')
    const end = tool.has('zero') ? '\0' : '\n'
    if (tool.operands.length === 0) yield* tool.say((yield* describe(tool, yield* ownIdentity(), only[0], false)) + end)
    for (const name of tool.operands) {
      const user = yield* findUser(name)
      if (!user) {
        yield* tool.fail(`${tool.atLeast(8, 25) ? tool.quote(name) : name}: no such user`)
        continue
      }
      yield* tool.say((yield* describe(tool, yield* identityOf(user), only[0], tool.operands.length > 1)) + end)
    }
    return undefined
  },
})

function* describe(tool: Tool, who: Identity, only: string | undefined, several: boolean): Sys<string> {
  const names = new OwnerNames()
  const named = tool.has('name')
  const user = function* (uid: number): Sys<string> {
    if (!named) return String(uid)
    const name = yield* names.user(uid)
    if (name === String(uid)) yield* tool.fail(`cannot find name for user ID ${uid}`)
    return name
  }
  const group = function* (gid: number): Sys<string> {
    if (!named) return String(gid)
    const name = yield* names.group(gid)
    if (name === String(gid)) yield* tool.fail(`cannot find name for group ID ${gid}`)
    return name
  }
  if (only === 'user') return yield* user(tool.has('real') ? who.ruid : who.euid)
  if (only === 'group') return yield* group(tool.has('real') ? who.rgid : who.egid)
  if (only === 'groups') {
    const words: string[] = []
    for (const gid of new Set([who.rgid, who.egid, ...who.groups])) words.push(yield* group(gid))
    return words.join(tool.has('zero') ? '\0' : ' ') + (tool.has('zero') && several ? '\0' : '')
  }
  return yield* fullIdentity(who, names)
}

function* fullIdentity(who: Identity, names: OwnerNames): Sys<string> {
  const shown = (number: number, name: string) => (name === String(number) ? name : `${number}(${name})`)
  let text = `uid=${shown(who.ruid, yield* names.user(who.ruid))} gid=${shown(who.rgid, yield* names.group(who.rgid))}`
  if (who.euid !== who.ruid) text += ` euid=${shown(who.euid, yield* names.user(who.euid))}`
  if (who.egid !== who.rgid) text += ` egid=${shown(who.egid, yield* names.group(who.egid))}`
  const groups: string[] = []
  for (const gid of who.groups) groups.push(shown(gid, yield* names.group(gid)))
  return groups.length > 0 ? `${text} groups=${groups.join(',')}` : text
}

export const groups = gnuProgram({
  name: 'groups',
  usage: ['[OPTION]... [USERNAME]...'],
  summary:
    'Print group memberships for each USERNAME or, if no USERNAME is specified, for\nthe current process (which may differ if the groups database has changed).',
  *run(tool) {
    const names = new OwnerNames()
    const line = function* (who: Identity): Sys<string> {
      const words: string[] = []
      for (const gid of new Set([who.rgid, who.egid, ...who.groups])) {
        const name = yield* names.group(gid)
        if (name === String(gid)) yield* tool.fail(`cannot find name for group ID ${gid}`)
        words.push(name)
      }
      return `${words.join(' ')}\n`
    }
    if (tool.operands.length === 0) yield* tool.say(yield* line(yield* ownIdentity()))
    for (const name of tool.operands) {
      const user = yield* userByName(name)
      if (user) yield* tool.say(`${name} : ${yield* line(yield* identityOf(user))}`)
      else yield* tool.fail(`${tool.atLeast(8, 25) ? tool.quote(name) : name}: no such user`)
    }
    return undefined
  },
})

export const whoami = gnuProgram({
  name: 'whoami',
  usage: ['[OPTION]...'],
  summary: 'Print the user name associated with the current effective user ID.\nSame as id -un.',
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    const { euid } = yield* sys.getcredentials({})
    const user = yield* userById(euid)
    if (!user) return yield* tool.die(`cannot find name for user ID ${euid}`)
    yield* tool.say(`${user.name}\n`)
    return 0
  },
})

export const logname = gnuProgram({
  name: 'logname',
  usage: ['[OPTION]'],
  summary: "Print the user's login name.",
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    const name = (yield* sys.ttyname({ fd: 0 })).ok ? tool.env.get('LOGNAME') : undefined
    if (name === undefined) return yield* tool.die('no login name')
    yield* tool.say(`${name}\n`)
    return 0
  },
})
