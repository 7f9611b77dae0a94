import { limits } from '../../../base/limits.ts'
import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { noLists } from '../builtin.ts'
import { builtinOf } from '../builtins/registry.ts'
import { complainOf } from '../complain.ts'
import { ReturnJump, ShellError } from '../errors.ts'
import { expandParameter } from '../expand/parameter.ts'
import { Job } from '../jobs/job.ts'
import { execute } from '../run/exec.ts'
import { runCommand, runList } from '../run/execute.ts'
import { findCommand, searchPath, standardPath } from '../run/find-command.ts'
import { runForeground } from '../run/foreground.ts'
import { fork } from '../run/fork.ts'
import { callFunction } from '../run/function.ts'
import { bindStages } from '../run/pipeline.ts'
import { runText } from '../run/run-text.ts'
import { runScriptFile } from '../run/script-file.ts'
import { processSubstitution, substitute } from '../run/substitution.ts'
import { deeper } from '../run/trampoline.ts'
import { runNamedTrap } from '../run/traps.ts'
import { bindRuntime } from '../runtime.ts'
import type { Shell } from '../state/shell.ts'

/** Joins the interpreter's rooms: what expansions and builtins ask of it. */
bindStages(runCommand, runList)
bindRuntime({ expandParameter, substitute, processSubstitution, evaluate, source, scriptFile: runScriptFile, callFunction, runWords, replace })

function* evaluate(shell: Shell, text: string, name: string): Sys<number> {
  if (shell.evaluations >= limits.shellDepth) throw new ShellError(`${name}: maximum ${name} nesting level exceeded (${limits.shellDepth})`)
  const { line } = shell
  shell.evaluations++
  try {
    return yield* deeper(runText(shell, text, { name, firstLine: Math.max(1, line) }))
  } finally {
    shell.evaluations--
    shell.line = line
  }
}

function* source(shell: Shell, path: string, text: string, args: readonly string[]): Sys<number> {
  const { positional, line } = shell
  if (shell.sourceDepth >= limits.shellDepth) throw new ShellError(`${path}: maximum source nesting level exceeded (${limits.shellDepth})`)
  shell.sourceDepth++
  shell.frames.push({ name: 'source', source: path, line })
  const given = args.length > 0
  if (given) shell.positional = args
  try {
    let status: number
    try {
      status = yield* deeper(runText(shell, text, { name: path, firstLine: 1 }))
    } catch (jump) {
      if (!(jump instanceof ReturnJump)) throw jump
      status = jump.status
    }
    shell.status = status
    yield* runNamedTrap(shell, 'RETURN')
    return status
  } finally {
    shell.sourceDepth--
    shell.frames.pop()
    if (given && shell.positional === args) shell.positional = positional
    shell.line = line
  }
}

function* runWords(shell: Shell, argv: readonly string[], options: { functions: boolean; defaultPath?: boolean }): Sys<number> {
  const name = argv[0] as string
  if (options.functions && shell.functions.has(name)) return yield* callFunction(shell, name, argv.slice(1))
  const builtin = builtinOf(shell, name)
  if (builtin) return yield* builtin(shell, argv.slice(1), noLists, name)
  const job = new Job(0, shell.get('PWD') ?? '', shell.options.has('monitor'))
  const pid = yield* fork(shell, { job, foreground: true, subshell: false }, function* (child) {
    const path = options.defaultPath && !name.includes('/') ? yield* searchPath(name, standardPath) : yield* findCommand(child, name)
    return yield* execute(child, argv, { path, env: child.variables.environment(), script: (file, args) => runScriptFile(child, file, args) })
  })
  job.processes.push({ pid, text: argv.join(' '), status: undefined })
  return yield* runForeground(shell, job)
}

function* replace(shell: Shell, argv: readonly string[], options: { argv0?: string; clearEnvironment?: boolean }): Sys<number> {
  const name = argv[0] as string
  const path = yield* findCommand(shell, name)
  if (path === undefined) {
    yield* complainOf(shell, 'exec', `${name}: not found`)
    return 127
  }
  for (const signal of shell.caught) yield* sys.sigaction({ signal, handler: 'default' })
  const level = Number(shell.get('SHLVL') ?? 0)
  if (shell.isBash && shell.subshellLevel === 0) shell.put('SHLVL', String(level - 1))
  const status = yield* execute(shell, argv, {
    path,
    env: options.clearEnvironment ? new Map() : shell.variables.environment(),
    argv0: options.argv0,
    script: (file, args) => runScriptFile(shell, file, args),
  })
  if (shell.isBash && shell.subshellLevel === 0) shell.put('SHLVL', String(level))
  return status
}
