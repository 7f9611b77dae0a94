import type { Fd, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { bytesToText, textToBytes } from '../../libc/locale.ts'
import { sys } from '../../sys.ts'
import { copyBytes } from '../gnu/copy-bytes.ts'
import type { Tool } from '../gnu/tool.ts'
import { Exit, gnuProgram } from '../gnu/tool.ts'

/** Models cat(1): plain copying inside the kernel, or numbering, squeezing and showing what is not printable. */
interface Look {
  readonly number: boolean
  readonly numberNonBlank: boolean
  readonly squeeze: boolean
  readonly ends: boolean
  readonly tabs: boolean
  readonly nonPrinting: boolean
}

/** Where the output is in its lines, across files. */
interface Place {
  line: number
  /** Newlines just before here. */
  newlines: number
}

export const cat = gnuProgram({
  name: 'cat',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Write the FILEs one after another to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-A, --show-all', 'same as -vET'],
    ['-b, --number-nonblank', 'number the lines that are not empty, overrides -n'],
    ['-e', 'same as -vE'],
    ['-E, --show-ends', 'show $ where a line ends'],
    ['-n, --number', 'number every line'],
    ['-s, --squeeze-blank', 'show one empty line where there are several'],
    ['-t', 'same as -vT'],
    ['-T, --show-tabs', 'show tabs as ^I'],
    ['-u', '(has no effect)'],
    ['-v, --show-nonprinting', 'show control characters as ^X and high bytes as M-X, except newline and tab'],
  ],
  *run(tool) {
    const has = (...keys: string[]) => keys.some((key) => tool.has(key))
    const look: Look = {
      number: has('number') && !has('number-nonblank'),
      numberNonBlank: has('number-nonblank'),
      squeeze: has('squeeze-blank'),
      ends: has('show-ends', 'show-all', 'e'),
      tabs: has('show-tabs', 'show-all', 't'),
      nonPrinting: has('show-nonprinting', 'show-all', 'e', 't'),
    }
    const plain = !Object.values(look).some(Boolean)
    const place: Place = { line: 0, newlines: 1 }
    yield* tool.eachInput(function* (fd, name) {
      if (plain) yield* copyPlain(tool, fd, name)
      else yield* copyShown(tool, fd, name, look, place)
    })
    return undefined
  },
})

function* copyPlain(tool: Tool, fd: Fd, name: string): Sys<void> {
  const [from, to] = [yield* sys.fstat({ fd }), yield* sys.fstat({ fd: 1 })]
  if (from.ok && to.ok && to.value.type === 'file' && from.value.ino === to.value.ino && from.value.dev === to.value.dev) {
    const at = yield* sys.lseek({ fd, offset: 0, whence: 'cur' })
    if (at.ok && at.value < from.value.size) return yield* tool.fail(`${tool.showName(name)}: input file is output file`)
  }
  if (from.ok && from.value.type === 'directory') return yield* tool.failFile(name, 'EISDIR')
  const copied = yield* copyBytes(fd, 1)
  if (copied.ok) return
  if (['EPIPE', 'ENOSPC', 'EFBIG'].includes(copied.error)) {
    yield* tool.warn(`write error: ${strerror(copied.error)}`)
    throw new Exit(1)
  }
  yield* tool.failFile(name, copied.error)
}

function* copyShown(tool: Tool, fd: Fd, name: string, look: Look, place: Place): Sys<void> {
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) return yield* tool.failFile(name, chunk.error)
    if (chunk.value.length === 0) return
    yield* tool.out.putBytes(textToBytes(show(bytesToText(chunk.value), look, place)))
  }
}

function show(text: string, look: Look, place: Place): string {
  let out = ''
  for (const c of text) {
    if (c === '\n') {
      if (place.newlines >= 2 && look.squeeze) continue
      if (place.newlines >= 1 && look.number) out += lineNumber(place)
      place.newlines++
      out += look.ends ? '$\n' : '\n'
      continue
    }
    if (place.newlines > 0 && (look.number || look.numberNonBlank)) out += lineNumber(place)
    place.newlines = 0
    out += c === '\t' ? (look.tabs ? '^I' : c) : look.nonPrinting ? visible(c.charCodeAt(0)) : c
  }
  return out
}

const lineNumber = (place: Place): string => `${String(++place.line).padStart(6)}\t`

function visible(code: number): string {
  if (code >= 128) return `M-${visible(code - 128)}`
  if (code < 32) return `^${String.fromCharCode(code + 64)}`
  return code === 127 ? '^?' : String.fromCharCode(code)
}
