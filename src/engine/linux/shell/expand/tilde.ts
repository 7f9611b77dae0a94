import type { Sys } from '../../kernel/calls.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'
import type { Item } from './pieces.ts'

/**
 * Tilde expansion at the start of a literal part. What a tilde stands for goes to `out` as quoted text; returns the text that remains. In
 * an assignment's value tildes after colons count too.
 */
export function* expandTilde(shell: Shell, text: string, index: number, parts: number, assignment: boolean, out: Item[]): Sys<string> {
  if (!assignment) {
    const assigned = index === 0 && shell.isBash && !shell.options.has('posix') ? /^[A-Za-z_]\w*\+?=/.exec(text)?.[0] : undefined
    if (assigned !== undefined) {
      out.push({ text: assigned, quoted: false, splits: false })
      return yield* expandTilde(shell, text.slice(assigned.length), 0, parts, true, out)
    }
    if (index > 0 || !text.startsWith('~')) return text
    return yield* prefix(shell, text, parts > 1, out)
  }
  const pieces = text.split(/(?<=:)/)
  for (const [i, piece] of pieces.entries()) {
    const last = i === pieces.length - 1
    const starts = piece.startsWith('~') && (i > 0 || index === 0)
    const rest = starts ? yield* prefix(shell, piece, last && index < parts - 1, out) : piece
    if (rest !== '') out.push({ text: rest, quoted: false, splits: false })
  }
  return ''
}

/** `more` parts follow: without a slash before them the login name would be partly quoted, which disables the tilde. */
function* prefix(shell: Shell, text: string, more: boolean, out: Item[]): Sys<string> {
  const login = /^~([^/:]*)/.exec(text)?.[1] ?? ''
  const rest = text.slice(login.length + 1)
  if (more && rest === '') return text
  const directory = yield* tildeDirectory(shell, login)
  if (directory === undefined) return text
  out.push({ text: directory, quoted: true, splits: false })
  return rest
}

/** What `~login` stands for; undefined leaves it as it is. */
export function* tildeDirectory(shell: Shell, login: string): Sys<string | undefined> {
  if (login === '') {
    const home = shell.get('HOME')
    if (home !== undefined) return home
    const uid = (yield* sys.getcredentials({})).uid
    return yield* homeOf((fields) => fields[2] === String(uid))
  }
  if (login === '+') return shell.get('PWD')
  if (login === '-') return shell.get('OLDPWD')
  const entry = /^([+-]?)(\d+)$/.exec(login)
  if (entry) {
    const stack = [shell.get('PWD') ?? '', ...shell.directories]
    const number = Number(entry[2])
    return entry[1] === '-' ? stack[stack.length - 1 - number] : stack[number]
  }
  return yield* homeOf((fields) => fields[0] === login)
}

function* homeOf(matches: (fields: readonly string[]) => boolean): Sys<string | undefined> {
  const passwd = yield* readFile('/etc/passwd')
  if (!passwd.ok) return undefined
  const line = passwd.value.split('\n').find((candidate) => matches(candidate.split(':')))
  return line?.split(':')[5]
}
