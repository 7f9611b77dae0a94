import type { Stat, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { joinPath } from '../../libc/paths.ts'
import { groupByName, userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import type { OptionLine } from '../gnu/option-list.ts'
import { OwnerNames } from '../gnu/owner-names.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models chown(1) and chgrp(1). */
interface Owner {
  /** -1 leaves it. */
  readonly uid: number
  readonly gid: number
  /** As messages name it. */
  readonly shown: string
}

const options: readonly OptionLine[] = [
  ['-c, --changes', 'like verbose, only for changes'],
  ['-f, --silent, --quiet', 'no messages about most errors'],
  ['-v, --verbose', 'say what is done to every file'],
  ['--dereference', 'change what links lead to (default)'],
  ['-h, --no-dereference', 'change links themselves'],
  ['--from=CURRENT_OWNER:CURRENT_GROUP', 'change only files owned so'],
  ['--no-preserve-root', "do not treat '/' specially (default)"],
  ['--preserve-root', "refuse to change '/' recursively"],
  ['--reference=RFILE', "use RFILE's owner and group"],
  ['-R, --recursive', 'change files and directories recursively'],
  ['-H', 'with -R, follow operands that are links to directories'],
  ['-L', 'with -R, follow every link to a directory'],
  ['-P', 'with -R, follow no links (default)'],
]

export const chown = ownerProgram('chown', ['[OPTION]... [OWNER][:[GROUP]] FILE...', '[OPTION]... --reference=RFILE FILE...'])
export const chgrp = ownerProgram('chgrp', ['[OPTION]... GROUP FILE...', '[OPTION]... --reference=RFILE FILE...'])

function ownerProgram(name: 'chown' | 'chgrp', usage: readonly string[]) {
  return gnuProgram({
    name,
    usage,
    summary: name === 'chown' ? 'Change the owner and/or group of each FILE.' : 'Change the group of each FILE.',
    options,
    hidden: ['--quiet'],
    *run(tool) {
      const reference = tool.value('reference')
      const operands = tool.operands
      if (operands.length === 0) yield* tool.usageError('missing operand')
      if (operands.length === 1 && reference === undefined) yield* tool.usageError(`missing operand after ${tool.quote(operands[0] as string)}`)
      const owner = reference === undefined ? yield* readOwner(tool, operands[0] as string, name) : yield* ownerOf(tool, reference, name)
      const from = tool.has('from') ? yield* readOwner(tool, tool.value('from') as string, 'chown') : undefined
      const change = new OwnerChange(tool, owner, from, name === 'chgrp')
      for (const file of reference === undefined ? operands.slice(1) : operands) yield* change.tree(file, true)
      return undefined
    },
  })
}

function* ownerOf(tool: Tool, path: string, name: string): Sys<Owner> {
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return yield* tool.die(`failed to get attributes of ${tool.quoteName(path)}: ${strerror(stat.error)}`)
  const names = new OwnerNames()
  const group = yield* names.group(stat.value.gid)
  if (name === 'chgrp') return { uid: -1, gid: stat.value.gid, shown: group }
  return { uid: stat.value.uid, gid: stat.value.gid, shown: `${yield* names.user(stat.value.uid)}:${group}` }
}

/** `user`, `user:group`, `user:` (login group), `:group`, ids; the old `user.group` too. */
function* readOwner(tool: Tool, text: string, program: 'chown' | 'chgrp'): Sys<Owner> {
  if (program === 'chgrp') {
    const gid = yield* groupId(text)
    if (gid === undefined) yield* tool.die(`invalid group: ${tool.quote(text)}`)
    return { uid: -1, gid: gid ?? -1, shown: text }
  }
  let separator = text.indexOf(':')
  if (separator < 0 && text.includes('.') && !(yield* userByName(text))) separator = text.indexOf('.')
  const [userText, groupText] = separator < 0 ? [text, undefined] : [text.slice(0, separator), text.slice(separator + 1)]
  const user = userText === '' ? undefined : yield* userByName(userText)
  const uid = userText === '' ? -1 : (user?.uid ?? (/^\+?\d+$/.test(userText) ? Number(userText) : undefined))
  if (uid === undefined) return yield* tool.die(`invalid user: ${tool.quote(text)}`)
  if (groupText === undefined) return { uid, gid: -1, shown: userText }
  if (groupText === '') {
    if (userText !== '' && !user) return yield* tool.die(`invalid spec: ${tool.quote(text)}`)
    const gid = user?.gid ?? -1
    return { uid, gid, shown: userText === '' ? '' : `${userText}:${yield* new OwnerNames().group(gid)}` }
  }
  const gid = yield* groupId(groupText)
  if (gid === undefined) return yield* tool.die(`invalid group: ${tool.quote(text)}`)
  return { uid, gid, shown: `${userText}:${groupText}` }
}

function* groupId(text: string): Sys<number | undefined> {
  if (text === '') return -1
  return (yield* groupByName(text))?.gid ?? (/^\+?\d+$/.test(text) ? Number(text) : undefined)
}

class OwnerChange {
  private readonly names = new OwnerNames()

  constructor(
    private readonly tool: Tool,
    private readonly owner: Owner,
    private readonly from: Owner | undefined,
    private readonly groupOnly: boolean,
  ) {}

  *tree(path: string, operand: boolean): Sys<void> {
    const { tool } = this
    const quiet = tool.has('silent') || tool.has('quiet')
    const recursive = tool.has('recursive')
    const noFollow = tool.has('no-dereference') || (recursive && !tool.has('L') && !(tool.has('H') && operand) && !(operand && !recursive))
    const stat = yield* sys.stat({ path, noFollow })
    if (!stat.ok) {
      const dangling = (yield* sys.stat({ path, noFollow: true })).ok
      if (!quiet) yield* tool.warn(`cannot ${dangling ? 'dereference' : 'access'} ${tool.quoteName(path)}: ${strerror(stat.error)}`)
      tool.status = 1
      return
    }
    if (recursive && stat.value.type === 'directory') {
      const entries = yield* sys.getdents({ path })
      if (entries.ok) {
        for (const { name } of entries.value) if (name !== '.' && name !== '..') yield* this.tree(joinPath(path, name), false)
      } else {
        if (!quiet) yield* tool.warn(`cannot read directory ${tool.quoteName(path)}: ${strerror(entries.error)}`)
        tool.status = 1
      }
    }
    yield* this.one(path, stat.value, noFollow, quiet)
  }

  private *one(path: string, stat: Stat, noFollow: boolean, quiet: boolean): Sys<void> {
    const { tool, owner, from } = this
    const name = tool.quoteName(path)
    if (from && ((from.uid !== -1 && from.uid !== stat.uid) || (from.gid !== -1 && from.gid !== stat.gid))) {
      if (tool.has('verbose')) yield* tool.say(`${this.groupOnly ? 'group' : 'ownership'} of ${name} retained as ${yield* this.part(stat)}\n`)
      return
    }
    const before = this.groupOnly ? yield* this.names.group(stat.gid) : yield* this.shown(stat)
    const what = this.groupOnly ? 'group' : 'ownership'
    const set = yield* sys.chown({ path, uid: owner.uid, gid: owner.gid, noFollow })
    if (!set.ok) {
      if (!quiet) yield* tool.warn(`changing ${what} of ${name}: ${strerror(set.error)}`)
      tool.status = 1
      if (tool.has('verbose')) yield* tool.say(`failed to change ${what} of ${name} from ${before} to ${owner.shown}\n`)
      return
    }
    const changed = (owner.uid !== -1 && owner.uid !== stat.uid) || (owner.gid !== -1 && owner.gid !== stat.gid)
    if (changed && (tool.has('verbose') || tool.has('changes')))
      yield* tool.say(`changed ${what} of ${name} from ${yield* this.part(stat)} to ${owner.shown}\n`)
    else if (tool.has('verbose')) yield* tool.say(`${what} of ${name} retained as ${yield* this.part(stat)}\n`)
  }

  private *shown(stat: Stat): Sys<string> {
    return `${yield* this.names.user(stat.uid)}:${yield* this.names.group(stat.gid)}`
  }

  /** The old owner in the form of the new one: only what was named. */
  private *part(stat: Stat): Sys<string> {
    if (this.groupOnly) return yield* this.names.group(stat.gid)
    if (this.owner.uid === -1 || this.owner.gid === -1) {
      return this.owner.uid === -1 && this.owner.gid !== -1 ? yield* this.shown(stat) : yield* this.names.user(stat.uid)
    }
    return yield* this.shown(stat)
  }
}
