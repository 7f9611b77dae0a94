import type { Sys } from '../../linux/kernel/calls.ts'
import type { ContainerSummary } from '../api/container.ts'
import type { ImageSummary } from '../api/image.ts'
import type { NetworkResource } from '../api/network.ts'
import type { VolumeListResponse } from '../api/volume.ts'
import type { Cli } from './cli.ts'
import { listContexts } from './client/context-store.ts'
import { flagsOf } from './command/flag-definition.ts'
import type { Completion } from './command/spec.ts'
import { type CommandNode, childOf } from './command/tree.ts'
import { root } from './commands.ts'
import { Failure } from './failure.ts'
import { commandTexts, flagText } from './texts/texts.ts'

/** What a shell is told to do besides showing the candidates (cobra's ShellCompDirective). */
const noFiles = 4

/**
 * Models cobra's hidden `__complete` command: the candidates for the last word, one a line with its description after a tab, then `:directive`, and a
 * line on standard error that names it.
 */
export function* complete(cli: Cli, words: readonly string[], descriptions: boolean): Sys<number> {
  const last = words.at(-1) ?? ''
  const { command, rest } = descend(words.slice(0, -1))
  const found = last.startsWith('-')
    ? flagCandidates(cli, command)
    : command.children.size > 0
      ? childCandidates(command)
      : yield* operands(cli, command, rest)
  const fitting = found.filter(([word]) => word.startsWith(last))
  const lines = fitting.map(([word, text]) => (descriptions && text !== '' ? `${word}\t${text}\n` : `${word}\n`))
  const files = command.spec?.completes === undefined && command.children.size === 0 && !last.startsWith('-')
  yield* cli.print(`${lines.join('')}:${files ? 0 : noFiles}\n`)
  yield* cli.warn(`Completion ended with directive: ${files ? 'ShellCompDirectiveDefault' : 'ShellCompDirectiveNoFileComp'}`)
  return 0
}

type Candidate = readonly [word: string, description: string]

function descend(words: readonly string[]): { readonly command: CommandNode; readonly rest: readonly string[] } {
  let command = root
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] as string
    if (word.startsWith('-')) continue
    const child = childOf(command, word)
    if (!child) break
    command = child
  }
  return { command, rest: words.slice(at) }
}

const childCandidates = (command: CommandNode): readonly Candidate[] =>
  [...command.children.values()]
    .filter((child) => !child.hidden)
    .map((child) => [child.name, commandTexts(child.key).short] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))

function flagCandidates(cli: Cli, command: CommandNode): readonly Candidate[] {
  const flags = flagsOf(command.key, cli.release).filter((flag) => !flag.hidden)
  const long = flags.map((flag) => [`--${flag.name}`, flagText(command.key, flag.name)] as const)
  const short = flags.flatMap((flag) => (flag.short ? [[`-${flag.short}`, flagText(command.key, flag.name)] as const] : []))
  return [...long, ...short]
}

function* operands(cli: Cli, command: CommandNode, rest: readonly string[]): Sys<readonly Candidate[]> {
  const { spec } = command
  if (!spec?.completes) return []
  const taken = rest.filter((word) => !word.startsWith('-'))
  if (spec.args.kind === 'exact' && taken.length >= spec.args.count) return []
  if (spec.interspersed === false && taken.length > 0) return []
  try {
    const names = yield* candidates(cli, spec.completes)
    return names.filter((name) => !taken.includes(name)).map((name) => [name, ''] as const)
  } catch (failure) {
    if (failure instanceof Failure) return []
    throw failure
  }
}

function* candidates(cli: Cli, kind: Completion): Sys<readonly string[]> {
  switch (kind) {
    case 'images': {
      const images = yield* cli.client.json<readonly ImageSummary[]>('GET', '/images/json')
      return images.flatMap((image) => image.RepoTags ?? []).flatMap((tag) => (tag.endsWith(':latest') ? [tag.slice(0, -7), tag] : [tag]))
    }
    case 'networks':
      return (yield* cli.client.json<readonly NetworkResource[]>('GET', '/networks')).map((network) => network.Name)
    case 'volumes':
      return ((yield* cli.client.json<VolumeListResponse>('GET', '/volumes')).Volumes ?? []).map((volume) => volume.Name)
    case 'contexts':
      return ['default', ...(yield* listContexts(cli.configDirectory)).map((context) => context.Name)]
    case 'none':
      return []
    default: {
      const all = kind !== 'running-containers'
      const containers = yield* cli.client.json<readonly ContainerSummary[]>('GET', '/containers/json', { query: { all: all || undefined } })
      return containers.flatMap((container) => container.Names.map((name) => name.replace(/^\//, ''))).filter((name) => !name.includes('/'))
    }
  }
}
