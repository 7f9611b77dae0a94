import type { Sys } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { write } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { Cli } from './cli.ts'
import { configDirectory, loadConfigFile } from './client/config-file.ts'
import { chooseEndpoint } from './client/endpoint.ts'
import { arityProblem } from './command/arguments.ts'
import { flagsOf } from './command/flag-definition.ts'
import type { FlagValues } from './command/flag-values.ts'
import { type ParsedFlags, parseFlags } from './command/parse-flags.ts'
import { type CommandNode, childOf, usageLine } from './command/tree.ts'
import { type HelpSettings, helpText, usageText } from './command/usage.ts'
import { root } from './commands.ts'
import { complete } from './complete.ts'
import { Failure } from './failure.ts'
import { type Release, releaseOf } from './release.ts'
import { commandTexts } from './texts/texts.ts'

/**
 * Models docker/cli (cmd/docker, cli/command): the `docker` command, a client of the Engine API. It parses as spf13/cobra and pflag do, says what
 * the real one says when it cannot, and prints through Go templates. Leaves out: content trust, plugins other than buildx, experimental commands.
 */
export const docker: Main = function* ({ argv, env, build }) {
  const release = releaseOf(build)
  try {
    return (yield* run(argv.slice(1), env, release)) ?? 0
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    if (failure.message !== '') yield* write(2, `${failure.message}\n`)
    return failure.exitCode
  }
}

function* run(argv: readonly string[], env: ReadonlyMap<string, string>, release: Release): Sys<number | undefined> {
  const parsed = parseFlags(argv, flagsOf('', release), { interspersed: false })
  const directory =
    (parsed.ok && parsed.value.values.text('config') && parsed.value.values.changed('config') ? parsed.value.values.text('config') : '') ||
    configDirectory(env)
  const settings: HelpSettings = { release, width: yield* terminalWidth(), configDirectory: directory, bold: (yield* sys.tcgetattr({ fd: 1 })).ok }
  if (!parsed.ok) throw flagFailure(root, parsed.error, settings)
  const { values, args, help } = parsed.value
  if (help !== 'no' && args.length === 0) return yield* showHelp(root, help, settings, 1)
  if (values.bool('version')) {
    yield* write(1, `Docker version ${release.version}, build ${release.commit}\n`)
    return 0
  }
  const cli = yield* makeCli(values, env, release, directory)
  if (args[0] === '__complete' || args[0] === '__completeNoDesc') return yield* complete(cli, args.slice(1), args[0] === '__complete')
  if (args[0] === 'help') return yield* helpCommand(args.slice(1), settings)
  if (args.length === 0) return yield* showHelp(root, 'long', settings, 2)
  return yield* dispatch(cli, args, settings, help)
}

function* makeCli(values: FlagValues, env: ReadonlyMap<string, string>, release: Release, directory: string): Sys<Cli> {
  for (const flag of ['tls', 'tlsverify']) if (values.bool(flag)) throw new Failure(`cais: docker: --${flag} is not simulated`)
  const { config } = yield* loadConfigFile(directory)
  const endpoint = yield* chooseEndpoint({ hosts: values.list('host'), context: values.text('context'), env, config, directory })
  return new Cli(env, release, directory, endpoint)
}

