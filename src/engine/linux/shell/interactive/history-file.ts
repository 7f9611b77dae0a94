import type { Sys } from '../../kernel/calls.ts'
import { globRegex } from '../../libc/glob.ts'
import { readFileBytes, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'
import { bytesOf, textOf } from '../text.ts'

/** The history list's file and what is kept in it (bashhist.c). */
export function* loadHistory(shell: Shell): Sys<void> {
  applyLimit(shell)
  const path = shell.get('HISTFILE')
  if (path) yield* readHistory(shell, path)
  shell.history.fresh = 0
}

/** HISTSIZE. */
export function applyLimit(shell: Shell): void {
  const size = shell.get('HISTSIZE')
  shell.history.limit = size !== undefined && /^\d+$/.test(size) ? Number(size) : undefined
  shell.history.trim()
}

/** Appends a file's lines to the list; false when it cannot be read. */
export function* readHistory(shell: Shell, path: string): Sys<boolean> {
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) return false
  let at: number | undefined
  for (const line of textOf(bytes.value).split('\n')) {
    const stamp = /^#(\d+)$/.exec(line)
    if (stamp) at = Number(stamp[1])
    else if (line !== '') {
      shell.history.add(line, at)
      at = undefined
    }
  }
  return true
}

/** When the shell ends: lines of this session go to the end of the file, which is then cut to HISTFILESIZE. */
export function* saveHistory(shell: Shell): Sys<void> {
  const path = shell.get('HISTFILE')
  if (!path || shell.history.fresh === 0 || !shell.options.has('history')) return
  yield* appendHistory(shell, path)
  const size = shell.get('HISTFILESIZE')
  if (size === undefined || !/^\d+$/.test(size)) return
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) return
  const lines = textOf(bytes.value).split('\n').slice(0, -1)
  if (lines.length > Number(size))
    yield* writeFile(
      path,
      bytesOf(
        lines
          .slice(-Number(size))
          .map((line) => `${line}\n`)
          .join(''),
      ),
      { mode: 0o600 },
    )
}

/** Writes the lines that are new since the last time. */
export function* appendHistory(shell: Shell, path: string): Sys<boolean> {
  const { history } = shell
  const fresh = history.fresh === 0 ? [] : history.list.slice(-history.fresh)
  const written = yield* writeFile(path, bytesOf(fileText(shell, fresh)), { append: true, mode: 0o600 })
  if (written.ok) history.fresh = 0
  return written.ok
}

export function* writeHistory(shell: Shell, path: string): Sys<boolean> {
  const written = yield* writeFile(path, bytesOf(fileText(shell, shell.history.list)), { mode: 0o600 })
  if (written.ok) shell.history.fresh = 0
  return written.ok
}

function fileText(shell: Shell, entries: Shell['history']['list']): string {
  const stamped = shell.get('HISTTIMEFORMAT') !== undefined
  return entries.map((entry) => `${stamped && entry.atSeconds !== undefined ? `#${entry.atSeconds}\n` : ''}${entry.line}\n`).join('')
}

/** Adds a command that was typed, by HISTCONTROL and HISTIGNORE. */
export function* rememberCommand(shell: Shell, command: string): Sys<boolean> {
  if (!shell.options.has('history') || command.trim() === '') return false
  const control = (shell.get('HISTCONTROL') ?? '').split(':')
  const both = control.includes('ignoreboth')
  const { history } = shell
  if ((both || control.includes('ignorespace')) && command.startsWith(' ')) return false
  if ((both || control.includes('ignoredups')) && history.at(-1)?.line === command) return false
  for (const pattern of (shell.get('HISTIGNORE') ?? '').split(':')) {
    if (pattern !== '' && globRegex(pattern.replaceAll('&', (history.at(-1)?.line ?? '').replace(/[*?[\\]/g, '\\$&'))).test(command)) return false
  }
  if (control.includes('erasedups')) history.removeWhere((line) => line === command)
  history.add(command, Math.floor((yield* sys.clockRealtime({})) / 1000))
  return true
}

/** How the lines of one command join into one entry (cmdhist): by a newline inside quotes and here-documents, else by `;` where one may stand. */
export function joinLines(before: string, line: string, within: 'quotes' | 'words'): string {
  if (within === 'quotes') return `${before}\n${line}`
  if (before.endsWith('\\')) return before.slice(0, -1) + line
  const open =
    /(?:^|[\s;|&(){}])(?:then|do|else|elif|if|while|until|in|\{|!)\s*$|[;|&({]\s*$|;;\s*$|\)\s*$/.test(before) &&
    !/[^;]\)\s*$/.test(before.replace(/\(\)\s*$/, ''))
  return `${before}${open || /^\s*(?:\)|then\b)?$/.test(line) ? ' ' : '; '}${line.trimStart()}`
}
