import type { Sys } from '../../../../kernel/calls.ts'
import type { Editor } from '../editor.ts'
import type { Options } from '../options.ts'
import { defaultOptions, optionNames } from '../options.ts'
import type { ExCall, ExCommand } from './call.ts'
import { showLines } from './pages.ts'

function keyOf(vi: Editor, name: string): keyof Options | undefined {
  if (name in vi.options) return name as keyof Options
  return optionNames[name]
}

const valueText = (name: string, value: boolean | number | string): string =>
  typeof value === 'boolean' ? `${value ? '  ' : 'no'}${name}` : `  ${name}=${value}`

/** `:set`: changed options without arguments, `all`, `name`, `noname`, `invname`, `name!`, `name&`, `name?`, `name=`, `name+=`, `name-=`. */
function* set(vi: Editor, call: ExCall): Sys<void> {
  const words = call.args.split(/\s+/).filter(Boolean)
  if (words.length === 0 || words[0] === 'all') {
    const defaults = defaultOptions(vi.version)
    const names = (Object.keys(vi.options) as (keyof Options)[]).sort()
    const shown = names.filter((name) => words.length > 0 || vi.options[name] !== defaults[name])
    return yield* showLines(vi, call.line, ['--- Options ---', ...shown.map((name) => valueText(name, vi.options[name]))])
  }
  for (const word of words) setOne(vi, word)
}

function setOne(vi: Editor, word: string): void {
  const m = /^(no|inv)?([a-z]+)([!&?]|[-+^]?[=:].*)?$/.exec(word)
  let key = m && keyOf(vi, (m[1] ?? '') + m[2])
  let prefix = ''
  if (m && !key && m[1]) {
    key = keyOf(vi, m[2] as string)
    prefix = m[1]
  }
  if (!m || !key) vi.refuse(`E518: Unknown option: ${word}`)
  const suffix = m[3] ?? ''
  const value = vi.options[key]
  const defaults = defaultOptions(vi.version)
  if (suffix === '?') {
    vi.say(valueText(key, value))
    return
  }
  if (suffix === '&') {
    assign(vi, key, defaults[key])
    return
  }
  if (typeof value === 'boolean') {
    if (/[=:]/.test(suffix)) vi.refuse(`E474: Invalid argument: ${word}`)
    assign(vi, key, prefix === 'no' ? false : prefix === 'inv' || suffix === '!' ? !value : true)
    return
  }
  if (prefix !== '' || suffix === '!') vi.refuse(`E474: Invalid argument: ${word}`)
  if (suffix === '') {
    vi.say(valueText(key, value))
    return
  }
  const text = suffix.replace(/^[-+^]?[=:]/, '')
  if (typeof value === 'string') {
    if (key === 'fileformat' && !['unix', 'dos'].includes(text)) vi.refuse(`E474: Invalid argument: ${word}`)
    assign(vi, key, text)
    return
  }
  if (!/^-?\d+$/.test(text)) vi.refuse(`E521: Number required after =: ${word}`)
  const number = suffix.startsWith('+') ? value + Number(text) : suffix.startsWith('-') ? value - Number(text) : Number(text)
  if (number < 0 || (key === 'tabstop' && number === 0)) vi.refuse(`E487: Argument must be positive: ${word}`)
  assign(vi, key, number)
}

function assign(vi: Editor, key: keyof Options, value: boolean | number | string): void {
  Object.assign(vi.options, { [key]: value })
  if (key === 'hlsearch') vi.highlighting = true
  if (key === 'fileformat') vi.buffer.modified = true
}

function* registers(vi: Editor, call: ExCall): Sys<void> {
  const wanted = call.args.replace(/\s/g, '')
  const kinds = { char: 'c', line: 'l', block: 'b' }
  const rows = vi.registers
    .entries()
    .filter(([name]) => wanted === '' || wanted.includes(name))
    .map(([name, { text, kind }]) => {
      const shown = text
        .replaceAll('\n', kind === 'char' && name === '.' ? '^M' : '^J')
        .replaceAll('\x1b', '^[')
        .replaceAll('\t', '^I')
      return (vi.modern ? `  ${kinds[kind]}  "${name}   ${shown}` : `"${name}   ${shown}`).slice(0, vi.terminal.cols - 1)
    })
  yield* showLines(vi, call.line, [vi.modern ? 'Type Name Content' : '--- Registers ---', ...rows])
}

function* marks(vi: Editor, call: ExCall): Sys<void> {
  const rows = [...vi.buffer.marks]
    .filter(([name]) => name.length === 1)
    .map(([name, { line, col }]) => ` ${name} ${String(line + 1).padStart(6)} ${String(col).padStart(4)} ${vi.buffer.line(line).trimStart()}`)
  if (rows.length === 0) vi.refuse('E283: No marks matching ""')
  yield* showLines(vi, call.line, ['mark line  col file/text', ...rows])
}

function* noHighlight(vi: Editor): Sys<void> {
  vi.highlighting = false
}

export const settingCommands: readonly ExCommand[] = [
  { name: 'se[t]', run: set, args: true },
  { name: 'setl[ocal]', run: set, args: true },
  { name: 'noh[lsearch]', run: noHighlight },
  { name: 'reg[isters]', run: registers, args: true },
  { name: 'di[splay]', run: registers, args: true },
  { name: 'marks', run: marks },
]
