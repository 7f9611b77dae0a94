import type { Release } from '../release.ts'
import { commandTexts, flagText } from '../texts/texts.ts'
import { type FlagDefinition, flagsOf } from './flag-definition.ts'
import { type CommandNode, usageLine } from './tree.ts'
import { wrapText } from './wrap.ts'

/** Models the help pages of docker/cli (cli/cobra.go): layout, order and paddings; the prose is our own. */
export interface HelpSettings {
  readonly release: Release
  /** Terminal columns. */
  readonly width: number
  /** What `--config` and the TLS files default to. */
  readonly configDirectory: string
  readonly bold?: boolean
}

const swarmGroups = new Set(['config', 'node', 'secret', 'service', 'stack', 'swarm'])
const commonCommands = ['run', 'exec', 'ps', 'build', 'bake', 'pull', 'push', 'images', 'login', 'logout', 'search', 'version', 'info']

export function helpText(command: CommandNode, settings: HelpSettings): string {
  return (settings.release.major >= 28 ? '' : '\n') + usageText(command, settings)
}

export function usageText(command: CommandNode, settings: HelpSettings): string {
  const texts = commandTexts(command.key)
  const group = command.children.size > 0
  const flags = flagsOf(command.key, settings.release).filter((flag) => !flag.hidden)
  const usage = group ? `${command.path}${flags.length > 0 ? ' [OPTIONS]' : ''} COMMAND` : usageLine(command)
  let out = `Usage:  ${usage}\n\n${texts.long ?? texts.short}`
  const aliases = aliasesOf(command)
  if (aliases !== '') out += `\n\nAliases:\n  ${aliases}`
  if (command.key !== '' && flags.length > 0) out += `\n\nOptions:\n${flagLines(command.key, flags, settings)}`
  if (group) out += subcommands(command)
  if (command.key === '' && flags.length > 0) out += `\n\nGlobal Options:\n${flagLines('', flags, settings)}`
  if (group) out += `\n\nRun '${command.path} COMMAND --help' for more information on a command.`
  if (command.key === '') {
    const more = 'For more help on how to use Docker, head to https://docs.docker.com/go/guides/'
    out += `\n\n${settings.bold ? `\x1b[1m${more}\x1b[0m` : more}\n`
  }
  return `${out}\n`
}

function aliasesOf(command: CommandNode): string {
  const { spec } = command
  if (!spec) return ''
  if (spec.path === 'buildx build') return 'docker build, docker builder build, docker image build, docker buildx b'
  const group = spec.path.split(' ')[0] as string
  const names = [
    `docker ${spec.path}`,
    ...(spec.aliases ?? []).map((alias) => `docker ${group} ${alias}`),
    ...(spec.top ? [`docker ${spec.top}`] : []),
  ]
  return names.length > 1 && spec.path.includes(' ') ? names.join(', ') : ''
}

function subcommands(command: CommandNode): string {
  const visible = [...command.children.values()].filter((child) => !child.hidden)
  const sorted = [...visible].sort((a, b) => (a.name < b.name ? -1 : 1))
  const padding = Math.max(11, ...visible.map((child) => child.name.length))
  const line = (child: CommandNode, name: string, width: number) => `\n  ${name.padEnd(width)} ${commandTexts(child.key).short}`
  const isGroup = (child: CommandNode) => child.children.size > 0 || child.plugin
  const root = command.key === ''
  let out = ''
  if (root) {
    const common = commonCommands.map((name) => command.children.get(name)).filter((child) => child !== undefined)
    out += `\n\nCommon Commands:${common.map((child) => line(child, child.name, padding)).join('')}`
    const starred = (child: CommandNode) => line(child, child.name + (child.plugin ? '*' : ''), padding)
    const groups = sorted.filter((child) => isGroup(child) && !swarmGroups.has(child.name))
    out += `\n\nManagement Commands:${groups.map(starred).join('')}`
    out += `\n\nSwarm Commands:${sorted
      .filter((child) => swarmGroups.has(child.name))
      .map(starred)
      .join('')}`
  }
  const plain = sorted.filter((child) => !isGroup(child) && !(root && (commonCommands.includes(child.name) || swarmGroups.has(child.name))))
  return `${out}\n\nCommands:${plain.map((child) => line(child, child.name, padding)).join('')}`
}

function flagLines(key: string, flags: readonly FlagDefinition[], settings: HelpSettings): string {
  const heads = flags.map((flag) => {
    const name = flag.short ? `  -${flag.short}, --${flag.name}` : `      --${flag.name}`
    return flag.type === 'bool' ? name : `${name} ${flag.type}`
  })
  const widest = Math.max(...heads.map((head) => head.length))
  const column = widest + 3
  return flags
    .map((flag, i) => {
      const head = heads[i] as string
      return `${head.padEnd(widest)}   ${wrapText(column, settings.width - 1, flagText(key, flag.name) + defaultText(flag, settings))}`
    })
    .map((line) => line.trimEnd())
    .join('\n')
}

function defaultText(flag: FlagDefinition, settings: HelpSettings): string {
  if (flag.default === undefined) return ''
  const value = flag.default.replace('/root/.docker', settings.configDirectory)
  return flag.type === 'string' ? ` (default "${value}")` : ` (default ${value})`
}
