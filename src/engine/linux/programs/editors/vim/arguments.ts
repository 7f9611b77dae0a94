import type { Sys } from '../../../kernel/calls.ts'
import { print } from '../../../libc/stdio.ts'

export interface Invocation {
  readonly kind: 'edit'
  readonly files: readonly string[]
  /** Run after the first file was read: `+12`, `+/text`, `-c command`. */
  readonly commands: readonly string[]
  readonly readOnly: boolean
  /** Line by line, without a screen. */
  readonly ex: boolean
  /** `-s`: ex says nothing. */
  readonly silent: boolean
}

export type Parsed =
  | Invocation
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'version'; readonly show: (version: string) => Sys<number> }

function* showVersion(version: string): Sys<number> {
  const [major, minor, patch] = version.split('.')
  yield* print(`VIM - Vi IMproved ${major}.${minor}\nIncluded patches: 1-${patch ?? 0}\nSmall version without GUI.\n`)
  return 0
}

/** The command line of vi, vim, view and ex. */
export function parseArguments(name: string, args: readonly string[]): Parsed {
  const files: string[] = []
  const commands: string[] = []
  let readOnly = name === 'view' || name === 'rview'
  let ex = name === 'ex'
  let silent = false
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      files.push(...args.slice(i + 1))
      break
    }
    if (arg === '--version') return { kind: 'version', show: showVersion }
    if (arg.startsWith('+')) commands.push(arg === '+' ? '$' : arg.slice(1))
    else if (arg === '-c') {
      const command = args[++i]
      if (command === undefined) return { kind: 'problem', message: 'Argument missing after: "-c"' }
      commands.push(command)
    } else if (arg === '-R') readOnly = true
    else if (arg === '-e' || arg === '-E') ex = true
    else if (arg === '-s') silent = true
    else if (arg === '-es' || arg === '-Es') {
      ex = true
      silent = true
    } else if (arg === '-' && ex) silent = true
    else if (arg === '-n' || arg === '-N' || arg === '-v') continue
    else if (arg.startsWith('-')) return { kind: 'problem', message: `Unknown option argument: "${arg}"` }
    else files.push(arg)
  }
  return { kind: 'edit', files, commands, readOnly, ex, silent }
}
