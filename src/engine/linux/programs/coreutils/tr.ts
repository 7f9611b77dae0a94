import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { encodeUtf8 } from '../../libc/locale.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import type { Expansion } from './tr-sets.ts'
import { expandSet, SetError } from './tr-sets.ts'

/** Models tr(1): as in GNU's, on bytes. */
export const tr = gnuProgram({
  name: 'tr',
  usage: ['[OPTION]... STRING1 [STRING2]'],
  summary:
    'Translate, squeeze, and/or delete characters from standard input, writing to\nstandard output. STRING1 and STRING2 specify arrays of characters.',
  options: [
    ['-c, -C, --complement', 'use the complement of ARRAY1'],
    ['-d, --delete', 'delete characters in ARRAY1, do not translate'],
    ['-s, --squeeze-repeats', 'replace each sequence of a repeated character that is in the last ARRAY with one'],
    ['-t, --truncate-set1', 'first truncate ARRAY1 to the length of ARRAY2'],
  ],
  footer:
    'ARRAYs are strings of characters; \\NNN, \\\\, \\a \\b \\f \\n \\r \\t \\v, CHAR1-CHAR2, [CHAR*], [CHAR*REPEAT], [:alnum:] and the other classes and [=CHAR=] are known.',
  inOrder: true,
  *run(tool) {
    yield* checkOperands(tool)
    const [first = '', second] = tool.operands
    try {
      yield* translate(tool, makeFilter(tool, first, second))
    } catch (error) {
      if (!(error instanceof SetError)) throw error
      yield* tool.die(error.message)
    }
    return undefined
  },
})

function* checkOperands(tool: Tool): Sys<void> {
  const { operands } = tool
  const deleting = tool.has('delete')
  const squeezing = tool.has('squeeze-repeats')
  const least = deleting === squeezing ? 2 : 1
  const most = deleting && !squeezing ? 1 : 2
  if (operands.length < least) {
    if (operands.length === 0) yield* tool.usageError('missing operand')
    const why = squeezing ? 'Two strings must be given when both deleting and squeezing repeats.' : 'Two strings must be given when translating.'
    yield* tool.usageError(`missing operand after ${tool.quote(operands.at(-1) as string)}\n${why}`)
  }
  if (operands.length > most) {
    const why = operands.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : ''
    yield* tool.usageError(`extra operand ${tool.quote(operands[most] as string)}${why}`)
  }
}

interface Filter {
  /** Byte each byte becomes, -1 when it goes. */
  readonly map: Int16Array
  readonly squeezed: Uint8Array
}

function makeFilter(tool: Tool, first: string, second: string | undefined): Filter {
  const complement = tool.has('complement')
  const from = expandSet(encodeUtf8(first), false)
  const members = new Uint8Array(256)
  for (const byte of from.bytes) members[byte] = 1
  if (complement) for (let i = 0; i < 256; i++) members[i] = members[i] ? 0 : 1
  const map = Int16Array.from({ length: 256 }, (_, i) => i)
  const squeezed = new Uint8Array(256)
  if (tool.has('delete')) {
    for (let i = 0; i < 256; i++) if (members[i]) map[i] = -1
    if (second !== undefined) for (const byte of expandSet(encodeUtf8(second), false).bytes) squeezed[byte] = 1
    return { map, squeezed }
  }
  if (second === undefined) return { map, squeezed: members }
  const sources = complement ? [...members.keys()].filter((i) => members[i]) : from.bytes
  const to = expandSet(encodeUtf8(second), true, sources.length)
  checkClasses(from, to, complement)
  let targets = to.bytes
  if (targets.length === 0 && !tool.has('truncate-set1')) throw new SetError('when not truncating set1, string2 must be non-empty')
  if (targets.length < sources.length && !tool.has('truncate-set1'))
    targets = [...targets, ...new Array<number>(sources.length - targets.length).fill(targets.at(-1) as number)]
  for (let i = 0; i < Math.min(sources.length, targets.length); i++) map[sources[i] as number] = targets[i] as number
  if (tool.has('squeeze-repeats')) for (const byte of targets) squeezed[byte] = 1
  return { map, squeezed }
}

function checkClasses(from: Expansion, to: Expansion, complement: boolean): void {
  if (to.classes.some((name) => name !== 'upper' && name !== 'lower'))
    throw new SetError("when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'")
  const positions = new Map(from.caseClasses.map((one) => [one.at, one.name]))
  if (!complement && to.caseClasses.some((one) => !positions.has(one.at))) throw new SetError('misaligned [:upper:] and/or [:lower:] construct')
}

function* translate(tool: Tool, { map, squeezed }: Filter): Sys<void> {
  let last = -1
  for (;;) {
    const chunk = yield* sys.read({ fd: 0, count: 65_536 })
    if (!chunk.ok) return yield* tool.die(`read error: ${strerror(chunk.error)}`)
    if (chunk.value.length === 0) return
    const out = new Uint8Array(chunk.value.length)
    let length = 0
    for (const byte of chunk.value) {
      const to = map[byte] as number
      if (to < 0) continue
      if (to === last && squeezed[to]) continue
      last = to
      out[length++] = to
    }
    if (length > 0) yield* tool.out.putBytes(out.subarray(0, length))
  }
}
