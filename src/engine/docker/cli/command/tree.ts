import type { CommandSpec } from './spec.ts'

/** A command in the tree that `docker` dispatches on: a group of commands, or one that runs. */
export interface CommandNode {
  readonly name: string
  readonly aliases: readonly string[]
  /** `docker container run`. */
  readonly path: string
  /** Key of its flags and texts. */
  readonly key: string
  readonly spec: CommandSpec | undefined
  readonly children: Map<string, CommandNode>
  readonly hidden: boolean
  /** Served by a plugin: shown with a star. */
  readonly plugin: boolean
}

/** A group of commands: `container`, `image`. */
export interface GroupSpec {
  readonly name: string
  readonly plugin?: true
  readonly hidden?: true
  /** What messages call it: `docker buildx` for `docker builder`. */
  readonly shownAs?: string
}

/** The tree of all commands: every one under its group, most also at the top. */
export function commandTree(groups: readonly GroupSpec[], specs: readonly CommandSpec[]): CommandNode {
  const root = node('docker', 'docker', '', undefined)
  for (const group of groups) {
    root.children.set(group.name, {
      ...node(group.name, group.shownAs ?? `docker ${group.name}`, group.name, undefined),
      plugin: group.plugin ?? false,
      hidden: group.hidden ?? false,
    })
  }
  for (const spec of specs) {
    const words = spec.path.split(' ')
    const name = words[words.length - 1] as string
    const homes = [words.length > 1 ? root.children.get(words[0] as string) : root, ...(spec.homes ?? []).map((home) => root.children.get(home))]
    for (const home of homes) {
      home?.children.set(name, { ...node(name, spec.shownAs ?? `${home.path} ${name}`, spec.path, spec), aliases: spec.aliases ?? [] })
    }
    if (spec.top) root.children.set(spec.top, node(spec.top, spec.shownAs ?? `docker ${spec.top}`, spec.path, spec))
  }
  return root
}

function node(name: string, path: string, key: string, spec: CommandSpec | undefined): CommandNode {
  return { name, aliases: [], path, key, spec, children: new Map(), hidden: spec?.hidden ?? false, plugin: false }
}

export function childOf(parent: CommandNode, name: string): CommandNode | undefined {
  const child = parent.children.get(name)
  if (child) return child
  for (const candidate of parent.children.values()) if (candidate.aliases.includes(name)) return candidate
  return undefined
}

/** `docker container run [OPTIONS] IMAGE [COMMAND] [ARG...]`. */
export function usageLine(command: CommandNode): string {
  if (command.key === '') return 'docker [OPTIONS] COMMAND [ARG...]'
  return command.spec ? `${command.path}${command.spec.use && ` ${command.spec.use}`}` : command.path
}
