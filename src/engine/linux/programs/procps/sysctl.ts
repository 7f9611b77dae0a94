import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError, readFile, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

interface Settings {
  readonly valuesOnly: boolean
  readonly namesOnly: boolean
  readonly quiet: boolean
  readonly ignore: boolean
}

/** `net.ipv4.ip_forward` or `net/ipv4/ip_forward` below /proc/sys: the first separator decides what the other means. */
function pathOf(name: string): string {
  const slash = name.indexOf('/')
  const dot = name.indexOf('.')
  const dotted = slash < 0 || (dot >= 0 && dot < slash)
  return `/proc/sys/${dotted ? name.replace(/[./]/g, (c) => (c === '.' ? '/' : '.')) : name}`
}

const nameOf = (path: string): string => path.slice('/proc/sys/'.length).replace(/[./]/g, (c) => (c === '/' ? '.' : '/'))

/** Models sysctl of procps-ng over /proc/sys. */
export const sysctl: Main = function* ({ argv }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable('a|all A X b|binary e|ignore N|names n|values p|load=? f q|quiet r|pattern= w|write system h|help V|version'),
  )
  const usage = '\nUsage:\n sysctl [options] [variable[=value] ...]\n'
  if (!parsed.ok) {
    yield* printError(`sysctl: ${parsed.message}\n${usage}`)
    return 1
  }
  const { value } = parsed
  const settings = {
    valuesOnly: value.has('values') || value.has('binary'),
    namesOnly: value.has('names'),
    quiet: value.has('quiet'),
    ignore: value.has('ignore'),
  }
  const pattern = value.value('pattern')
  if (value.has('system')) return yield* loadSystem(settings)
  if (value.has('load') || value.has('f')) {
    const files = [...(value.value('load') === undefined ? [] : [value.value('load') as string]), ...value.operands]
    let code = 0
    for (const file of files.length > 0 ? files : ['/etc/sysctl.conf']) code = (yield* load(file, settings)) || code
    return code
  }
  if (value.has('all') || value.has('A') || value.has('X') || (pattern !== undefined && value.operands.length === 0))
    return yield* showAll(settings, pattern)
  if (value.operands.length === 0) {
    yield* printError(`sysctl: no variables specified\nTry \`sysctl --help' for more information.\n`)
    return 1
  }
  let code = 0
  for (const word of value.operands) {
    if (word.includes('=')) code = (yield* assign(word, settings)) || code
    else if (value.has('write')) {
      yield* printError(`sysctl: "${word}" must be of the form name=value\n`)
      code = 1
    } else code = (yield* show(pathOf(word), word, settings)) || code
  }
  return code
}

function* show(path: string, name: string, settings: Settings): Sys<number> {
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type === 'directory') return yield* showTree(path, settings, undefined)
  const text = yield* readFile(path)
  if (!text.ok) {
    if (text.error === 'ENOENT') {
      if (!settings.ignore) yield* printError(`sysctl: cannot stat ${path}: No such file or directory\n`)
      return settings.ignore ? 0 : 1
    }
    yield* printError(
      text.error === 'EACCES' ? `sysctl: permission denied on key '${nameOf(path)}'\n` : `sysctl: reading key "${name}": ${strerror(text.error)}\n`,
    )
    return 1
  }
  for (const line of text.value.replace(/\n$/, '').split('\n'))
    yield* print(settings.namesOnly ? `${nameOf(path)}\n` : settings.valuesOnly ? `${line}\n` : `${nameOf(path)} = ${line}\n`)
  return 0
}

function* showTree(path: string, settings: Settings, pattern: RegExp | undefined): Sys<number> {
  const entries = yield* sys.getdents({ path })
  if (!entries.ok) return 1
  const names = entries.value.filter((entry) => entry.name !== '.' && entry.name !== '..').sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of names) {
    const child = `${path}/${entry.name}`
    if (entry.type === 'directory') yield* showTree(child, settings, pattern)
    else if ((!pattern || pattern.test(nameOf(child))) && (yield* sys.access({ path: child, mode: 'r' })).ok)
      yield* show(child, nameOf(child), settings)
  }
  return 0
}

function* showAll(settings: Settings, pattern: string | undefined): Sys<number> {
  return yield* showTree('/proc/sys', settings, pattern === undefined ? undefined : new RegExp(pattern))
}

function* assign(word: string, settings: Settings): Sys<number> {
  const at = word.indexOf('=')
  const name = word.slice(0, at).trim().replace(/^-/, '')
  const value = word.slice(at + 1).trim()
  const path = pathOf(name)
  if (!(yield* sys.stat({ path })).ok) {
    if (settings.ignore || word.startsWith('-')) return 0
    yield* printError(`sysctl: cannot stat ${path}: No such file or directory\n`)
    return 1
  }
  const written = yield* writeFile(path, `${value}\n`)
  if (!written.ok) {
    yield* printError(
      written.error === 'EACCES' || written.error === 'EPERM'
        ? `sysctl: permission denied on key "${nameOf(path)}"\n`
        : `sysctl: setting key "${nameOf(path)}": ${strerror(written.error)}\n`,
    )
    return 1
  }
  if (!settings.quiet) yield* print(settings.valuesOnly ? `${value}\n` : `${nameOf(path)} = ${value}\n`)
  return 0
}

function* load(file: string, settings: Settings): Sys<number> {
  const text = yield* readFile(file)
  if (!text.ok) {
    yield* printError(`sysctl: cannot open "${file}": ${strerror(text.error)}\n`)
    return 1
  }
  let code = 0
  for (const [i, line] of text.value.split('\n').entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue
    if (!trimmed.includes('=')) yield* printError(`sysctl: ${file}(${i + 1}): invalid syntax, continuing...\n`)
    else code = (yield* assign(trimmed, settings)) || code
  }
  return code
}

/** `--system`: every .conf of the directories, by name, an earlier directory's file hiding a later one's of the same name; then sysctl.conf. */
function* loadSystem(settings: Settings): Sys<number> {
  const files = new Map<string, string>()
  for (const directory of ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d']) {
    const entries = yield* sys.getdents({ path: directory })
    for (const entry of entries.ok ? entries.value : [])
      if (entry.name.endsWith('.conf') && !files.has(entry.name)) files.set(entry.name, `${directory}/${entry.name}`)
  }
  const ordered = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)
  if ((yield* sys.stat({ path: '/etc/sysctl.conf' })).ok) ordered.push('/etc/sysctl.conf')
  let code = 0
  for (const path of ordered) {
    if (!settings.quiet) yield* print(`* Applying ${path} ...\n`)
    code = (yield* load(path, settings)) || code
  }
  return code
}
