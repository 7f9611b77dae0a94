import { dayMs } from '../../../../base/calendar.ts'
import { parseDateText } from '../../../../base/date-text.ts'
import type { FileType, Stat, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { compileRegex } from '../../../libc/regex.ts'
import { groupByName, userByName } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import { parseMode } from '../../gnu/file-mode.ts'
import type { Context } from './context.ts'
import type { Test } from './entry.ts'
import type { Predicate } from './parse.ts'

/** Tests of names, types, sizes, times, owners and modes. */
const nameTest = (what: 'name' | 'path', ignoreCase: boolean): Predicate =>
  function* (_context, args) {
    const pattern = yield* args.next()
    return function* (entry) {
      return fnmatch(pattern, what === 'name' ? entry.name : entry.path, { ignoreCase })
    }
  }

const linkTest = (ignoreCase: boolean): Predicate =>
  function* (_context, args) {
    const pattern = yield* args.next()
    return function* (entry) {
      const target = yield* sys.readlink({ path: entry.path })
      return target.ok && fnmatch(pattern, target.value, { ignoreCase })
    }
  }

const regexTest = (ignoreCase: boolean): Predicate =>
  function* (context, args) {
    const pattern = yield* args.next()
    const basic = ['findutils-default', 'emacs', 'ed', 'grep', 'posix-basic', 'posix-minimal-basic', 'sed'].includes(context.regexType)
    // Emacs expressions: groups and alternatives as in basic ones, + and ? as operators.
    const emacs = context.regexType === 'findutils-default' || context.regexType === 'emacs'
    const turned = emacs
      ? pattern.replace(/\\[\s\S]|[+?]/g, (part) =>
          part === '+' || part === '?' ? `\\${part}` : part === '\\+' || part === '\\?' ? (part[1] as string) : part,
        )
      : pattern
    const regex = compileRegex(turned, { syntax: basic ? 'basic' : 'extended', ignoreCase, utf8: context.tool.locale.utf8, whole: 'line' })
    if (!regex.ok)
      return yield* context.die(
        `failed to compile regular expression '${pattern}': ${regex.error.startsWith('Unmatched [') ? 'Invalid regular expression' : regex.error}`,
      )
    return function* (entry) {
      return regex.value.test(entry.path)
    }
  }

const typeLetters: Readonly<Record<string, FileType>> = { f: 'file', d: 'directory', l: 'symlink', p: 'fifo', s: 'socket', b: 'block', c: 'char' }

const typeTest = (through: boolean): Predicate =>
  function* (context, args, name) {
    const text = yield* args.next()
    const types = new Set<FileType>()
    for (const letter of text.split(',')) {
      const type = typeLetters[letter]
      if (letter.length > 1) yield* context.die(`Must separate multiple arguments to ${name} using: ','`)
      if (!type)
        return yield* context.die(
          letter === ''
            ? `Last file type in list argument to ${name} is missing, i.e., list is ending on: ','`
            : `Unknown argument to ${name}: ${letter}`,
        )
      types.add(type)
    }
    return function* (entry) {
      if (!through) {
        const type = yield* entry.type()
        return type !== undefined && types.has(type)
      }
      const stat = yield* sys.stat({ path: entry.path, noFollow: entry.follows })
      const shown = stat.ok ? stat : yield* sys.stat({ path: entry.path, noFollow: true })
      return shown.ok && types.has(shown.value.type)
    }
  }

/** `+n`, `-n`, `n` against a number. */
interface Comparison {
  readonly how: '+' | '-' | '='
  readonly n: number
}

export function* readComparison(context: Context, text: string, name: string, fractions = false): Sys<Comparison> {
  const m = (fractions ? /^([-+]?)(\d+(?:\.\d*)?|\.\d+)$/ : /^([-+]?)(\d+)$/).exec(text)
  if (!m) return yield* context.die(`invalid argument \`${text}' to \`${name}'`)
  return { how: (m[1] || '=') as Comparison['how'], n: Number(m[2]) }
}

const compares = (value: number, { how, n }: Comparison): boolean => (how === '+' ? value > n : how === '-' ? value < n : value === n)

const numberTest = (value: (stat: Stat) => number): Predicate =>
  function* (context, args, name) {
    const comparison = yield* readComparison(context, yield* args.next(), name)
    return statTest((stat) => compares(value(stat), comparison))
  }

const statTest = (holds: (stat: Stat) => boolean): Test =>
  function* (entry) {
    const stat = yield* entry.stat()
    return stat !== undefined && holds(stat)
  }

const sizeUnits: Readonly<Record<string, number>> = { b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }

const sizeTest: Predicate = function* (context, args) {
  const text = yield* args.next()
  const suffix = /\D$/.exec(text)?.[0]
  const unit = sizeUnits[suffix ?? 'b']
  if (unit === undefined) return yield* context.die(`invalid -size type \`${suffix}'`)
  const digits = suffix ? text.slice(0, -1) : text
  if (!/^[-+]?\d+$/.test(digits)) return yield* context.die(`Invalid argument \`${text}' to -size`)
  const comparison = yield* readComparison(context, digits, '-size')
  return statTest((stat) => compares(Math.ceil(stat.size / unit), comparison))
}

const ageTest = (time: (stat: Stat) => number, unitMs: number): Predicate =>
  function* (context, args, name) {
    const { how, n } = yield* readComparison(context, yield* args.next(), name, true)
    const offsetMs = context.zone.offsetMinutes * 60_000
    const startMs = context.dayStart ? Math.floor((context.nowMs + offsetMs) / dayMs) * dayMs - offsetMs + dayMs : context.nowMs
    return statTest((stat) => {
      const age = (startMs - time(stat)) / unitMs
      if (how === '+') return age >= n + 1
      return how === '-' ? age < n : age >= n && age < n + 1
    })
  }

type TimeLetter = 'a' | 'c' | 'm'
const timeOf = (stat: Stat, letter: string): number => (letter === 'a' ? stat.atimeMs : letter === 'c' ? stat.ctimeMs : stat.mtimeMs)

const newerTest = (letter: TimeLetter): Predicate =>
  function* (context, args) {
    const reference = yield* referenceStat(context, yield* args.next())
    return statTest((stat) => timeOf(stat, letter) > reference.mtimeMs)
  }

const newerXY: Predicate = function* (context, args, name) {
  const [x = 'm', y = 'm'] = name.slice(-2)
  const text = yield* args.next()
  if (x === 'B' || y === 'B') return yield* context.tool.notSimulated(name)
  if (y !== 't') {
    const reference = yield* referenceStat(context, text)
    return statTest((stat) => timeOf(stat, x) > timeOf(reference, y))
  }
  const atMs = parseDateText(text, context.nowMs, context.zone)
  if (atMs === undefined) return yield* context.die(`I cannot figure out how to interpret ${context.tool.quote(text)} as a date or time`)
  return statTest((stat) => timeOf(stat, x) > atMs)
}

function* referenceStat(context: Context, path: string): Sys<Stat> {
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return yield* context.die(`${context.tool.quote(path)}: ${strerror(stat.error)}`)
  return stat.value
}

const permTest: Predicate = function* (context, args) {
  const text = yield* args.next()
  const how = /^[-/]/.exec(text)?.[0] ?? ''
  const change = parseMode(text.slice(how.length))
  if (!change) return yield* context.die(`invalid mode ${context.tool.quote(text)}`)
  const bits = (directory: boolean) => change.apply(0, directory, 0)
  return statTest((stat) => {
    const wanted = bits(stat.type === 'directory')
    if (how === '-') return (stat.mode & wanted) === wanted
    return how === '/' ? wanted === 0 || (stat.mode & wanted) !== 0 : stat.mode === wanted
  })
}

const ownerTest = (kind: 'user' | 'group'): Predicate =>
  function* (context, args) {
    const text = yield* args.next()
    const named = kind === 'user' ? (yield* userByName(text))?.uid : (yield* groupByName(text))?.gid
    const id = named ?? (/^\d+$/.test(text) ? Number(text) : undefined)
    if (id === undefined) {
      const message =
        kind === 'user'
          ? `${context.tool.quote(text)} is not the name of a known user`
          : `${context.tool.quote(text)} is not the name of an existing group`
      return yield* context.die(message)
    }
    return statTest((stat) => (kind === 'user' ? stat.uid : stat.gid) === id)
  }

const namelessTest = (kind: 'user' | 'group'): Predicate =>
  function* (context) {
    return function* (entry) {
      const stat = yield* entry.stat()
      if (!stat) return false
      const id = kind === 'user' ? stat.uid : stat.gid
      return (kind === 'user' ? yield* context.names.user(id) : yield* context.names.group(id)) === String(id)
    }
  }

const accessTest = (mode: string): Predicate =>
  function* () {
    return function* (entry) {
      return (yield* sys.access({ path: entry.path, mode })).ok
    }
  }

const constant = (value: boolean): Predicate =>
  function* () {
    return function* () {
      return value
    }
  }

const emptyTest: Predicate = function* () {
  return function* (entry) {
    const stat = yield* entry.stat()
    if (stat?.type === 'file') return stat.size === 0
    if (stat?.type !== 'directory') return false
    const entries = yield* sys.getdents({ path: entry.path })
    return entries.ok && entries.value.every(({ name }) => name === '.' || name === '..')
  }
}

const sameFileTest: Predicate = function* (context, args) {
  const reference = yield* referenceStat(context, yield* args.next())
  return statTest((stat) => stat.ino === reference.ino && stat.dev === reference.dev)
}

const fsTypeTest: Predicate = function* (_context, args) {
  const type = yield* args.next()
  return function* (entry) {
    const fs = yield* sys.statfs({ path: entry.path })
    return fs.ok && fs.value.type === type
  }
}

export const tests: Readonly<Record<string, Predicate>> = {
  '-name': nameTest('name', false),
  '-iname': nameTest('name', true),
  '-path': nameTest('path', false),
  '-wholename': nameTest('path', false),
  '-ipath': nameTest('path', true),
  '-iwholename': nameTest('path', true),
  '-lname': linkTest(false),
  '-ilname': linkTest(true),
  '-regex': regexTest(false),
  '-iregex': regexTest(true),
  '-type': typeTest(false),
  '-xtype': typeTest(true),
  '-size': sizeTest,
  '-empty': emptyTest,
  '-perm': permTest,
  '-user': ownerTest('user'),
  '-group': ownerTest('group'),
  '-uid': numberTest((stat) => stat.uid),
  '-gid': numberTest((stat) => stat.gid),
  '-nouser': namelessTest('user'),
  '-nogroup': namelessTest('group'),
  '-links': numberTest((stat) => stat.nlink),
  '-inum': numberTest((stat) => stat.ino),
  '-samefile': sameFileTest,
  '-newer': newerTest('m'),
  '-anewer': newerTest('a'),
  '-cnewer': newerTest('c'),
  '-newerXY': newerXY,
  '-mtime': ageTest((stat) => stat.mtimeMs, dayMs),
  '-atime': ageTest((stat) => stat.atimeMs, dayMs),
  '-ctime': ageTest((stat) => stat.ctimeMs, dayMs),
  '-mmin': ageTest((stat) => stat.mtimeMs, 60_000),
  '-amin': ageTest((stat) => stat.atimeMs, 60_000),
  '-cmin': ageTest((stat) => stat.ctimeMs, 60_000),
  '-readable': accessTest('r'),
  '-writable': accessTest('w'),
  '-executable': accessTest('x'),
  '-fstype': fsTypeTest,
  '-true': constant(true),
  '-false': constant(false),
}
