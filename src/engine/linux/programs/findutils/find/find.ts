import type { FileType, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { joinPath } from '../../../libc/paths.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Tool, ToolSpec } from '../../gnu/tool.ts'
import { gnuProgram, helpText } from '../../gnu/tool.ts'
import { Context } from './context.ts'
import type { Test } from './entry.ts'
import { Entry } from './entry.ts'
import { ExpressionParser } from './parse.ts'

/** Models find(1) of findutils 4.9. Left out: birth times, security contexts, -files0-from. */
const spec: ToolSpec = {
  name: 'find',
  package: 'GNU findutils',
  version: '4.9.0',
  usage: ['[-H] [-L] [-P] [path...] [expression]'],
  summary: `Search directory trees. The default path is the current directory; the default expression is -print.
Operators (highest first): ( EXPR )   ! EXPR   -not EXPR   EXPR1 -a EXPR2   EXPR1 -o EXPR2   EXPR1 , EXPR2
Options: -depth -maxdepth N -mindepth N -mount -xdev -follow -daystart -regextype TYPE
Tests (N can be +N or -N or N): -amin N -anewer FILE -atime N -cmin N -cnewer FILE -ctime N -empty -false
      -fstype TYPE -gid N -group NAME -ilname PATTERN -iname PATTERN -inum N -ipath PATTERN -iregex PATTERN
      -links N -lname PATTERN -mmin N -mtime N -name PATTERN -newer FILE -newerXY REF -nogroup -nouser
      -path PATTERN -perm [-/]MODE -readable -regex PATTERN -samefile FILE -size N[bckwMG] -true -type [bcdpfls]
      -uid N -user NAME -wholename PATTERN -writable -executable -xtype [bcdpfls]
Actions: -delete -print -print0 -printf FORMAT -fprint FILE -fprint0 FILE -fprintf FILE FORMAT -ls -fls FILE
      -prune -quit -exec COMMAND ; -exec COMMAND {} + -ok COMMAND ; -execdir COMMAND ; -execdir COMMAND {} + -okdir COMMAND ;`,
  // Expressions are no getopt options: the program reads its words itself.
  rewrite: (args) => ['--', ...args],
  *run(tool) {
    return yield* search(tool, tool.operands)
  },
}

export const find = gnuProgram(spec)

const startsExpression = (word: string): boolean =>
  (word.startsWith('-') && word !== '-') || word === '(' || word === ')' || word === '!' || word === ','

function* search(tool: Tool, words: readonly string[]): Sys<number | undefined> {
  const context = new Context(tool, yield* sys.clockRealtime({}), yield* localZone(tool.env))
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] as string
    if (word === '-L') context.followAll = true
    else if (word === '-H') context.followOperands = true
    else if (word === '-P') context.followAll = context.followOperands = false
    else if (word === '-help' || word === '--help') {
      yield* print(helpText(spec, tool.name))
      return 0
    } else if (word === '-version' || word === '--version') {
      yield* print(`find (GNU findutils) ${tool.build.get('version') ?? spec.version}\n`)
      return 0
    } else if (!/^-O\d$/.test(word)) break
  }
  const roots: string[] = []
  for (; at < words.length && !startsExpression(words[at] as string); at++) roots.push(words[at] as string)
  const expression = yield* new ExpressionParser(context, words.slice(at)).parse()
  const walk = new Walk(context, context.acts ? expression : printing(tool, expression))
  for (const root of roots.length > 0 ? roots : ['.']) {
    yield* walk.start(root)
  }
  for (const flush of context.pending) yield* flush()
  return undefined
}

const printing = (tool: Tool, expression: Test): Test =>
  function* (entry) {
    const holds = yield* expression(entry)
    if (holds) yield* tool.say(`${entry.path}\n`)
    return holds
  }

class Walk {
  constructor(
    private readonly context: Context,
    private readonly expression: Test,
  ) {}

  *start(root: string): Sys<void> {
    const { context } = this
    const follows = context.followAll || context.followOperands
    const direct = yield* sys.stat({ path: root, noFollow: !follows })
    const stat = direct.ok || !follows ? direct : yield* sys.stat({ path: root, noFollow: true })
    if (!stat.ok) return yield* context.tool.fail(`${context.tool.quote(root)}: ${strerror(stat.error)}`)
    yield* this.visit(new Entry(root, root, 0, follows, undefined, stat.value), stat.value.dev, [])
  }

  private *visit(entry: Entry, device: number, ancestors: readonly string[]): Sys<void> {
    const { context } = this
    const directory = (yield* entry.type()) === 'directory'
    const applies = entry.depth >= context.minDepth
    if (applies && !(context.depthFirst && directory)) yield* this.expression(entry)
    if (directory && !entry.pruned && entry.depth < context.maxDepth) yield* this.descend(entry, device, ancestors)
    if (applies && context.depthFirst && directory) yield* this.expression(entry)
  }

  private *descend(entry: Entry, device: number, ancestors: readonly string[]): Sys<void> {
    const { context } = this
    let inside = ancestors
    if (context.oneFileSystem || context.followAll) {
      const stat = yield* entry.stat()
      if (!stat || (context.oneFileSystem && stat.dev !== device)) return
      const identity = `${stat.dev}:${stat.ino}`
      if (ancestors.includes(identity)) {
        return yield* context.tool.fail(
          `File system loop detected; ${context.tool.quote(entry.path)} is part of the same file system loop as ${context.tool.quote(entry.root)}.`,
        )
      }
      inside = [...ancestors, identity]
    }
    const entries = yield* sys.getdents({ path: entry.path })
    if (!entries.ok) return yield* context.tool.fail(`${context.tool.quote(entry.path)}: ${strerror(entries.error)}`)
    for (const { name, type } of entries.value) {
      if (name === '.' || name === '..') continue
      yield* this.visit(this.child(entry, name, type), device, inside)
    }
  }

  private child(parent: Entry, name: string, type: FileType): Entry {
    return new Entry(joinPath(parent.path, name), parent.root, parent.depth + 1, this.context.followAll, type)
  }
}
