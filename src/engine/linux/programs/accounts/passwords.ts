import { civilTime, dayMs, monthNames } from '../../../base/calendar.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { crypt, passwordMatches } from '../../libc/crypt.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { parseShadow } from '../../libc/shadow.ts'
import { fail, LineReader, print, printError } from '../../libc/stdio.ts'
import { userById } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import { openAccounts, replaceEntry, saveAccounts, usersOf } from './database.ts'

// passwd(1), chpasswd(8), chage(1): passwords are kept as crypt(3) makes them with SHA-512. Red Hat's passwd asks in its own words. Leaves out
// PAM's checks of how good a password is, except for Debian's against a repeated one.

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function* hashed(password: string): Sys<string> {
  const random = yield* sys.getrandom({ count: 16 })
  return crypt(password, `$6$${[...random].map((byte) => alphabet[byte & 63]).join('')}`) ?? '!'
}

function* setPassword(name: string, change: (old: string) => string): Sys<boolean> {
  const shadow = yield* openAccounts('/etc/shadow')
  const today = String(Math.floor((yield* sys.clockRealtime({})) / dayMs))
  replaceEntry(shadow, name, (fields) => [fields[0] ?? name, change(fields[1] ?? ''), today, ...fields.slice(3)])
  return yield* saveAccounts(shadow)
}

/** A line typed without echo; undefined at the end of input. */
function* ask(prompt: string, lines: LineReader): Sys<string | undefined> {
  yield* printError(prompt)
  const before = yield* sys.tcgetattr({ fd: 0 })
  if (before.ok) yield* sys.tcsetattr({ fd: 0, termios: { ...before.value, echo: false } })
  const line = yield* lines.next()
  if (before.ok) yield* sys.tcsetattr({ fd: 0, termios: before.value })
  if (before.ok) yield* printError('\n')
  return line.ok ? line.value?.text : undefined
}

const options = optionTable(
  'k|keep-tokens d|delete l|lock u|unlock e|expire f|force x|maximum= n|minimum= w|warning= i|inactive= S|status a|all stdin q|quiet',
)

export const passwd: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), options)
  if (!parsed.ok) return yield* fail('passwd', parsed.message, 2)
  const asked = parsed.value
  for (const key of ['keep-tokens', 'expire', 'maximum', 'minimum', 'warning', 'inactive', 'all'])
    if (asked.has(key)) return yield* fail('cais: passwd', `--${key} is not simulated`)
  const { uid } = yield* sys.getcredentials({})
  const self = yield* userById(uid)
  const name = asked.operands[0] ?? self?.name ?? 'root'
  const redHat = (yield* sys.stat({ path: '/etc/redhat-release' })).ok
  const entry = usersOf(yield* openAccounts('/etc/passwd')).find((user) => user.name === name)
  if (!entry) return redHat ? yield* fail('passwd', `Unknown user name '${name}'.`) : yield* fail('passwd', `user '${name}' does not exist`)
  if (uid !== 0 && (entry.uid !== uid || (asked.operands.length > 0 && redHat)))
    return redHat
      ? yield* fail('passwd', 'Only root can specify a user name.')
      : yield* fail('passwd', `You may not view or modify password information for ${name}.`)
  if (uid !== 0 && (asked.has('lock') || asked.has('unlock') || asked.has('delete')))
    return yield* fail('passwd', redHat ? 'Only root can do that.' : 'Permission denied.')
  if (asked.has('status')) return yield* showStatus(name, redHat)
  const turned = asked.has('lock') || asked.has('unlock') || asked.has('delete')
  if (turned) {
    const did = yield* setPassword(name, (old) =>
      asked.has('delete') ? '' : asked.has('lock') ? `!${redHat ? '!' : ''}${old.replace(/^!+/, '')}` : old.replace(/^!+/, ''),
    )
    if (!did) return yield* fail('passwd', 'Authentication token manipulation error')
    const doing = asked.has('delete') ? 'Removing' : asked.has('lock') ? 'Locking' : 'Unlocking'
    yield* print(redHat ? `${doing} password for user ${name}.\npasswd: Success\n` : 'passwd: password changed.\n')
    return 0
  }
  return yield* change(name, uid, redHat, asked.has('stdin'))
}

