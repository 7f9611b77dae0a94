import type { Sys } from '../../kernel/calls.ts'
import { readFile, writeFile } from '../../libc/stdio.ts'
import { type Group, parseGroup, parsePasswd, type User } from '../../libc/users.ts'

// The account files as the shadow suite edits them: whole lines, kept in order, written back at once.

export interface AccountFile {
  readonly path: string
  lines: string[]
}

export function* openAccounts(path: '/etc/passwd' | '/etc/group' | '/etc/shadow' | '/etc/gshadow'): Sys<AccountFile> {
  const text = yield* readFile(path)
  return { path, lines: text.ok ? text.value.split('\n').filter(Boolean) : [] }
}

/** False when it may not be written. */
export function* saveAccounts(file: AccountFile): Sys<boolean> {
  return (yield* writeFile(file.path, file.lines.map((line) => `${line}\n`).join(''))).ok
}

export const nameOf = (line: string): string => line.split(':', 1)[0] ?? ''

/** Replaces the entry of that name; `undefined` removes it. */
export function replaceEntry(file: AccountFile, name: string, change: (fields: string[]) => readonly string[] | undefined): void {
  file.lines = file.lines.flatMap((line) => {
    if (nameOf(line) !== name) return [line]
    const fields = change(line.split(':'))
    return fields ? [fields.join(':')] : []
  })
}

export const usersOf = (file: AccountFile): readonly User[] => parsePasswd(file.lines.join('\n'))
export const groupsIn = (file: AccountFile): readonly Group[] => parseGroup(file.lines.join('\n'))

/** Ranges of login.defs: ordinary accounts, and system ones counted downwards. */
const ranges = { ordinary: [1000, 60_000], system: [201, 999] } as const

/** The next free id, as find_new_uid does: one above the highest used, for system accounts one below the lowest. */
export function freeId(used: readonly number[], system: boolean): number {
  const [low, high] = system ? ranges.system : ranges.ordinary
  const inRange = new Set(used.filter((id) => id >= low && id <= high))
  if (system) {
    for (let id = high; id >= low; id--) if (!inRange.has(id)) return id
    return -1
  }
  const highest = Math.max(low - 1, ...inRange)
  if (highest < high) return highest + 1
  for (let id: number = low; id <= high; id++) if (!inRange.has(id)) return id
  return -1
}

/** What useradd and groupadd accept as a name. */
export const validName = (name: string): boolean => /^[a-z_][a-z0-9_-]*\$?$/i.test(name) && name.length <= 32
