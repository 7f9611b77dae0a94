import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { crypt } from '../../../libc/crypt.ts'
import { LineReader, print, printError } from '../../../libc/stdio.ts'
import { userById } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import { openAccounts, replaceEntry, saveAccounts } from '../../accounts/database.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions } from '../../net/busybox/applet.ts'

const passwdApplet: Applet = {
  name: 'passwd',
  options: 'a: d l u',
  usage: '[-a ALG] [-dlu] [USER]',
  summary: "Change USER's password (default: current user)\n\n\t-d\tSet password to ''\n\t-l\tLock (disable) account\n\t-u\tUnlock (enable) account",
  unsimulated: ['a'],
}

/** Models BusyBox' passwd and chpasswd, with SHA-512 hashes. */
export const passwd: Main = function* (start) {
  const options = yield* appletOptions(passwdApplet, start)
  if (typeof options === 'number') return options
  const { uid } = yield* sys.getcredentials({})
  const name = options.operands[0] ?? (yield* userById(uid))?.name ?? 'root'
  if (uid !== 0) {
    yield* printError("cais: passwd: changing one's own password without root is not simulated\n")
    return 1
  }
  if (options.options.length === 0) return yield* changePassword(name)
  const locked = options.has('l')
  const stored = yield* store(name, (old) => (options.has('d') ? '' : locked ? `!${old.replace(/^!/, '')}` : old.replace(/^!/, '')))
  if (!stored) return yield* unknown('passwd', name)
  yield* print(`passwd: password for ${name} changed by root\n`)
  return 0
}

function* unknown(applet: string, name: string): Sys<number> {
  yield* printError(`${applet}: unknown user ${name}\n`)
  return 1
}

/** Asks twice; the account stays as it was when the answers differ. */
export function* changePassword(name: string): Sys<number> {
  yield* print(`Changing password for ${name}\n`)
  const input = new LineReader(0)
  const first = yield* secret(input, 'New password: ')
  if (first !== undefined && first.length < 6) yield* print('Bad password: too short\n')
  const again = yield* secret(input, 'Retype password: ')
  if (first === undefined || first !== again) {
    yield* printError(`Passwords don't match\npasswd: password for ${name} is unchanged\n`)
    return 1
  }
  const hashed = crypt(first, `$6$${yield* salt()}$`) ?? '!'
  if (!(yield* store(name, () => hashed))) return yield* unknown('passwd', name)
  yield* print(`passwd: password for ${name} changed by root\n`)
  return 0
}

const chpasswdApplet: Applet = {
  name: 'chpasswd',
  options: 'm|md5 e|encrypted c|crypt-method: R|root:',
  usage: '[-me] [-c ALG] [-R DIR]',
  summary: 'Read user:password from stdin and update /etc/passwd',
  unsimulated: ['md5', 'root'],
}

export const chpasswd: Main = function* (start) {
  const options = yield* appletOptions(chpasswdApplet, start)
  if (typeof options === 'number') return options
  if ((yield* sys.getcredentials({})).euid !== 0) {
    yield* printError('chpasswd: permission denied (are you root?)\n')
    return 1
  }
  const input = new LineReader(0)
  for (;;) {
    const line = yield* input.next()
    if (!line.ok || line.value === undefined) return 0
    const at = line.value.text.indexOf(':')
    const name = line.value.text.slice(0, at)
    const given = line.value.text.slice(at + 1)
    if (at < 0) {
      yield* printError('chpasswd: missing new password\n')
      return 1
    }
    const hashed = options.has('encrypted') ? given : (crypt(given, `$6$${yield* salt()}$`) ?? '!')
    if (!(yield* store(name, () => hashed))) return yield* unknown('chpasswd', name)
    yield* printError(`chpasswd: password for '${name}' changed\n`)
  }
}

function* store(name: string, change: (old: string) => string): Sys<boolean> {
  const file = yield* openAccounts('/etc/shadow')
  let found = false
  const day = Math.floor((yield* sys.clockRealtime({})) / 86_400_000)
  replaceEntry(file, name, ([user = '', old = '', , ...rest]) => {
    found = true
    return [user, change(old), String(day), ...rest]
  })
  return found && (yield* saveAccounts(file))
}

function* salt(): Sys<string> {
  const bytes = yield* sys.getrandom({ count: 16 })
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  return [...bytes].map((byte) => letters[byte & 63]).join('')
}

/** A line that the terminal does not echo. */
function* secret(input: LineReader, prompt: string): Sys<string | undefined> {
  yield* print(prompt)
  const before = yield* sys.tcgetattr({ fd: 0 })
  if (before.ok) yield* sys.tcsetattr({ fd: 0, termios: { ...before.value, echo: false } })
  const line = yield* input.next()
  if (before.ok) yield* sys.tcsetattr({ fd: 0, termios: before.value })
  yield* print('\n')
  return line.ok ? line.value?.text : undefined
}
