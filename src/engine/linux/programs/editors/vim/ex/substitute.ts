import type { Sys } from '../../../../kernel/calls.ts'
import type { Editor } from '../editor.ts'
import { compilePattern } from '../pattern.ts'
import { delimiterAt } from '../search.ts'
import type { ExCall, ExCommand } from './call.ts'

interface Substitution {
  readonly regex: RegExp
  readonly replacement: string
  readonly global: boolean
  readonly confirm: boolean
  readonly countOnly: boolean
  readonly quiet: boolean
}

interface Tally {
  substitutions: number
  lines: number
  lastLine: number
  stopped: boolean
  all: boolean
}

/** `:s/pattern/replacement/flags`, `:s`, `:&`; flags & c e g i I n. Left out: r, p, l, #, `\=` expressions. */
export function* substitute(vi: Editor, call: ExCall): Sys<void> {
  const { pattern, replacement, flags, count } = parse(vi, call.args)
  vi.lastSubstitute = { pattern, replacement, flags }
  vi.search = { pattern, forward: true, offset: '' }
  vi.highlighting = true
  const ignore = flags.includes('i') ? '\\c' : flags.includes('I') ? '\\C' : ''
  const regex = compilePattern(ignore + pattern, vi.options) ?? vi.refuse(`E486: Pattern not found: ${pattern}`)
  const global = flags.includes('g') !== vi.options.gdefault
  const work = { regex, replacement, global, confirm: flags.includes('c'), countOnly: flags.includes('n'), quiet: flags.includes('e') }
  const tally: Tally = { substitutions: 0, lines: 0, lastLine: vi.cursor.line, stopped: false, all: false }
  let { first, last } = call.range
  if (count !== undefined) [first, last] = [last, Math.min(vi.buffer.last, last + count - 1)]
  if (/\\n/.test(pattern)) acrossLines(vi, first, last, work, tally)
  else {
    for (let line = first; line <= last && !tally.stopped; line++) {
      const before = vi.buffer.lines.length
      yield* inLine(vi, line, work, tally)
      const grown = vi.buffer.lines.length - before
      line += grown
      last += grown
    }
  }
  finish(vi, pattern, work, tally)
}

function finish(vi: Editor, pattern: string, work: Substitution, tally: Tally): void {
  const { substitutions, lines } = tally
  if (substitutions === 0 && !tally.stopped) {
    if (!work.quiet && !vi.inGlobal) vi.refuse(`E486: Pattern not found: ${pattern}`)
    return
  }
  const noun = work.countOnly ? `match${substitutions === 1 ? '' : 'es'}` : `substitution${substitutions === 1 ? '' : 's'}`
  if (!work.countOnly) vi.place({ line: tally.lastLine, col: vi.buffer.firstNonBlank(tally.lastLine) })
  if (vi.inGlobal) {
    vi.inGlobal.substitutions += substitutions
    vi.inGlobal.lines += lines
  } else if (substitutions > vi.options.report || work.countOnly) vi.say(`${substitutions} ${noun} on ${lines} line${lines === 1 ? '' : 's'}`)
}