function* dispatch(cli: Cli, args: readonly string[], settings: HelpSettings, asked: ParsedFlags['help']): Sys<number | undefined> {
  let command = root
  let rest = args
  let help = asked
  for (;;) {
    const at = command.children.size === 0 ? -1 : rest.findIndex((arg) => !arg.startsWith('-'))
    const child = at < 0 ? undefined : childOf(command, rest[at] as string)
    if (!child) break
    const before = parseFlags(rest.slice(0, at), flagsOf(command.key, settings.release), { interspersed: true })
    if (!before.ok) throw new Failure(before.error)
    if (before.value.help !== 'no') help = before.value.help
    command = child
    rest = rest.slice(at + 1)
  }
  if ((command.key === 'buildx' || command.key === 'builder') && unsimulatedBuildx.has(rest[0] ?? ''))
    throw new Failure(`cais: docker: buildx ${rest[0]} is not simulated`)
  const { spec } = command
  const interspersed = spec?.interspersed !== false
  const parsed = parseFlags(rest, flagsOf(command.key, settings.release), { interspersed, validate: spec?.validate })
  if (!parsed.ok) throw flagFailure(command, parsed.error, settings)
  if (parsed.value.help !== 'no') help = parsed.value.help
  if (help !== 'no') return yield* showHelp(command, help, settings, 1)
  if (!spec) return yield* group(command, parsed.value.args, settings)
  const problem = arityProblem(command, spec.args, parsed.value.args.length, settings.release, commandTexts(command.key).short)
  if (problem !== undefined) throw new Failure(command.path.startsWith('docker buildx ') ? `ERROR: ${problem}` : problem)
  return yield* spec.run({ cli, args: parsed.value.args, flags: parsed.value.values, commandPath: command.path })
}

/** A management command without a command after it. */
function* group(command: CommandNode, args: readonly string[], settings: HelpSettings): Sys<number> {
  if (args.length === 0) {
    if (unsimulated.has(command.name)) throw new Failure(`cais: docker: ${command.name} is not simulated yet`)
    return yield* showHelp(command, 'long', settings, 2)
  }
  const first = args[0] as string
  if (command === root) {
    if (settings.release.major >= 28) throw new Failure(`docker: unknown command: docker ${first}\n\nRun 'docker --help' for more information`)
    throw new Failure(`docker: '${first}' is not a docker command.\nSee 'docker --help'`)
  }
  if (unsimulated.has(command.name)) throw new Failure(`cais: docker: ${command.name} is not simulated yet`)
  if (settings.release.major < 28) throw new Failure(`\n${usageText(command, settings).trimEnd()}`)
  throw new Failure(
    `docker: unknown command: ${command.path} ${first}\n\nUsage:  ${usageLine(command)}\n\nRun '${command.path} --help' for more information`,
  )
}

const unsimulated = new Set(['checkpoint', 'compose', 'config', 'manifest', 'node', 'plugin', 'secret', 'service', 'stack', 'swarm', 'trust'])

/** Builders other than the daemon's own, and what is built with files of their own. */
const unsimulatedBuildx = new Set(['bake', 'create', 'dial-stdio', 'history', 'imagetools', 'rm', 'stop', 'use'])

function* helpCommand(words: readonly string[], settings: HelpSettings): Sys<number> {
  let command = root
  for (const word of words) {
    const child = childOf(command, word)
    if (!child) throw new Failure(`unknown help topic: ${words.join(' ')}`)
    command = child
  }
  return yield* showHelp(command, 'long', settings, 1)
}

function* showHelp(command: CommandNode, asked: ParsedFlags['help'], settings: HelpSettings, fd: number): Sys<number> {
  if (asked === 'shorthand') yield* write(2, `Flag shorthand -h has been deprecated, ${settings.release.major >= 28 ? '' : 'please '}use --help\n`)
  if (unsimulated.has(command.name)) throw new Failure(`cais: docker: ${command.name} is not simulated yet`)
  yield* write(fd, helpText(command, settings))
  return 0
}

function flagFailure(command: CommandNode, message: string, settings: HelpSettings): Failure {
  if (unsimulated.has(command.name)) return new Failure(`cais: docker: ${command.name} is not simulated yet`)
  if (settings.release.major >= 28)
    return new Failure(`${message}\n\nUsage:  ${usageLine(command)}\n\nRun '${command.path} --help' for more information`, 125)
  const usage = command.children.size > 0 ? `\n\n${usageText(command, settings).trimEnd()}\n` : ''
  return new Failure(`${message}\nSee '${command.path} --help'.${usage}`, 125)
}

function* terminalWidth(): Sys<number> {
  const size = yield* sys.tcgetwinsize({ fd: 0 })
  return size.ok && size.value.cols > 0 ? size.value.cols : 80
}
