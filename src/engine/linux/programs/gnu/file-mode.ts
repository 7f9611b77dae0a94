import type { FileType } from '../../kernel/calls.ts'

/** Models gnulib's modechange.c and filemode.c: symbolic and octal modes, and `drwxr-xr-x`. */
export const typeLetters: Readonly<Record<FileType, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  socket: 's',
  char: 'c',
  block: 'b',
}

/** `-rwxr-xr-x`, with s, S, t and T for the special bits. */
export function modeString(type: FileType, mode: number): string {
  const triple = (shift: number, special: number, letter: string) => {
    const bits = mode >> shift
    const execute = bits & 1 ? (mode & special ? letter : 'x') : mode & special ? letter.toUpperCase() : '-'
    return (bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-') + execute
  }
  return typeLetters[type] + triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't')
}

/** A change of permission bits, from the old ones. */
export interface ModeChange {
  apply(mode: number, directory: boolean, umask: number): number
  /** Bits that an omitted `ugo` left to the umask: chmod warns when they stay. */
  readonly usesUmask: boolean
}

/** `644`, `=755`, `u+x,go-w`, `a=rX`, `g=u`, `+t`; undefined when invalid. */
export function parseMode(text: string): ModeChange | undefined {
  const octal = /^([-+=]?)([0-7]{1,5})$/.exec(text)
  if (octal) {
    const bits = Number.parseInt(octal[2] as string, 8)
    if (bits > 0o7777) return undefined
    const operator = octal[1] || '='
    // A short octal mode leaves a directory's set-id bits alone.
    const kept = octal[1] === '' && (octal[2] as string).length < 5 ? 0o6000 : 0
    return {
      usesUmask: false,
      apply: (mode, directory) => (operator === '+' ? mode | bits : operator === '-' ? mode & ~bits : bits | (directory ? mode & kept : 0)),
    }
  }
  const clauses: Clause[] = []
  for (const part of text.split(',')) {
    const m = /^([ugoa]*)((?:[-+=](?:[0-7]+|[rwxXst]*|[ugo]))+)$/.exec(part)
    if (!m) return undefined
    for (const action of (m[2] as string).match(/[-+=][^-+=]*/g) ?? [])
      clauses.push({ who: m[1] as string, operator: action[0] as string, what: action.slice(1) })
  }
  return {
    usesUmask: clauses.some((clause) => clause.who === '' && !/^[0-7]+$/.test(clause.what)),
    apply: (mode, directory, umask) => clauses.reduce((bits, clause) => applyClause(clause, bits, directory, umask), mode),
  }
}

interface Clause {
  readonly who: string
  readonly operator: string
  readonly what: string
}

function applyClause({ who, operator, what }: Clause, mode: number, directory: boolean, umask: number): number {
  if (/^[0-7]+$/.test(what)) {
    const bits = Number.parseInt(what, 8)
    return operator === '+' ? mode | bits : operator === '-' ? mode & ~bits : bits
  }
  const people = who === '' || who.includes('a') ? 'ugo' : who
  let affected = 0
  for (const person of people) affected |= person === 'u' ? 0o4700 : person === 'g' ? 0o2070 : 0o1007
  if (people === 'ugo') affected |= 0o1000
  let bits = 0
  for (const letter of what) {
    if (letter === 'r') bits |= 0o444
    else if (letter === 'w') bits |= 0o222
    else if (letter === 'x') bits |= 0o111
    else if (letter === 'X') bits |= directory || mode & 0o111 ? 0o111 : 0
    else if (letter === 's') bits |= 0o6000
    else if (letter === 't') bits |= 0o1000
    else bits |= copied(letter, mode)
  }
  bits &= affected
  if (who === '') bits &= ~umask
  if (operator === '+') return mode | bits
  if (operator === '-') return mode & ~bits
  const cleared = affected & (who === '' ? ~umask | 0o7000 : ~0) & (directory && !/s/.test(what) ? ~0o6000 : ~0)
  return (mode & ~(who === '' ? (cleared & 0o7000) | 0o777 : cleared)) | bits
}

/** The permissions of u, g or o, for everyone. */
function copied(person: string, mode: number): number {
  const bits = (mode >> (person === 'u' ? 6 : person === 'g' ? 3 : 0)) & 7
  return (bits << 6) | (bits << 3) | bits
}