function parse(vi: Editor, args: string): { pattern: string; replacement: string; flags: string; count: number | undefined } {
  const last = vi.lastSubstitute
  const delimiter = args[0] ?? ''
  const again = delimiter === '' || /[\w\s&"|]/.test(delimiter)
  const end = again ? 0 : delimiterAt(args, delimiter, 1)
  const second = again ? 0 : delimiterAt(args, delimiter, end + 1)
  if (again && !last) vi.refuse('E35: No previous regular expression')
  const tail = again ? args : args.slice(second + 1)
  const m = /^(&*[cegiInr&]*)\s*(\d*)\s*$/.exec(tail)
  if (!m) vi.refuse(vi.modern ? `E488: Trailing characters: ${tail}` : 'E488: Trailing characters')
  const kept = (m[1] as string).startsWith('&') ? (last?.flags ?? '') : ''
  const flags = kept + (m[1] as string).replaceAll('&', '')
  const count = m[2] ? Number(m[2]) : undefined
  if (again) return { pattern: last?.pattern ?? '', replacement: last?.replacement ?? '', flags, count }
  const bare = (text: string): string => (delimiter === '/' ? text.replaceAll('\\/', '/') : text.replaceAll(`\\${delimiter}`, delimiter))
  const pattern = bare(args.slice(1, end)) || vi.search?.pattern || vi.refuse('E35: No previous regular expression')
  const typed = bare(args.slice(end + 1, second))
  return { pattern, replacement: typed === '~' ? (last?.replacement ?? '') : typed, flags, count }
}

function* inLine(vi: Editor, at: number, work: Substitution, tally: Tally): Sys<void> {
  const text = vi.buffer.line(at)
  const { regex } = work
  let out = ''
  let from = 0
  let done = 0
  regex.lastIndex = 0
  for (let m = regex.exec(text); m; m = regex.exec(text)) {
    if (m[0] === '') regex.lastIndex++
    const agreed = !work.confirm || tally.all ? true : yield* ask(vi, at, out, m, text, work, tally)
    if (agreed) {
      out += text.slice(from, m.index) + expand(work.replacement, m)
      from = m.index + m[0].length
      done++
    }
    if (tally.stopped || !work.global) break
  }
  if (done === 0) return
  tally.substitutions += done
  tally.lines++
  if (work.countOnly) return
  const lines = (out + text.slice(from)).split('\r').map((piece) => piece.replaceAll('\0\r', '\r'))
  vi.buffer.splice(at, 1, lines, vi.cursor)
  tally.lastLine = at + lines.length - 1
}

/** `c`: asks about one match; the text is shown with what was already agreed. */
function* ask(vi: Editor, line: number, _done: string, m: RegExpExecArray, _text: string, work: Substitution, tally: Tally): Sys<boolean> {
  vi.cursor = { line, col: m.index }
  for (;;) {
    vi.prompt = { text: `replace with ${work.replacement} (y/n/a/q/l/^E/^Y)?`, at: 0 }
    vi.prompt.at = vi.prompt.text.length
    const key = yield* vi.key()
    vi.prompt = undefined
    if (key === 'y') return true
    if (key === 'n') return false
    if (key === 'a' || key === 'l') {
      tally.all = true
      tally.stopped = key === 'l'
      return true
    }
    if (key === 'q' || key === '<Esc>' || key === '\x03') {
      tally.stopped = true
      return false
    }
  }
}

function acrossLines(vi: Editor, first: number, last: number, work: Substitution, tally: Tally): void {
  const text = `${vi.buffer.lines.slice(first, last + 1).join('\n')}\n`
  let done = 0
  const result = text.replace(work.regex, (...groups) => {
    done++
    return expand(
      work.replacement,
      groups.slice(
        0,
        groups.findIndex((each) => typeof each === 'number'),
      ) as string[],
    ).replaceAll('\r', '\n')
  })
  if (done === 0) return
  tally.substitutions = done
  tally.lines = done
  if (work.countOnly) return
  const lines = result === '' ? [] : result.replace(/\n$/, '').split('\n')
  const tail = result.endsWith('\n') || last >= vi.buffer.last ? [] : [(lines.pop() ?? '') + vi.buffer.line(last + 1)]
  vi.buffer.splice(first, last - first + 1 + tail.length, [...lines, ...tail], vi.cursor)
  tally.lastLine = Math.min(vi.buffer.last, first + lines.length + tail.length - 1)
}

/** The replacement's `&`, `\0`…`\9`, `\r`, `\n`, `\t`, `\u`, `\U`, `\l`, `\L`, `\e`; a line break comes back as `\r`. */
export function expand(replacement: string, groups: readonly (string | undefined)[]): string {
  let out = ''
  let once = ''
  let lasting = ''
  const add = (text: string): void => {
    if (text === '') return
    let cased = lasting === 'U' ? text.toUpperCase() : lasting === 'L' ? text.toLowerCase() : text
    if (once) cased = (once === 'u' ? cased.slice(0, 1).toUpperCase() : cased.slice(0, 1).toLowerCase()) + cased.slice(1)
    once = ''
    out += cased
  }
  for (let i = 0; i < replacement.length; i++) {
    const c = replacement[i] as string
    if (c === '&') add(groups[0] ?? '')
    else if (c !== '\\') add(c)
    else {
      const next = replacement[++i] ?? '\\'
      if (/\d/.test(next)) add(groups[Number(next)] ?? '')
      else if (next === 'r') out += '\r'
      else if (next === 'n') add('\0')
      else if (next === 't') add('\t')
      else if (next === 'u' || next === 'l') once = next
      else if (next === 'U' || next === 'L') lasting = next
      else if (next === 'e' || next === 'E') lasting = ''
      else add(next)
    }
  }
  return out
}

export const substituteCommands: readonly ExCommand[] = [
  { name: 's[ubstitute]', run: substitute, range: 'line', args: true, bars: true },
  { name: '&', run: substitute, range: 'line', args: true },
  { name: '&&', run: (vi, call) => substitute(vi, { ...call, args: `&&${call.args}` }), range: 'line', args: true },
]
