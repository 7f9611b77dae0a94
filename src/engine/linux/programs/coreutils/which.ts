import type { Main } from '../../kernel/program.ts'
import { findCommands } from '../../libc/environment.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models which(1): Debian's script, which is silent about what it does not find, and GNU which 2.20 (Red Hat), which is not. */
export const which: Main = function* (start) {
  const redHat = (yield* sys.stat({ path: '/etc/redhat-release' })).ok
  return yield* redHat ? gnuWhich(start) : debianWhich(start)
}

const debianWhich: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable('a s'), { inOrder: true })
  if (!parsed.ok) {
    yield* printError(`Illegal option -${/'(.*)'/.exec(parsed.message)?.[1] ?? ''}\nUsage: ${argv[0]} [-as] args\n`)
    return 2
  }
  let missing = parsed.value.operands.length === 0
  for (const name of parsed.value.operands) {
    const found = yield* findCommands(name, env)
    if (found.length === 0) missing = true
    if (!parsed.value.has('s')) for (const path of parsed.value.has('a') ? found : found.slice(0, 1)) yield* print(`${path}\n`)
  }
  return missing ? 1 : 0
}

const gnuWhich: Main = function* ({ argv, env }) {
  const name = '/usr/bin/which'
  const parsed = getopt(
    argv.slice(1),
    optionTable('a|all skip-dot skip-tilde show-dot show-tilde tty-only v|version V help i|read-alias skip-alias read-functions skip-functions'),
  )
  if (!parsed.ok) {
    yield* printError(`${name}: ${parsed.message}\nUsage: ${name} [options] [--] COMMAND [...]\n`)
    return 255
  }
  if (parsed.value.has('version') || parsed.value.has('V')) {
    yield* print(
      'GNU which v2.20, Copyright (C) 1999 - 2008 Carlo Wood.\nGNU which comes with ABSOLUTELY NO WARRANTY;\nThis program is free software; your freedom to use, change\nand distribute this program is protected by the GPL.\n',
    )
    return 0
  }
  const { operands } = parsed.value
  if (operands.length === 0) {
    yield* printError(`Usage: ${name} [options] [--] COMMAND [...]\nWrite the full path of COMMAND(s) to standard output.\n`)
    return 255
  }
  let missing = 0
  for (const command of operands) {
    const found = yield* findCommands(command, env)
    for (const path of parsed.value.has('all') ? found : found.slice(0, 1)) yield* print(`${path}\n`)
    if (found.length > 0) continue
    missing++
    const slash = command.lastIndexOf('/')
    const [file, where] = slash >= 0 ? [command.slice(slash + 1), command.slice(0, slash) || '/'] : [command, env.get('PATH') ?? '']
    yield* printError(`${name}: no ${file} in (${where})\n`)
  }
  return missing
}