function* change(name: string, uid: number, redHat: boolean, piped: boolean): Sys<number> {
  const lines = new LineReader(0)
  const failed = 'passwd: Authentication token manipulation error\n'
  if (redHat) yield* print(`Changing password for user ${name}.\n`)
  else if (uid !== 0) yield* print(`Changing password for ${name}.\n`)
  if (uid !== 0 && !piped) {
    if (redHat) yield* print(`Changing password for ${name}.\n`)
    const old = yield* ask(redHat ? '(current) UNIX password: ' : 'Current password: ', lines)
    const shadow = parseShadow((yield* openAccounts('/etc/shadow')).lines.join('\n')).find((line) => line.name === name)
    if (old === undefined || !shadow || !passwordMatches(old, shadow.password)) {
      yield* printError(`${failed}${redHat ? '' : 'passwd: password unchanged\n'}`)
      return redHat ? 1 : 10
    }
  }
  const typed = piped ? yield* lines.next() : undefined
  const first = typed ? (typed.ok ? typed.value?.text : undefined) : yield* ask('New password: ', lines)
  const again = piped ? first : yield* ask(redHat ? 'Retype new password: ' : 'Retype new password: ', lines)
  if (first === undefined || first === '' || first !== again) {
    if (first !== undefined && first !== '') yield* printError('Sorry, passwords do not match.\n')
    else if (!redHat) yield* printError('No password has been supplied.\n')
    yield* printError(`${failed}${redHat ? '' : 'passwd: password unchanged\n'}`)
    return redHat ? 1 : 10
  }
  const hash = yield* hashed(first)
  if (!(yield* setPassword(name, () => hash))) {
    yield* printError(failed)
    return 1
  }
  yield* print(redHat ? 'passwd: all authentication tokens updated successfully.\n' : 'passwd: password updated successfully\n')
  return 0
}

function* showStatus(name: string, redHat: boolean): Sys<number> {
  const entry = parseShadow((yield* openAccounts('/etc/shadow')).lines.join('\n')).find((line) => line.name === name)
  const state = !entry || entry.password === '' ? 'NP' : /^[!*]/.test(entry.password) ? (redHat ? 'LK' : 'L') : redHat ? 'PS' : 'P'
  const { year, month, day } = civilTime((entry?.changedDay ?? 0) * dayMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const date = redHat ? `${year}-${two(month)}-${two(day)}` : `${two(month)}/${two(day)}/${year}`
  const what = { NP: 'Empty password.', LK: 'Password locked.', PS: 'Password set, SHA512 crypt.' } as Readonly<Record<string, string>>
  yield* print(
    `${name} ${state} ${date} ${entry?.minimumDays ?? 0} ${entry?.maximumDays ?? 99_999} ${entry?.warningDays ?? 7} -1${redHat ? ` (${what[state]})` : ''}\n`,
  )
  return 0
}

export const chpasswd: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('c|crypt-method= e|encrypted m|md5 R|root= s|sha-rounds='))
  if (!parsed.ok) return yield* fail('chpasswd', parsed.message, 2)
  const method = parsed.value.value('crypt-method')
  if (parsed.value.has('md5') || parsed.value.has('root') || parsed.value.has('sha-rounds') || (method !== undefined && method !== 'SHA512'))
    return yield* fail('cais: chpasswd', 'other methods than SHA512 are not simulated')
  const users = usersOf(yield* openAccounts('/etc/passwd'))
  const lines = new LineReader(0)
  let status = 0
  for (let number = 1; ; number++) {
    const line = yield* lines.next()
    if (!line.ok || line.value === undefined) return status
    const [name = '', ...rest] = line.value.text.split(':')
    if (rest.length === 0) status = yield* fail('chpasswd', `line ${number}: missing new password`)
    else if (!users.some((user) => user.name === name)) status = yield* fail('chpasswd', `line ${number}: user '${name}' does not exist`)
    else {
      const password = rest.join(':')
      const hash = parsed.value.has('encrypted') ? password : yield* hashed(password)
      if (!(yield* setPassword(name, () => hash))) return yield* fail('chpasswd', 'cannot lock /etc/shadow; try again later.')
    }
  }
}

export const chage: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('l|list d|lastday= E|expiredate= I|inactive= m|mindays= M|maxdays= W|warndays= i|iso8601 R|root='))
  if (!parsed.ok) return yield* fail('chage', parsed.message, 2)
  const name = parsed.value.operands[0]
  if (name === undefined) return yield* fail('Usage', 'chage [options] LOGIN', 2)
  if (!parsed.value.has('list')) return yield* fail('cais: chage', 'changing ages is not simulated')
  const entry = parseShadow((yield* openAccounts('/etc/shadow')).lines.join('\n')).find((line) => line.name === name)
  if (!entry) return yield* fail('chage', `user '${name}' does not exist in /etc/passwd`)
  const dateOf = (days: number | undefined) => {
    if (days === undefined) return 'never'
    const { year, month, day } = civilTime(days * dayMs)
    return `${(monthNames[month - 1] ?? '').slice(0, 3)} ${String(day).padStart(2, '0')}, ${year}`
  }
  const expires = (entry.maximumDays ?? 99_999) >= 99_999 ? undefined : (entry.changedDay ?? 0) + (entry.maximumDays ?? 0)
  yield* print(
    `Last password change\t\t\t\t\t: ${dateOf(entry.changedDay)}\nPassword expires\t\t\t\t\t: ${dateOf(expires)}\nPassword inactive\t\t\t\t\t: never\nAccount expires\t\t\t\t\t\t: ${dateOf(entry.expiresDay)}\nMinimum number of days between password change\t\t: ${entry.minimumDays ?? 0}\nMaximum number of days between password change\t\t: ${entry.maximumDays ?? 99_999}\nNumber of days of warning before password expires\t: ${entry.warningDays ?? 7}\n`,
  )
  return 0
}
