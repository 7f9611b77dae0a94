import type { Fd, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { copyBytes } from '../gnu/copy-bytes.ts'
import { parseSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models head(1). */
export interface Count {
  readonly unit: 'lines' | 'bytes'
  readonly count: number
  /** All but the last ones (head), or from there on (tail +N). */
  readonly fromOtherEnd: boolean
}

/** `head -5`, `head -c5`, `head -5q`: the old forms as options. */
export function rewriteObsolete(args: readonly string[]): readonly string[] {
  const first = args[0]
  const m = first === undefined ? null : /^-(\d+)([bkmclqvz]*)$/.exec(first)
  if (!m) return args
  const letters = m[2] as string
  const bytes = letters.includes('c') || /[bkm]/.test(letters)
  const suffix = /[bkm]/.exec(letters)?.[0] ?? ''
  const flags = letters.replace(/[^qvz]/g, '')
  return [bytes ? '-c' : '-n', `${m[1]}${suffix}`, ...(flags ? [`-${flags}`] : []), ...args.slice(1)]
}

export const head = gnuProgram({
  name: 'head',
  usage: ['[OPTION]... [FILE]...'],
  summary:
    'Print the first 10 lines of each FILE.\nWith more than one FILE, each is preceded by a header with its name.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-c, --bytes=[-]NUM', 'print the first NUM bytes, or with - all but the last NUM'],
    ['-n, --lines=[-]NUM', 'print the first NUM lines, or with - all but the last NUM'],
    ['-q, --quiet, --silent', 'never print headers'],
    ['-v, --verbose', 'always print headers'],
    ['-z, --zero-terminated', 'lines end in NUL'],
  ],
  hidden: ['--silent'],
  rewrite: rewriteObsolete,
  *run(tool) {
    const count = yield* readCount(tool)
    const headers = yield* headerPolicy(tool)
    let printed = false
    for (const name of tool.operands.length > 0 ? tool.operands : ['-']) {
      const fd = yield* tool.openInput(name)
      if (!fd.ok) {
        yield* tool.fail(`cannot open ${tool.quoteName(name)} for reading: ${strerror(fd.error)}`)
        continue
      }
      if (headers) yield* tool.say(`${printed ? '\n' : ''}==> ${name === '-' ? 'standard input' : name} <==\n`)
      printed = true
      yield* tool.out.flush()
      const problem = count.unit === 'bytes' ? yield* headBytes(tool, fd.value, count) : yield* headLines(tool, fd.value, count)
      if (problem) yield* tool.fail(`error reading ${tool.quoteName(name)}: ${problem}`)
      yield* tool.closeInput(fd.value)
    }
    return undefined
  },
})

function* readCount(tool: Tool): Sys<Count> {
  const last = tool.options.options.findLast(({ key }) => key === 'bytes' || key === 'lines')
  if (!last) return { unit: 'lines', count: 10, fromOtherEnd: false }
  const unit = last.key as 'bytes' | 'lines'
  const text = last.value ?? ''
  const count = parseSize(text.replace(/^-/, ''), 'bKkMmGTPEZY')
  if (count === undefined) yield* tool.die(`invalid number of ${unit}: ${tool.quote(text.replace(/^-/, ''))}`)
  return { unit, count: count ?? 0, fromOtherEnd: text.startsWith('-') }
}

/** Headers are for several files, unless -q or -v says otherwise. */
export function* headerPolicy(tool: Tool): Sys<boolean> {
  const last = tool.options.options.findLast(({ key }) => ['quiet', 'silent', 'verbose'].includes(key))?.key
  return last ? last === 'verbose' : tool.operands.length > 1
}

function* headBytes(tool: Tool, fd: Fd, { count, fromOtherEnd }: Count): Sys<string | undefined> {
  if (!fromOtherEnd) {
    const copied = yield* copyBytes(fd, 1, count)
    return copied.ok || copied.error === 'EPIPE' ? undefined : strerror(copied.error)
  }
  let held = new Uint8Array(0)
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) return strerror(chunk.error)
    if (chunk.value.length === 0) return undefined
    const all = new Uint8Array(held.length + chunk.value.length)
    all.set(held)
    all.set(chunk.value, held.length)
    const keep = Math.min(all.length, count)
    yield* tool.out.putBytes(all.subarray(0, all.length - keep))
    held = all.slice(all.length - keep)
  }
}

function* headLines(tool: Tool, fd: Fd, { count, fromOtherEnd }: Count): Sys<string | undefined> {
  const end = tool.has('zero-terminated') ? 0 : 10
  if (fromOtherEnd) return yield* allButLast(tool, fd, count, end)
  let left = count
  while (left > 0) {
    const chunk = yield* sys.read({ fd, count: 8192 })
    if (!chunk.ok) return strerror(chunk.error)
    if (chunk.value.length === 0) return undefined
    let at = 0
    while (left > 0) {
      const newline = chunk.value.indexOf(end, at)
      if (newline < 0) break
      at = newline + 1
      left--
    }
    const used = left === 0 ? at : chunk.value.length
    yield* tool.out.putBytes(chunk.value.subarray(0, used))
    // Leave a seekable input just after the last line, for whoever reads on.
    if (used < chunk.value.length) yield* sys.lseek({ fd, offset: used - chunk.value.length, whence: 'cur' })
  }
  return undefined
}

function* allButLast(tool: Tool, fd: Fd, count: number, end: number): Sys<string | undefined> {
  const held: Uint8Array[] = []
  let partial: Uint8Array = new Uint8Array(0)
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) return strerror(chunk.error)
    if (chunk.value.length === 0) {
      if (partial.length > 0) held.push(partial)
      while (held.length > count) yield* tool.out.putBytes(held.shift() as Uint8Array)
      return undefined
    }
    const all = new Uint8Array(partial.length + chunk.value.length)
    all.set(partial)
    all.set(chunk.value, partial.length)
    let at = 0
    for (let newline = all.indexOf(end); newline >= 0; newline = all.indexOf(end, at)) {
      held.push(all.subarray(at, newline + 1))
      at = newline + 1
      if (held.length > count) yield* tool.out.putBytes(held.shift() as Uint8Array)
    }
    partial = all.subarray(at)
  }
}
