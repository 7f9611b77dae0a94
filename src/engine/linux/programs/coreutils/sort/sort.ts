import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { bytesToText } from '../../../libc/locale.ts'
import { readAll, readFileBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { choose } from '../../gnu/choice.ts'
import type { Tool } from '../../gnu/tool.ts'
import { gnuProgram } from '../../gnu/tool.ts'
import type { SortOrder } from './compare.ts'
import { compareKeys, compareLines } from './compare.ts'
import type { Key, Ordering } from './keys.ts'
import { isDefaultOrdering, orderingOf, parseKey } from './keys.ts'

/** Models sort(1) in memory; -S, -T, --parallel and --batch-size tell it nothing. */
const letterOf: Readonly<Record<string, string>> = {
  'ignore-leading-blanks': 'b',
  'dictionary-order': 'd',
  'ignore-case': 'f',
  'general-numeric-sort': 'g',
  'ignore-nonprinting': 'i',
  'month-sort': 'M',
  'human-numeric-sort': 'h',
  'numeric-sort': 'n',
  'random-sort': 'R',
  reverse: 'r',
  'version-sort': 'V',
}

export const sort = gnuProgram({
  name: 'sort',
  usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
  summary: 'Write the sorted lines of all FILEs to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-b, --ignore-leading-blanks', 'ignore leading blanks'],
    ['-d, --dictionary-order', 'consider only blanks and letters and digits'],
    ['-f, --ignore-case', 'fold lower case to upper case'],
    ['-g, --general-numeric-sort', 'compare by general numerical value'],
    ['-i, --ignore-nonprinting', 'consider only printable characters'],
    ['-M, --month-sort', "compare (unknown) < 'JAN' < ... < 'DEC'"],
    ['-h, --human-numeric-sort', 'compare sizes such as 2K 1G'],
    ['-n, --numeric-sort', 'compare by numerical value'],
    ['-R, --random-sort', 'shuffle, but group identical keys'],
    ['--random-source=FILE', 'get random bytes from FILE'],
    ['-r, --reverse', 'reverse the order'],
    ['--sort=WORD', 'general-numeric -g, human-numeric -h, month -M, numeric -n, random -R, version -V'],
    ['-V, --version-sort', 'natural order of numbers in text'],
    ['--batch-size=NMERGE', 'merge at most NMERGE inputs at once'],
    ['-c, --check[=WHEN]', 'check whether the input is sorted'],
    ['-C', 'like -c without a message'],
    ['--files0-from=F', 'read the names, each ended by NUL, from file F'],
    ['-k, --key=KEYDEF', 'sort by a key: F[.C][OPTS][,F[.C][OPTS]]'],
    ['-m, --merge', 'merge sorted files'],
    ['-o, --output=FILE', 'write to FILE'],
    ['-s, --stable', 'do not compare whole lines where keys are equal'],
    ['-S, --buffer-size=SIZE', 'use SIZE of memory'],
    ['-t, --field-separator=SEP', 'use SEP between fields'],
    ['-T, --temporary-directory=DIR', 'use DIR for temporaries'],
    ['--parallel=N', 'use N sorts at a time'],
    ['-u, --unique', 'output only one of equal lines'],
    ['-z, --zero-terminated', 'lines end in NUL'],
  ],
  unsimulated: ['--debug', '--compress-program=PROG'],
  failure: 2,
  *run(tool) {
    const order = yield* readOrder(tool)
    const end = tool.has('zero-terminated') ? '\0' : '\n'
    const names = yield* inputNames(tool)
    const how = tool.value('check')
    if (tool.has('check') || tool.has('C')) {
      if (names.length > 1) yield* tool.die(`extra operand ${tool.quoteName(names[1] as string)} not allowed with -c`)
      const quiet =
        tool.has('C') || (how !== undefined && (yield* choose(tool, '--check', how, [['quiet', 'silent'], ['diagnose-first']])) === 'quiet')
      return yield* check(tool, names[0] ?? '-', order, end, quiet)
    }
    const inputs: (readonly string[])[] = []
    for (const name of names) inputs.push(yield* readLines(tool, name, end))
    const lines = tool.has('merge') ? merged(inputs, order) : inputs.flat().sort((a, b) => compareLines(a, b, order))
    yield* sys.compute({ ms: lines.length / 2000 })
    const kept = tool.has('unique') ? lines.filter((line, i) => i === 0 || compareKeys(lines[i - 1] as string, line, order) !== 0) : lines
    yield* output(tool, kept, end)
    return undefined
  },
})

function* readOrder(tool: Tool): Sys<SortOrder> {
  let letters = ''
  for (const { key, value } of tool.options.options) {
    letters += letterOf[key] ?? ''
    if (key === 'sort') {
      const word = yield* choose(tool, '--sort', value ?? '', [
        ['general-numeric'],
        ['human-numeric'],
        ['month'],
        ['numeric'],
        ['random'],
        ['version'],
      ])
      letters += letterOf[`${word}-sort`] ?? ''
    }
  }
  const global: Ordering = orderingOf(letters, letters.includes('b') ? 'b' : '')
  const keys: Key[] = []
  for (const text of tool.options.values('key')) {
    const key = parseKey(text, (part) => tool.quote(part))
    if (!key.ok) yield* tool.die(key.error)
    else keys.push(isDefaultOrdering(key.value) ? { ...key.value, ...global } : key.value)
  }
  yield* checkCompatible(tool, letters)
  return { keys, global, separator: yield* separator(tool), stable: tool.has('stable') || tool.has('unique'), salt: yield* saltOf(tool) }
}

