import type { Sys } from '../../kernel/calls.ts'
import { joinPath } from '../../libc/paths.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models sudoers(5) as far as it is usual: user and %group rules, hosts, run-as lists, NOPASSWD, command lists, includedir. Leaves out aliases, Defaults. */
export interface Rule {
  readonly who: string
  readonly hosts: readonly string[]
  readonly runAs: readonly string[]
  readonly password: boolean
  readonly commands: readonly string[]
}

/** Rules of /etc/sudoers and what it includes, in order; undefined when the file cannot be read. */
export function* readSudoers(path = '/etc/sudoers'): Sys<readonly Rule[] | undefined> {
  const text = yield* readFile(path)
  if (!text.ok) return undefined
  const rules: Rule[] = []
  for (const line of text.value.replace(/\\\n/g, '').split('\n')) {
    const included = /^[#@]includedir\s+(\S+)/.exec(line)
    if (included) {
      const entries = yield* sys.getdents({ path: included[1] as string })
      const names = entries.ok ? entries.value.map(({ name }) => name).filter((name) => !name.includes('.') && !name.endsWith('~')) : []
      for (const name of names.sort()) rules.push(...((yield* readSudoers(joinPath(included[1] as string, name))) ?? []))
      continue
    }
    const rule = parseRule(line.replace(/(^|\s)#.*/, '').trim())
    if (rule) rules.push(rule)
  }
  return rules
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

function parseRule(line: string): Rule | undefined {
  const m = /^([^\s=]+)\s+([^=]+?)\s*=\s*(?:\(([^)]*)\))?\s*((?:[A-Z]+:\s*)*)(.+)$/.exec(line)
  if (!m || m[1] === 'Defaults' || /_Alias$/.test(m[1] as string)) return undefined
  const runAs = (m[3] ?? 'root').split(':')[0] ?? ''
  return {
    who: m[1] as string,
    hosts: listOf(m[2] as string),
    runAs: listOf(runAs || 'ALL'),
    password: !(m[4] as string).includes('NOPASSWD:'),
    commands: listOf(m[5] as string),
  }
}

/** The last rule that matches decides. */
export function ruleFor(
  rules: readonly Rule[],
  who: { name: string; groups: readonly string[]; host: string; target: string; command: string },
): Rule | undefined {
  return rules.findLast(
    (rule) =>
      (rule.who === 'ALL' || rule.who === who.name || (rule.who.startsWith('%') && who.groups.includes(rule.who.slice(1)))) &&
      rule.hosts.some((host) => host === 'ALL' || host === who.host) &&
      rule.runAs.some((user) => user === 'ALL' || user === who.target) &&
      rule.commands.some(
        (command) => command === 'ALL' || who.command === command || who.command.startsWith(`${command} `) || who.command.split(' ')[0] === command,
      ),
  )
}
