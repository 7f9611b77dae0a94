import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { parseMode } from '../gnu/file-mode.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { currentUmask } from './cp.ts'

/** Models mkfifo(1), mknod(1), link(1), unlink(1) and sync(1). */
function* modeOf(tool: Tool): Sys<number> {
  const text = tool.value('mode')
  if (text === undefined) return 0o666
  const change = parseMode(text)
  if (!change) return yield* tool.die('invalid mode')
  return change.apply(0o666, false, yield* currentUmask())
}

export const mkfifo = gnuProgram({
  name: 'mkfifo',
  usage: ['[OPTION]... NAME...'],
  summary: 'Create named pipes (FIFOs) with the given NAMEs.',
  options: [['-m, --mode=MODE', 'set file permission bits to MODE, not a=rw - umask']],
  unsimulated: ['-Z', '--context[=CTX]'],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    const mode = yield* modeOf(tool)
    for (const path of tool.operands) {
      const made = yield* sys.mknod({ path, type: 'fifo', mode })
      if (!made.ok) yield* tool.fail(`cannot create fifo ${tool.quoteName(path)}: ${strerror(made.error)}`)
      else if (tool.has('mode')) yield* sys.chmod({ path, mode })
    }
    return undefined
  },
})

export const mknod = gnuProgram({
  name: 'mknod',
  usage: ['[OPTION]... NAME TYPE [MAJOR MINOR]'],
  summary: 'Create the special file NAME of the given TYPE: b block, c or u character, p FIFO.',
  options: [['-m, --mode=MODE', 'set file permission bits to MODE, not a=rw - umask']],
  unsimulated: ['-Z', '--context[=CTX]'],
  *run(tool) {
    const [path, letter, major, minor, extra] = tool.operands
    if (path === undefined) return yield* tool.usageError('missing operand')
    if (letter === undefined) return yield* tool.usageError(`missing operand after ${tool.quote(path)}`)
    if (letter !== 'p' && (major === undefined || minor === undefined)) {
      return yield* tool.usageError(
        `missing operand after ${tool.quote(tool.operands.at(-1) as string)}\nSpecial files require major and minor device numbers.`,
      )
    }
    if (letter === 'p' && major !== undefined)
      return yield* tool.usageError(`extra operand ${tool.quote(major)}\nFifos do not have major and minor device numbers.`)
    if (extra !== undefined) return yield* tool.usageError(`extra operand ${tool.quote(extra)}`)
    const mode = yield* modeOf(tool)
    const type = letter === 'b' ? 'block' : letter === 'c' || letter === 'u' ? 'char' : letter === 'p' ? 'fifo' : undefined
    if (!type) return yield* tool.usageError(`invalid device type ${tool.quote(letter)}`)
    for (const [number, what] of [
      [major, 'major'],
      [minor, 'minor'],
    ] as const) {
      if (number !== undefined && !/^(?:0x[\da-f]+|\d+)$/i.test(number)) yield* tool.die(`invalid ${what} device number ${tool.quote(number)}`)
    }
    const made = yield* sys.mknod({ path, type, mode, rdev: Number(major ?? 0) * 256 + Number(minor ?? 0) })
    if (!made.ok) yield* tool.die(`${tool.showName(path)}: ${strerror(made.error)}`)
    if (tool.has('mode')) yield* sys.chmod({ path, mode })
    return 0
  },
})

export const link = gnuProgram({
  name: 'link',
  usage: ['FILE1 FILE2', 'OPTION'],
  summary: 'Call the link function to create a link named FILE2 to an existing FILE1.',
  *run(tool) {
    const [from, to, extra] = tool.operands
    if (from === undefined) return yield* tool.usageError('missing operand')
    if (to === undefined) return yield* tool.usageError(`missing operand after ${tool.quote(from)}`)
    if (extra !== undefined) return yield* tool.usageError(`extra operand ${tool.quote(extra)}`)
    const made = yield* sys.link({ from, to })
    if (!made.ok) yield* tool.die(`cannot create link ${tool.quoteName(to)} to ${tool.quoteName(from)}: ${strerror(made.error)}`)
    return 0
  },
})

export const unlink = gnuProgram({
  name: 'unlink',
  usage: ['FILE', 'OPTION'],
  summary: 'Call the unlink function to remove the specified FILE.',
  *run(tool) {
    const [path, extra] = tool.operands
    if (path === undefined) return yield* tool.usageError('missing operand')
    if (extra !== undefined) return yield* tool.usageError(`extra operand ${tool.quote(extra)}`)
    const removed = yield* sys.unlink({ path })
    if (!removed.ok) yield* tool.die(`cannot unlink ${tool.quoteName(path)}: ${strerror(removed.error)}`)
    return 0
  },
})

export const sync = gnuProgram({
  name: 'sync',
  usage: ['[OPTION] [FILE]...'],
  summary: 'Synchronize cached writes to persistent storage.',
  options: [
    ['-d, --data', 'sync only file data, no unneeded metadata'],
    ['-f, --file-system', 'sync the file systems that contain the files'],
  ],
  *run(tool) {
    if (tool.operands.length === 0) {
      if (tool.has('data')) yield* tool.die('--data needs at least one argument')
      yield* sys.fsync({})
      return 0
    }
    for (const path of tool.operands) {
      const fd = yield* sys.open({ path, flags: 0 })
      if (!fd.ok) {
        yield* tool.fail(`error opening ${tool.quoteName(path)}: ${strerror(fd.error)}`)
        continue
      }
      yield* sys.fsync({ fd: fd.value })
      yield* sys.close({ fd: fd.value })
    }
    return undefined
  },
})