function* checkCompatible(tool: Tool, letters: string): Sys<void> {
  const kinds = [...new Set(letters.replace(/[^gMhnRV]/g, ''))].sort()
  const order = 'dfghinMRV'
  if (kinds.length > 1) yield* tool.die(`options '-${kinds.sort((a, b) => order.indexOf(a) - order.indexOf(b)).join('')}' are incompatible`)
  const textual = [...new Set(letters.replace(/[^di]/g, ''))].sort()
  if (kinds.length === 1 && /[gMhn]/.test(kinds[0] as string) && textual.length > 0)
    yield* tool.die(`options '-${[...textual, ...kinds].sort((a, b) => order.indexOf(a) - order.indexOf(b)).join('')}' are incompatible`)
}

function* separator(tool: Tool): Sys<string | undefined> {
  const given = tool.value('field-separator')
  if (given === undefined) return undefined
  if (given === '') yield* tool.die('empty tab')
  if (given === '\\0') return '\0'
  if (given.length > 1) yield* tool.die(`multi-character tab ${tool.quote(given)}`)
  return tool.locale.argument(given)
}

function* saltOf(tool: Tool): Sys<string> {
  const source = tool.value('random-source')
  if (source !== undefined) {
    const bytes = yield* readFileBytes(source)
    if (!bytes.ok) return yield* tool.die(`open failed: ${tool.showName(source)}: ${strerror(bytes.error)}`)
    return bytesToText(bytes.value.subarray(0, 16))
  }
  return tool.has('random-sort') || tool.has('sort') || tool.options.values('key').some((key) => key.includes('R'))
    ? bytesToText(yield* sys.getrandom({ count: 16 }))
    : ''
}

function* inputNames(tool: Tool): Sys<readonly string[]> {
  const list = tool.value('files0-from')
  if (list === undefined) return tool.operands.length > 0 ? tool.operands : ['-']
  const bytes = yield* readFileBytes(list === '-' ? '/dev/stdin' : list)
  if (!bytes.ok) return yield* tool.die(`open failed: ${tool.showName(list)}: ${strerror(bytes.error)}`)
  return tool.locale.decode(bytes.value).split('\0').filter(Boolean).map(tool.locale.external)
}

function* readLines(tool: Tool, name: string, end: string): Sys<readonly string[]> {
  const fd = yield* tool.openInput(name)
  if (!fd.ok) return yield* tool.die(`cannot read: ${tool.showName(name)}: ${strerror(fd.error)}`)
  const bytes = yield* readAll(fd.value)
  yield* tool.closeInput(fd.value)
  if (!bytes.ok) return yield* tool.die(`read failed: ${tool.showName(name)}: ${strerror(bytes.error)}`)
  const lines = tool.locale.decode(bytes.value).split(end)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Inputs that are sorted already, as one: always the smallest of their next lines. */
function merged(inputs: readonly (readonly string[])[], order: SortOrder): string[] {
  const heads = inputs.map(() => 0)
  const out: string[] = []
  for (;;) {
    let best = -1
    inputs.forEach((lines, i) => {
      const line = lines[heads[i] as number]
      const least = best < 0 ? undefined : inputs[best]?.[heads[best] as number]
      if (line !== undefined && (least === undefined || compareLines(line, least, order) < 0)) best = i
    })
    if (best < 0) return out
    out.push(inputs[best]?.[heads[best] as number] as string)
    heads[best] = (heads[best] as number) + 1
  }
}

function* check(tool: Tool, name: string, order: SortOrder, end: string, quiet: boolean): Sys<number> {
  const lines = yield* readLines(tool, name, end)
  const unique = tool.has('unique')
  const bad = lines.findIndex(
    (line, i) => i > 0 && (unique ? compareKeys(lines[i - 1] as string, line, order) >= 0 : compareLines(lines[i - 1] as string, line, order) > 0),
  )
  if (bad < 0) return 0
  if (!quiet) yield* tool.warn(`${tool.showName(name)}:${bad + 1}: disorder: ${tool.locale.external(lines[bad] as string)}`)
  return 1
}

function* output(tool: Tool, lines: readonly string[], end: string): Sys<void> {
  const name = tool.value('output')
  if (name !== undefined) {
    const fd = yield* sys.open({ path: name, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o666 })
    if (!fd.ok) yield* tool.die(`open failed: ${tool.showName(name)}: ${strerror(fd.error)}`)
    else yield* sys.dup2({ fd: fd.value, to: 1 })
  }
  for (let i = 0; i < lines.length; i += 1000) yield* tool.out.put(lines.slice(i, i + 1000).join(end) + end)
}
