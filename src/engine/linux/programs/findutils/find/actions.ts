import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { dirname } from '../../../libc/paths.ts'
import { sys } from '../../../sys.ts'
import { runCommand } from '../../gnu/run-command.ts'
import { TextOutput } from '../../gnu/text-output.ts'
import { Exit } from '../../gnu/tool.ts'
import type { Context } from './context.ts'
import type { Entry, Test } from './entry.ts'
import { listLine } from './list-line.ts'
import type { Arguments, Predicate } from './parse.ts'
import { formatEntry, parseFormat } from './printf.ts'

/** Actions: they print, run commands and remove. */
type Line = (entry: Entry) => Sys<string>

const printing = (makeLine: (context: Context, args: Arguments) => Sys<Line>, toFile: boolean): Predicate =>
  function* (context, args) {
    context.acts = true
    const out = toFile ? yield* openOutput(context, yield* args.next()) : context.tool.out
    const line = yield* makeLine(context, args)
    return function* (entry) {
      yield* out.put(context.tool.locale.argument(yield* line(entry)))
      if (toFile) yield* out.flush()
      return true
    }
  }

function* openOutput(context: Context, path: string): Sys<TextOutput> {
  if (path === '/dev/stdout') return context.tool.out
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o666 })
  if (!fd.ok) return yield* context.die(`${context.tool.quote(path)}: ${strerror(fd.error)}`)
  return new TextOutput(context.tool.locale, fd.value as Fd)
}

const plain = (end: string) =>
  function* (): Sys<Line> {
    return function* (entry) {
      return entry.path + end
    }
  }

function* formatted(context: Context, args: Arguments): Sys<Line> {
  const parts = yield* parseFormat(context, yield* args.next())
  return (entry) => formatEntry(context, parts, entry)
}

function* listed(context: Context): Sys<Line> {
  return (entry) => listLine(context, entry)
}

const removing: Predicate = function* (context) {
  context.acts = true
  context.depthFirst = true
  return function* (entry) {
    if (entry.path === '.' || entry.path === './') return true
    const directory = (yield* entry.type()) === 'directory'
    const removed = directory ? yield* sys.rmdir({ path: entry.path }) : yield* sys.unlink({ path: entry.path })
    if (removed.ok) return true
    yield* context.tool.fail(`cannot delete ${context.tool.quote(entry.path)}: ${strerror(removed.error)}`)
    return false
  }
}

const pruning: Predicate = function* (context) {
  return function* (entry) {
    if (!context.depthFirst) entry.pruned = true
    return true
  }
}

const quitting: Predicate = function* (context) {
  return function* () {
    for (const flush of context.pending) yield* flush()
    throw new Exit(context.tool.status)
  }
}

/** Room for arguments of one `{} +` batch. */
const batchBytes = 128 * 1024

const executing = (inDirectory: boolean, asks: boolean): Predicate =>
  function* (context, args, name) {
    context.acts = true
    const words = args.rest()
    let end = words.indexOf(';')
    const plus = words.findIndex((word, i) => word === '+' && words[i - 1] === '{}')
    const batched = plus > 0 && (end < 0 || plus < end) && !asks
    if (batched) end = plus
    if (end < 0) return yield* context.die(`missing argument to \`${name}'`)
    const argv = words.slice(0, end)
    args.skip(end + 1)
    if (argv.length === 0) return yield* context.die(`invalid argument \`;' to \`${name}'`)
    if (batched) return batch(context, argv.slice(0, -1), inDirectory)
    return function* (entry) {
      const shown = inDirectory ? `./${entry.name}` : entry.path
      if (asks && !(yield* asked(context, argv, entry))) return false
      return yield* execute(
        context,
        argv.map((word) => word.replaceAll('{}', shown)),
        inDirectory ? dirname(entry.path) : undefined,
      )
    }
  }

function* asked(context: Context, argv: readonly string[], entry: Entry): Sys<boolean> {
  return yield* context.prompt.askPlain(`< ${argv[0]} ... ${entry.path} > ? `)
}

function* execute(context: Context, argv: readonly string[], directory: string | undefined): Sys<boolean> {
  const { tool } = context
  yield* tool.out.flush()
  const before = directory === undefined ? undefined : () => enter(directory)
  const status = yield* runCommand(argv, tool.env, (reason) => tool.warn(`${tool.quote(argv[0] ?? '')}: ${strerror(reason)}`), before)
  return status.ok && status.value.kind === 'exited' && status.value.code === 0
}

function* enter(directory: string): Sys<void> {
  yield* sys.chdir({ path: directory })
}

function batch(context: Context, command: readonly string[], inDirectory: boolean): Test {
  let held: string[] = []
  let bytes = 0
  let directory: string | undefined
  const flush = function* (): Sys<void> {
    if (held.length === 0) return
    const argv = [...command, ...held]
    held = []
    bytes = 0
    if (!(yield* execute(context, argv, directory))) context.tool.status = 1
  }
  context.pending.push(flush)
  return function* (entry) {
    const here = inDirectory ? dirname(entry.path) : undefined
    if (bytes > batchBytes || (inDirectory && here !== directory)) yield* flush()
    directory = here
    held.push(inDirectory ? `./${entry.name}` : entry.path)
    bytes += entry.path.length + 1
    return true
  }
}

export const actions: Readonly<Record<string, Predicate>> = {
  '-print': printing(plain('\n'), false),
  '-print0': printing(plain('\0'), false),
  '-printf': printing(formatted, false),
  '-ls': printing(listed, false),
  '-fprint': printing(plain('\n'), true),
  '-fprint0': printing(plain('\0'), true),
  '-fprintf': printing(formatted, true),
  '-fls': printing(listed, true),
  '-exec': executing(false, false),
  '-execdir': executing(true, false),
  '-ok': executing(false, true),
  '-okdir': executing(true, true),
  '-delete': removing,
  '-prune': pruning,
  '-quit': quitting,
}
