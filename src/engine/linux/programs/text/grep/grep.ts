import type { Stat, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { basename, joinPath } from '../../../libc/paths.ts'
import { sys } from '../../../sys.ts'
import type { Tool } from '../../gnu/tool.ts'
import { gnuProgram } from '../../gnu/tool.ts'
import { grepOptions, readSettings } from './options.ts'
import { Search } from './search.ts'
import type { Settings } from './settings.ts'

/** Models grep(1), egrep(1) and fgrep(1) 3.8: -P knows what ECMAScript's expressions can say. */
export const grep = grepProgram(undefined)
export const egrep = grepProgram('-E')
export const fgrep = grepProgram('-F')

function grepProgram(prefix: string | undefined) {
  return gnuProgram({
    name: 'grep',
    package: 'GNU grep',
    version: '3.8',
    usage: ['[OPTION]... PATTERNS [FILE]...'],
    summary: 'Search for PATTERNS in each FILE.\nPATTERNS can contain several patterns separated by newlines.',
    options: grepOptions,
    hidden: ['-y', '-u, --unix-byte-offsets', '--colour[=WHEN]', '-X TYPE'],
    shortUsage: 'Usage: grep [OPTION]... PATTERNS [FILE]...',
    failure: 2,
    shortName: true,
    footer:
      "When FILE is '-', read standard input. With no FILE, read '.' if recursive, '-' otherwise.\nExit status is 0 if any line is selected, 1 otherwise; with an error it is 2.",
    rewrite: (args) => [...(prefix ? [prefix] : []), ...args.flatMap(contextNumber)],
    *run(tool) {
      const { settings, files } = yield* readSettings(tool)
      const run = new Run(tool, settings)
      for (const file of files) {
        if (run.done) break
        yield* run.operand(file)
      }
      return run.exitCode
    },
  })
}

/** `-5` is `-C 5`, also inside a bundle of letters. */
function contextNumber(arg: string): readonly string[] {
  const m = /^-([a-zA-Z]*?)(\d+)([a-zA-Z]*)$/.exec(arg)
  if (!m || /[ABCDXdefm]/.test(m[1] as string)) return [arg]
  return [`-C${m[2]}`, ...(m[1] || m[3] ? [`-${m[1]}${m[3]}`] : [])]
}

class Run {
  private selectedAny = false
  private failed = false
  private readonly shared = { printed: false }

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
  ) {}

  /** With -q the first selected line ends everything. */
  get done(): boolean {
    return this.settings.quiet && this.selectedAny
  }

  get exitCode(): number {
    if (this.done) return 0
    return this.failed ? 2 : this.selectedAny ? 0 : 1
  }

  private *problem(name: string, error: string): Sys<void> {
    this.failed = true
    if (!this.settings.silent) yield* this.tool.warn(`${name}: ${error}`)
  }

  *operand(name: string): Sys<void> {
    if (name === '-') return yield* this.search(name, 0)
    const stat = yield* sys.stat({ path: name })
    if (!stat.ok) return yield* this.problem(name, strerror(stat.error))
    if (stat.value.type === 'directory') {
      if (this.settings.recursive !== 'no') return this.excludedDirectory(name) ? undefined : yield* this.directory(name, [])
      if (this.settings.directories === 'skip') return
      if (this.tool.atLeast(2, 5)) yield* this.isDirectory(name)
      return
    }
    if (this.excludedFile(name, true)) return
    yield* this.open(name, stat.value)
  }

  private *isDirectory(name: string): Sys<void> {
    yield* this.tool.out.flush()
    if (!this.settings.silent) yield* this.tool.warn(`${name}: Is a directory`)
    this.failed = true
  }

  private *directory(path: string, ancestors: readonly string[]): Sys<void> {
    const here = yield* sys.stat({ path })
    const identity = here.ok ? `${here.value.dev}:${here.value.ino}` : ''
    if (ancestors.includes(identity)) {
      yield* this.tool.warn(`${path}: warning: recursive directory loop`)
      return
    }
    const entries = yield* sys.getdents({ path })
    if (!entries.ok) return yield* this.problem(path, strerror(entries.error))
    for (const { name } of entries.value) {
      if (name === '.' || name === '..' || this.done) continue
      const child = path === '.' && this.tool.operands.every((operand) => operand !== '.') ? name : joinPath(path, name)
      const stat = yield* sys.stat({ path: child, noFollow: this.settings.recursive === 'yes' })
      if (!stat.ok) {
        yield* this.problem(child, strerror(stat.error))
        continue
      }
      if (stat.value.type === 'symlink') continue
      if (stat.value.type === 'directory') {
        if (!this.excludedDirectory(child)) yield* this.directory(child, [...ancestors, identity])
      } else if (stat.value.type === 'file' && !this.excludedFile(child, false)) yield* this.open(child, stat.value)
    }
  }

  private excludedDirectory(path: string): boolean {
    return this.settings.excludeDir.some((pattern) => fnmatch(pattern.replace(/\/+$/, ''), basename(path)) || fnmatch(pattern, path))
  }

  private excludedFile(path: string, operand: boolean): boolean {
    const { include, exclude } = this.settings
    const matches = (pattern: string) => fnmatch(pattern, basename(path)) || (operand && fnmatch(pattern, path))
    return exclude.some(matches) || (include.length > 0 && !include.some(matches))
  }

  private *open(name: string, stat: Stat): Sys<void> {
    if (this.settings.devices === 'skip' && stat.type !== 'file') return
    const out = yield* sys.fstat({ fd: 1 })
    const { settings } = this
    if (
      out.ok &&
      out.value.type === 'file' &&
      out.value.ino === stat.ino &&
      out.value.dev === stat.dev &&
      !settings.quiet &&
      !settings.filesWith &&
      !settings.filesWithout &&
      settings.maxCount > 1
    ) {
      return yield* this.problem(
        name,
        this.tool.atLeast(3, 5) ? 'input file is also the output' : `input file ${this.tool.quote(name)} is also the output`,
      )
    }
    const fd = yield* sys.open({ path: name, flags: O.RDONLY | O.CLOEXEC })
    if (!fd.ok) return yield* this.problem(name, strerror(fd.error))
    yield* this.search(name, fd.value)
    yield* sys.close({ fd: fd.value })
  }

  private *search(name: string, fd: number): Sys<void> {
    const result = yield* new Search(this.tool, this.settings, name, this.shared).run(fd)
    if (result.error)
      yield* result.error === 'EISDIR' ? this.isDirectory(name) : this.problem(name === '-' ? this.settings.label : name, strerror(result.error))
    if (this.settings.filesWithout ? result.selected === 0 : result.selected > 0) this.selectedAny = true
  }
}
