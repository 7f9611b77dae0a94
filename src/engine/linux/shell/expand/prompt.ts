import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../kernel/calls.ts'
import { localZone } from '../../libc/local-zone.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { baseName } from '../complain.ts'
import type { Shell } from '../state/shell.ts'
import { Word } from '../word.ts'
import { expandText } from './expand.ts'

/**
 * Prompt strings (parse.y: decode_prompt_string). Parts between `\[` and `\]` take no columns: they come out between U+0001 and U+0002,
 * which is how readline is told.
 */
export function* prompt(shell: Shell, text: string): Sys<string> {
  let out = ''
  for (let i = 0; i < text.length; ) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i++]
      continue
    }
    const octal = /^[0-7]{1,3}/.exec(text.slice(i + 1, i + 4))?.[0]
    if (octal !== undefined) {
      out += String.fromCharCode(Number.parseInt(octal, 8))
      i += 1 + octal.length
      continue
    }
    const letter = text[i + 1] as string
    i += 2
    if (letter === 'D' && text[i] === '{') {
      const end = text.indexOf('}', i)
      out += yield* time(shell, text.slice(i + 1, end < 0 ? undefined : end) || '%X')
      i = end < 0 ? text.length : end + 1
    } else out += escapeForExpansion(letter, yield* escapeValue(shell, letter))
  }
  if (!shell.options.has('promptvars') && shell.isBash) return out
  return yield* expandText(shell, new Word(out, 'here-document'))
}

/** What a directory or a name holds is not expanded again. */
const escapeForExpansion = (letter: string, text: string): string =>
  'wWhHsu'.includes(letter) ? text.replace(/[\\$`]/g, '\\$&') : letter === '$' && text === '$' ? '\\$' : letter === '\\' ? '\\\\' : text

function* escapeValue(shell: Shell, letter: string): Sys<string> {
  switch (letter) {
    case 'a':
      return '\x07'
    case 'd':
      return yield* time(shell, '%a %b %d')
    case 'e':
      return '\x1b'
    case 'H':
      return yield* hostName(shell)
    case 'h':
      return (yield* hostName(shell)).replace(/\..*/, '')
    case 'j':
      return String(shell.jobs.jobs.size)
    case 'l': {
      const tty = yield* sys.ttyname({ fd: 0 })
      return tty.ok ? baseName(tty.value) : 'tty'
    }
    case 'n':
      return '\n'
    case 'r':
      return '\r'
    case 's':
      return baseName(shell.name)
    case 't':
      return yield* time(shell, '%H:%M:%S')
    case 'T':
      return yield* time(shell, '%I:%M:%S')
    case '@':
      return yield* time(shell, '%I:%M %p')
    case 'A':
      return yield* time(shell, '%H:%M')
    case 'u':
      shell.userName ??= yield* userName()
      return shell.userName
    case 'v':
      return `${shell.dialect.major}.${shell.dialect.minor}`
    case 'V':
      return shell.dialect.version
    case 'w':
    case 'W':
      return directory(shell, letter)
    case '!':
      return String(shell.history.next)
    case '#':
      return String(shell.commandNumber)
    case '$':
      return (yield* sys.getcredentials({})).euid === 0 ? '#' : '$'
    case '[':
      return '\x01'
    case ']':
      return '\x02'
    case '\\':
      return '\\'
    default:
      return `\\${letter}`
  }
}

function* time(shell: Shell, format: string): Sys<string> {
  const zone = yield* localZone(shell.variables.environment())
  return strftime(format, civilTime(yield* sys.clockRealtime({}), zone))
}

/** Asked for once, as bash does: a later `hostname new` shows in new shells. */
function* hostName(shell: Shell): Sys<string> {
  shell.hostName ??= (yield* sys.uname({})).nodename
  return shell.hostName
}

function* userName(): Sys<string> {
  const uid = (yield* sys.getcredentials({})).euid
  return (yield* userOfId(uid)) ?? 'I have no name!'
}

export function* userOfId(uid: number): Sys<string | undefined> {
  const passwd = yield* readFile('/etc/passwd')
  if (!passwd.ok) return undefined
  const line = passwd.value.split('\n').find((candidate) => candidate.split(':')[2] === String(uid))
  return line?.split(':')[0]
}

function directory(shell: Shell, letter: 'w' | 'W'): string {
  const pwd = shell.get('PWD') ?? ''
  const home = shell.get('HOME') ?? ''
  if (pwd === home && home !== '') return '~'
  if (letter === 'W') return baseName(pwd)
  const shown = home.length > 1 && pwd.startsWith(`${home}/`) ? `~${pwd.slice(home.length)}` : pwd
  return trimmed(shown, Number(shell.get('PROMPT_DIRTRIM') ?? 0))
}

/** PROMPT_DIRTRIM keeps the last directories. */
function trimmed(path: string, keep: number): string {
  const parts = path.split('/').filter(Boolean)
  const tilde = path.startsWith('~') ? 1 : 0
  if (!(keep > 0) || parts.length - tilde <= keep) return path
  return `${tilde ? '~/' : ''}.../${parts.slice(-keep).join('/')}`
}
