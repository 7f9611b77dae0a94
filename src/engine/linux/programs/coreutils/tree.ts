import type { Stat, Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import type { Locale } from '../../libc/locale.ts'
import { compareBytes, localeOf } from '../../libc/locale.ts'
import { joinPath } from '../../libc/paths.ts'
import { OutputBuffer, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { modeString } from '../gnu/file-mode.ts'
import { OwnerNames } from '../gnu/owner-names.ts'
import { humanSize } from '../gnu/sizes.ts'
import { globToRegExp } from './du-exclude.ts'

/** Models tree(1) 1.6 and 2.1, whose totals differ: 2.x counts the directory itself. Leaves out colours, JSON, XML, HTML and sorting by time. */
const unmodelled = new Set(['C', 'J', 'X', 'H', 't', 'o', 'D', 'R', 'matchdirs', 'du', 'fromfile', 'gitignore'])

export const tree: Main = function* ({ argv, env, build }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable(
      'a d f i l x n q N Q L: P: I: p u g s h F r U dirsfirst noreport charset= version help C J X H: t o: D R matchdirs du fromfile gitignore',
    ),
  )
  if (!parsed.ok) {
    const option = /'-*(.*)'/.exec(parsed.message)?.[1] ?? ''
    yield* printError(`tree: Invalid argument -\`${option}'.\nusage: tree [-acdfghilnpqrstuvxACDFJQNSUX] [-L level [-R]] [-H  baseHREF] [-T title]\n`)
    return 1
  }
  for (const { key } of parsed.value.options) {
    if (!unmodelled.has(key)) continue
    yield* printError(`cais: tree: ${key.length === 1 ? '-' : '--'}${key} is not simulated\n`)
    return 1
  }
  const level = parsed.value.value('L')
  if (level !== undefined && !/^[1-9]\d*$/.test(level)) {
    yield* printError('tree: Invalid level, must be greater than 0.\n')
    return 1
  }
  const listing = new Listing(parsed.value, localeOf(env), Number(level ?? Number.POSITIVE_INFINITY))
  for (const path of parsed.value.operands.length > 0 ? parsed.value.operands : ['.']) yield* listing.top(path)
  const redHat = (yield* sys.stat({ path: '/etc/redhat-release' })).ok
  yield* listing.report(!(build.get('version') ?? (redHat ? '1.6.0' : '2.1.0')).startsWith('1.'))
  return listing.failed ? 2 : 0
}

class Listing {
  failed = false
  private directories = 0
  private files = 0
  private tops = 0
  private readonly out = new OutputBuffer()
  private readonly names = new OwnerNames()
  private readonly shown: RegExp | undefined
  private readonly hidden: RegExp | undefined

  constructor(
    private readonly options: Parsed,
    private readonly locale: Locale,
    private readonly depth: number,
  ) {
    const pattern = (key: string) =>
      options
        .value(key)
        ?.split('|')
        .map(globToRegExp)
        .map((one) => one.source)
        .join('|')
    const [only, not] = [pattern('P'), pattern('I')]
    if (only !== undefined) this.shown = new RegExp(only)
    if (not !== undefined) this.hidden = new RegExp(not)
  }

  *top(path: string): Sys<void> {
    const stat = yield* sys.stat({ path })
    if (!stat.ok || stat.value.type !== 'directory') {
      yield* this.out.put(`${path}  [error opening dir]\n`)
      this.failed = true
      return
    }
    this.tops++
    yield* this.out.put(`${yield* this.details(stat.value)}${path}\n`)
    yield* this.inside(path, '', 1, stat.value.dev)
  }

  *report(countsTop: boolean): Sys<void> {
    if (!this.options.has('noreport')) {
      const directories = this.directories + (countsTop ? this.tops : 0)
      const files = this.options.has('d') ? '' : `, ${this.files} file${this.files === 1 ? '' : 's'}`
      yield* this.out.put(`\n${directories} director${directories === 1 ? 'y' : 'ies'}${files}\n`)
    }
    yield* this.out.flush()
  }

  private *inside(path: string, indent: string, depth: number, dev: number): Sys<void> {
    const entries = yield* this.entries(path)
    for (const [i, { name, stat }] of entries.entries()) {
      const last = i === entries.length - 1
      const full = joinPath(path, name)
      const target = stat.type === 'symlink' ? yield* sys.readlink({ path: full }) : undefined
      const branch = this.options.has('i') ? '' : indent + (this.locale.utf8 ? (last ? '└── ' : '├── ') : last ? '`-- ' : '|-- ')
      const arrow = target?.ok ? ` -> ${target.value}` : ''
      yield* this.out.put(`${branch}${yield* this.details(stat)}${this.options.has('f') ? full : this.quoted(name)}${arrow}${this.mark(stat)}`)
      const followed = yield* this.opened(full, stat)
      if (followed) this.directories++
      else this.files++
      yield* this.out.put('\n')
      if (!followed || depth >= this.depth || (followed.dev !== dev && this.options.has('x'))) continue
      if (stat.type === 'symlink' && !this.options.has('l')) continue
      yield* this.inside(full, indent + (last ? '    ' : this.locale.utf8 ? '│\u00a0\u00a0 ' : '|   '), depth + 1, dev)
    }
  }

  /** The directory behind a name; links to directories count as directories. */
  private *opened(path: string, stat: Stat): Sys<Stat | undefined> {
    if (stat.type === 'directory') return stat
    if (stat.type !== 'symlink') return undefined
    const target = yield* sys.stat({ path })
    return target.ok && target.value.type === 'directory' ? target.value : undefined
  }

  private *entries(path: string): Sys<readonly { name: string; stat: Stat }[]> {
    const found = yield* sys.getdents({ path })
    const entries: { name: string; stat: Stat }[] = []
    for (const { name } of found.ok ? found.value : []) {
      if (name === '.' || name === '..' || (name.startsWith('.') && !this.options.has('a'))) continue
      const stat = yield* sys.stat({ path: joinPath(path, name), noFollow: true })
      if (!stat.ok) continue
      const directory = (yield* this.opened(joinPath(path, name), stat.value)) !== undefined
      if (this.hidden?.test(name) || (!directory && this.shown && !this.shown.test(name))) continue
      if (this.options.has('d') && !directory) continue
      entries.push({ name, stat: stat.value })
    }
    if (!this.options.has('U')) entries.sort((a, b) => compareBytes(a.name, b.name))
    if (this.options.has('r')) entries.reverse()
    if (this.options.has('dirsfirst')) entries.sort((a, b) => Number(b.stat.type === 'directory') - Number(a.stat.type === 'directory'))
    return entries
  }

  private *details(stat: Stat): Sys<string> {
    const parts: string[] = []
    if (this.options.has('p')) parts.push(modeString(stat.type, stat.mode))
    if (this.options.has('u')) parts.push((yield* this.names.user(stat.uid)).padEnd(8))
    if (this.options.has('g')) parts.push((yield* this.names.group(stat.gid)).padEnd(8))
    if (this.options.has('h')) parts.push(humanSize(stat.size).padStart(4))
    else if (this.options.has('s')) parts.push(String(stat.size).padStart(11))
    return parts.length > 0 ? `[${parts.join(' ')}]  ` : ''
  }

  private quoted(name: string): string {
    return this.options.has('Q') ? `"${name}"` : name
  }

  private mark({ type, mode }: Stat): string {
    if (!this.options.has('F')) return ''
    if (type === 'directory') return '/'
    if (type === 'socket') return '='
    if (type === 'fifo') return '|'
    return type === 'file' && mode & 0o111 ? '*' : ''
  }
}
