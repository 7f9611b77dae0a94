import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { execSearching } from '../../libc/spawn.ts'
import { groupByName, userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models chroot(1). */
export const chroot = gnuProgram({
  name: 'chroot',
  usage: ['[OPTION] NEWROOT [COMMAND [ARG]...]', 'OPTION'],
  summary: "Run COMMAND with root directory set to NEWROOT.\nWith no command, run '\"$SHELL\" -i' (default: '/bin/sh -i').",
  options: [
    ['--groups=G_LIST', 'supplementary groups as g1,g2,..,gN'],
    ['--userspec=USER:GROUP', 'user and group (ID or name) to use'],
    ['--skip-chdir', "do not change the working directory to '/'"],
  ],
  inOrder: true,
  failure: 125,
  *run(tool) {
    const [root, ...command] = tool.operands
    if (root === undefined) return yield* tool.usageError('missing operand')
    const changed = yield* sys.chroot({ path: root })
    if (!changed.ok) yield* tool.die(`cannot change root directory to ${tool.quoteName(root)}: ${strerror(changed.error)}`)
    if (!tool.has('skip-chdir')) yield* sys.chdir({ path: '/' })
    yield* become(tool)
    const argv = command.length > 0 ? command : [tool.env.get('SHELL') ?? '/bin/sh', '-i']
    const reason = yield* execSearching(argv, tool.env)
    yield* tool.warn(`failed to run command ${tool.quote(argv[0] as string)}: ${strerror(reason)}`)
    return reason === 'ENOENT' ? 127 : 126
  },
})

function* become(tool: Tool): Sys<void> {
  const [userText, groupText] = (tool.value('userspec') ?? '').split(':')
  const groups = tool.value('groups')
  const ids: number[] = []
  for (const name of groups ? groups.split(',') : []) {
    const gid = (yield* groupByName(name))?.gid ?? (/^\d+$/.test(name) ? Number(name) : undefined)
    if (gid === undefined) return yield* tool.die(`invalid group ${tool.quote(name)}`)
    ids.push(gid)
  }
  const user = userText ? yield* userByName(userText) : undefined
  const uid = user?.uid ?? (userText && /^\d+$/.test(userText) ? Number(userText) : undefined)
  if (userText && uid === undefined) yield* tool.die('invalid user')
  const gid = groupText ? ((yield* groupByName(groupText))?.gid ?? (/^\d+$/.test(groupText) ? Number(groupText) : undefined)) : user?.gid
  if (groupText && gid === undefined) yield* tool.die('invalid group')
  const set = yield* sys.setcredentials({
    ...(groups !== undefined && { groups: ids }),
    ...(gid !== undefined && { gid, egid: gid, sgid: gid }),
    ...(uid !== undefined && { uid, euid: uid, suid: uid }),
  })
  if (!set.ok) yield* tool.die(`failed to set user-ID: ${strerror(set.error)}`)
}
