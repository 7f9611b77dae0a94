import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { joinPath } from '../../../libc/paths.ts'
import { sys } from '../../../sys.ts'
import { OwnerNames } from '../../gnu/owner-names.ts'
import { formatSize } from '../../gnu/sizes.ts'
import type { Tool } from '../../gnu/tool.ts'
import { gnuProgram } from '../../gnu/tool.ts'
import { commaList, layOut } from './columns.ts'
import type { Entry } from './entry.ts'
import { argumentEntry, directoryEntry, isListed, sortEntries } from './entry.ts'
import { longLines } from './long.ts'
import { NamePrinter } from './names.ts'
import { lsOptions, readSettings } from './options.ts'
import type { Settings } from './settings.ts'

/** Models ls(1) of coreutils. Left out: security contexts, access control lists, --dired, --hyperlink. */
export const ls = lsProgram('ls', {})
/** dir(1): `ls -C -b`. */
export const dir = lsProgram('dir', { prefix: ['-C', '-b'] })
/** vdir(1): `ls -l -b`. */
export const vdir = lsProgram('vdir', { prefix: ['-l', '-b'] })

function lsProgram(name: string, { prefix = [] }: { prefix?: readonly string[] }) {
  return gnuProgram({
    name,
    usage: ['[OPTION]... [FILE]...'],
    summary: 'List FILEs, by default those of the current directory in alphabetical order.',
    options: lsOptions,
    unsimulated: ['-D, --dired', '-Z, --context', '--hyperlink[=WHEN]'],
    failure: 2,
    rewrite: (args) => [...prefix, ...args],
    footer:
      'Exit status: 0 if all went well, 1 for minor problems (a subdirectory cannot be read), 2 for serious trouble (an operand cannot be read).',
    *run(tool) {
      const listing = new Listing(tool, yield* readSettings(tool))
      yield* listing.operands(tool.operands)
      return listing.status
    },
  })
}

class Listing {
  status = 0
  private readonly names = new OwnerNames()
  private printed = false

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
  ) {}

  *operands(names: readonly string[]): Sys<void> {
    const { settings } = this
    const entries: Entry[] = []
    for (const name of names.length > 0 ? names : settings.directoriesThemselves ? ['.'] : []) {
      const entry = yield* argumentEntry(name, settings)
      if (entry.ok) entries.push(entry.value)
      else yield* this.problem(2, `cannot access ${this.tool.quoteName(name)}: ${strerror(entry.error)}`)
    }
    if (names.length === 0 && !settings.directoriesThemselves) return yield* this.directories([{ path: '.', shown: '.' }], false, true)
    const isDirectory = (entry: Entry) => !settings.directoriesThemselves && entry.type === 'directory'
    const sorted = sortEntries(entries, settings)
    const files = sorted.filter((entry) => !isDirectory(entry))
    if (files.length > 0) {
      yield* this.print(files)
      this.printed = true
    }
    const directories = sorted.filter(isDirectory).map((entry) => ({ path: entry.name, shown: entry.name }))
    yield* this.directories(directories, names.length > 1, true)
  }

  /** Lists directories one after another; with -R what they contain follows each. */
  private *directories(list: readonly { path: string; shown: string }[], titled: boolean, operand: boolean): Sys<void> {
    for (const { path, shown } of list) {
      const entries = yield* this.readDirectory(path, operand)
      if (!entries) continue
      if (titled || this.settings.recursive) {
        yield* this.tool.say(`${this.printed ? '\n' : ''}${this.printer([]).quoted(shown)}:\n`)
        this.printed = true
      }
      yield* this.contents(entries)
      if (!this.settings.recursive) continue
      const below = entries.filter((entry) => entry.type === 'directory' && entry.name !== '.' && entry.name !== '..')
      const next = below.map((entry) => ({ path: joinPath(path, entry.name), shown: joinPath(path, entry.name) }))
      yield* this.directories(next, true, false)
    }
  }

  private *contents(entries: readonly Entry[]): Sys<void> {
    const { settings } = this
    if (settings.format === 'long' || settings.blocks) {
      const bytes = entries.reduce((sum, entry) => sum + (entry.stat?.blocks ?? 0) * 512, 0)
      yield* this.tool.say(`total ${formatSize(bytes, settings.blockSize)}${settings.lineEnd}`)
    }
    yield* this.print(entries)
    this.printed = true
  }

  private *readDirectory(path: string, operand: boolean): Sys<readonly Entry[] | undefined> {
    const read = yield* sys.getdents({ path })
    if (!read.ok) {
      yield* this.problem(operand ? 2 : 1, `cannot open directory ${this.tool.quoteName(path)}: ${strerror(read.error)}`)
      return undefined
    }
    const entries: Entry[] = []
    for (const { name, type, ino } of read.value) {
      if (!isListed(name, this.settings)) continue
      const entry = yield* directoryEntry(path, name, type, ino, this.settings)
      if (entry.ok) entries.push(entry.value)
      else {
        yield* this.problem(1, `cannot access ${this.tool.quoteName(joinPath(path, name))}: ${strerror(entry.error)}`)
        entries.push({ name, type, ino, stat: undefined, target: undefined, targetStat: undefined, statted: false })
      }
    }
    return sortEntries(entries, this.settings)
  }

  private printer(entries: readonly Entry[]): NamePrinter {
    const { settings, tool } = this
    const aligns = settings.format !== 'commas' && settings.format !== 'single-column' && settings.quoting === 'shell-escape' && settings.width > 0
    const aligned =
      aligns &&
      NamePrinter.someQuoted(
        entries.map((entry) => entry.name),
        settings,
        tool.locale.utf8,
      )
    return new NamePrinter(settings, tool.locale.utf8, aligned)
  }

  private *print(entries: readonly Entry[]): Sys<void> {
    if (entries.length === 0) return
    const { settings, tool } = this
    const printer = this.printer(entries)
    if (settings.format === 'long') return yield* tool.say(yield* longLines(entries, settings, this.names, printer))
    const front = this.fronts(entries)
    const cells = entries.map((entry, i) => {
      const shown = printer.shown(entry)
      return { text: front[i] + shown.text, width: (front[i] as string).length + shown.width }
    })
    if (settings.format === 'single-column') yield* tool.say(cells.map((cell) => cell.text + settings.lineEnd).join(''))
    else if (settings.format === 'commas') yield* tool.say(commaList(cells, settings.width))
    else yield* tool.say(layOut(cells, settings.format, settings.width, settings.tabSize))
  }

  /** Inode and block columns of the short formats; not padded in comma lists. */
  private fronts(entries: readonly Entry[]): readonly string[] {
    const { settings } = this
    const inodes = entries.map((entry) => (settings.inodes ? String(entry.stat?.ino ?? '?') : ''))
    const blocks = entries.map((entry) => (settings.blocks ? (entry.stat ? formatSize(entry.stat.blocks * 512, settings.blockSize) : '?') : ''))
    const pad = (texts: readonly string[]) => {
      const width = settings.format === 'commas' ? 0 : Math.max(...texts.map((text) => text.length))
      return texts.map((text) => (text === '' ? '' : `${text.padStart(width)} `))
    }
    const paddedBlocks = pad(blocks)
    return pad(inodes).map((inode, i) => inode + paddedBlocks[i])
  }

  private *problem(status: number, message: string): Sys<void> {
    yield* this.tool.warn(message)
    this.status = Math.max(this.status, status)
  }
}
