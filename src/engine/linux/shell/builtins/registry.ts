import type { Builtin } from '../builtin.ts'
import type { Shell } from '../state/shell.ts'

/** Builtins by name. The table (table.ts) fills it: builtins that look others up find them here. */
const builtins = new Map<string, Builtin>()

export function registerBuiltins(table: Readonly<Record<string, Builtin>>): void {
  for (const [name, builtin] of Object.entries(table)) builtins.set(name, builtin)
}

const DASH = new Set(
  '. : [ alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd read readonly return set shift test times trap true type ulimit umask unalias unset wait'.split(
    ' ',
  ),
)
const ASH = new Set([...DASH, 'help', 'history', 'let', 'source', '[['])

const known = (shell: Shell, name: string): boolean => (shell.isBash ? name !== '[[' : (shell.dialect.name === 'dash' ? DASH : ASH).has(name))

export function builtinOf(shell: Shell, name: string): Builtin | undefined {
  const builtin = builtins.get(name)
  return builtin && known(shell, name) && !shell.disabledBuiltins.has(name) ? builtin : undefined
}

/** In byte order. */
export const builtinNames = (shell: Shell): readonly string[] => [...builtins.keys()].filter((name) => known(shell, name)).sort()

/** POSIX's special builtins. */
const SPECIAL = new Set([
  '.',
  ':',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'source',
  'times',
  'trap',
  'unset',
])
export const isSpecial = (name: string): boolean => SPECIAL.has(name)

/** Builtins whose assignments before them and errors count as the shell's own. */
export const isDeclaration = (name: string): boolean =>
  name === 'declare' || name === 'typeset' || name === 'local' || name === 'export' || name === 'readonly'
