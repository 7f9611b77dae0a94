import { strerror } from '../../kernel/errno.ts'
import { execSearching } from '../../libc/spawn.ts'
import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { splitString } from './env-split.ts'

/** Models env(1) and printenv(1). Leaves out the signal options. */
export const env = gnuProgram({
  name: 'env',
  usage: ['[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]'],
  summary: 'Set each NAME to VALUE in the environment and run COMMAND.',
  options: [
    ['-i, --ignore-environment', 'start with an empty environment'],
    ['-0, --null', 'end each output line with NUL, not newline'],
    ['-u, --unset=NAME', 'remove variable from the environment'],
    ['-C, --chdir=DIR', 'change working directory to DIR'],
    ['-S, --split-string=S', 'process and split S into separate arguments;\nused to pass multiple arguments on shebang lines'],
    ['-v, --debug', 'print verbose information for each processing step'],
  ],
  footer: 'A mere - implies -i.  If no COMMAND, print the resulting environment.',
  unsimulated: ['--block-signal[=SIG]', '--default-signal[=SIG]', '--ignore-signal[=SIG]', '--list-signal-handling'],
  inOrder: true,
  failure: 125,
  rewrite: (args) => splitString(args),
  *run(tool) {
    let operands = tool.operands
    let clear = tool.has('ignore-environment')
    if (operands[0] === '-') {
      clear = true
      operands = operands.slice(1)
    }
    if (tool.has('debug')) yield* tool.notSimulated('--debug')
    const result = new Map(clear ? [] : tool.env)
    for (const name of tool.options.values('unset')) {
      if (name === '' || name.includes('=')) yield* tool.die(`cannot unset ${tool.quote(name)}: Invalid argument`)
      result.delete(name)
    }
    let at = 0
    for (; operands[at]?.includes('='); at++) {
      const word = operands[at] as string
      const equals = word.indexOf('=')
      if (equals === 0) yield* tool.die(`cannot set ${tool.quote('')}: Invalid argument`)
      result.set(word.slice(0, equals), word.slice(equals + 1))
    }
    const command = operands.slice(at)
    const directory = tool.value('chdir')
    if (command.length === 0) {
      if (directory !== undefined) yield* tool.usageError('must specify command with --chdir (-C)')
      for (const [name, value] of result) yield* tool.say(`${name}=${value}${tool.has('null') ? '\0' : '\n'}`)
      return 0
    }
    if (tool.has('null')) yield* tool.usageError('cannot specify --null (-0) with command')
    if (directory !== undefined) {
      const moved = yield* sys.chdir({ path: directory })
      if (!moved.ok) yield* tool.die(`cannot change directory to ${tool.quoteName(directory)}: ${strerror(moved.error)}`)
    }
    const reason = yield* execSearching(command, result)
    const name = command[0] as string
    yield* tool.warn(`${tool.atLeast(8, 25) ? tool.quote(name) : name}: ${strerror(reason)}`)
    return reason === 'ENOENT' ? 127 : 126
  },
})

export const printenv = gnuProgram({
  name: 'printenv',
  usage: ['[OPTION]... [VARIABLE]...'],
  summary: 'Print the values of the specified environment VARIABLE(s).\nIf no VARIABLE is specified, print name and value pairs for them all.',
  options: [['-0, --null', 'end each output line with NUL, not newline']],
  inOrder: true,
  failure: 2,
  *run(tool) {
    const end = tool.has('null') ? '\0' : '\n'
    if (tool.operands.length === 0) for (const [name, value] of tool.env) yield* tool.say(`${name}=${value}${end}`)
    let missing = false
    for (const name of tool.operands) {
      const value = name.includes('=') ? undefined : tool.env.get(name)
      if (value === undefined) missing = true
      else yield* tool.say(value + end)
    }
    return missing ? 1 : 0
  },
})
