import type { Sys } from '../../kernel/calls.ts'
import { readFileBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { ExitJump } from '../errors.ts'
import { expandText } from '../expand/expand.ts'
import { runText } from '../run/run-text.ts'
import type { Shell } from '../state/shell.ts'
import { textOf } from '../text.ts'
import { Word } from '../word.ts'

export interface StartupOptions {
  readonly noProfile: boolean
  readonly noRc: boolean
  readonly rcFile: string | undefined
}

/** Startup files (shell.c: run_startup_files): profiles of a login shell, rc files of an interactive one, BASH_ENV or ENV. */
export function* runStartupFiles(shell: Shell, options: StartupOptions): Sys<void> {
  const home = shell.get('HOME') ?? '/'
  if (shell.login && !options.noProfile) {
    yield* runIfThere(shell, '/etc/profile')
    const own = shell.isBash ? ['.bash_profile', '.bash_login', '.profile'] : ['.profile']
    for (const name of own) if (yield* runIfThere(shell, `${home}/${name}`)) break
  }
  if (!shell.isBash) {
    const file = shell.get('ENV')
    if (shell.interactive && file) yield* runIfThere(shell, yield* expandText(shell, new Word(file, 'double')))
    return
  }
  if (shell.interactive && !shell.login && !options.noRc) {
    if (options.rcFile === undefined) {
      if (yield* hasSystemRc(shell)) yield* runIfThere(shell, '/etc/bash.bashrc')
      yield* runIfThere(shell, `${home}/.bashrc`)
    } else yield* runIfThere(shell, options.rcFile)
  } else if (!shell.interactive) {
    const file = shell.get('BASH_ENV')
    if (file) yield* runIfThere(shell, yield* expandText(shell, new Word(file, 'double')))
  }
}

/** Debian builds bash with SYS_BASHRC; there the file exists. */
function* hasSystemRc(_shell: Shell): Sys<boolean> {
  return (yield* sys.stat({ path: '/etc/bash.bashrc' })).ok
}

/** Runs a file when it can be read; true when it could. */
export function* runIfThere(shell: Shell, path: string): Sys<boolean> {
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) return false
  shell.sourceDepth++
  shell.frames.push({ name: 'source', source: path, line: 0 })
  try {
    yield* runText(shell, textOf(bytes.value), { name: path, firstLine: 1 })
  } catch (jump) {
    if (!(jump instanceof Object) || jump instanceof ExitJump) throw jump
    if (!('status' in jump)) throw jump
  } finally {
    shell.sourceDepth--
    shell.frames.pop()
  }
  return true
}
