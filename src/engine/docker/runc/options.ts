import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'

/** runc's command line: global options, a command, its options, operands (urfave/cli: options end at the first operand). */
export interface CommandLine {
  readonly command: string
  /** Global and command options by long name; flags have an empty value. */
  readonly options: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

interface Flags {
  readonly valued: readonly string[]
  readonly plain: readonly string[]
  /** How many operands at least. */
  readonly operands: number
}

const globalFlags: Flags = { valued: ['root', 'log', 'log-format'], plain: ['debug', 'systemd-cgroup', 'version', 'help'], operands: 0 }

const commands: Readonly<Record<string, Flags>> = {
  create: { valued: ['bundle', 'console-socket', 'pid-file'], plain: ['no-pivot', 'no-new-keyring'], operands: 1 },
  run: { valued: ['bundle', 'console-socket', 'pid-file'], plain: ['detach', 'no-pivot', 'no-new-keyring'], operands: 1 },
  start: { valued: [], plain: [], operands: 1 },
  exec: { valued: ['process', 'console-socket', 'pid-file'], plain: ['detach'], operands: 1 },
  kill: { valued: [], plain: ['all'], operands: 1 },
  delete: { valued: [], plain: ['force'], operands: 1 },
  pause: { valued: [], plain: [], operands: 1 },
  resume: { valued: [], plain: [], operands: 1 },
  update: { valued: ['resources'], plain: [], operands: 1 },
  state: { valued: [], plain: [], operands: 1 },
  list: { valued: ['format'], plain: ['quiet'], operands: 0 },
  ps: { valued: ['format'], plain: [], operands: 1 },
}

const unmodelled = new Set(['checkpoint', 'restore', 'events', 'features', 'spec'])
const shorthands: Readonly<Record<string, string>> = {
  b: 'bundle',
  d: 'detach',
  a: 'all',
  f: 'force',
  q: 'quiet',
  r: 'resources',
  p: 'process',
  v: 'version',
  h: 'help',
}

export function parseCommandLine(args: readonly string[]): Result<CommandLine, string> {
  const options = new Map<string, string>()
  const global = takeFlags(args, globalFlags, options)
  if (!global.ok) return global
  const [command, ...rest] = global.value
  if (command === undefined) return options.has('version') ? ok({ command: '', options, operands: [] }) : err('runc: a command is required')
  if (unmodelled.has(command)) return err(`cais: runc: ${command} is not simulated`)
  const flags = commands[command]
  if (!flags) return err(`No help topic for '${command}'`)
  const operands = takeFlags(rest, flags, options)
  if (!operands.ok) return operands
  if (operands.value.length < flags.operands) return err(`runc: ${JSON.stringify(command)} requires a minimum of ${flags.operands} argument`)
  return ok({ command, options, operands: operands.value })
}

/** Fills `into`; answers what comes after the options. */
function takeFlags(args: readonly string[], flags: Flags, into: Map<string, string>): Result<readonly string[], string> {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (!arg.startsWith('-') || arg === '-') return ok(args.slice(i))
    if (arg === '--') return ok(args.slice(i + 1))
    const [given = '', ...inline] = arg.replace(/^--?/, '').split('=')
    const name = shorthands[given] ?? given
    if (flags.plain.includes(name)) into.set(name, '')
    else if (!flags.valued.includes(name)) return err(`flag provided but not defined: -${given}`)
    else if (inline.length > 0) into.set(name, inline.join('='))
    else if (i + 1 < args.length) into.set(name, args[++i] as string)
    else return err(`flag needs an argument: -${given}`)
  }
  return ok([])
}
