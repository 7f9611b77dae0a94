import type { Sys } from '../../../../kernel/calls.ts'
import { run as runProgram } from '../../../../libc/spawn.ts'
import { print } from '../../../../libc/stdio.ts'
import type { Editor } from '../editor.ts'
import type { ExCall, ExCommand } from './call.ts'
import { filterLines } from './lines.ts'
import { pressEnter, showLines } from './pages.ts'
import { expandName } from './write.ts'

/** `:!command` in the terminal vim came from; with a range, lines go through the command. */
function* bang(vi: Editor, call: ExCall): Sys<void> {
  const typed = call.args.replace(/(^|[^\\])!/g, (_, ahead: string) => `${ahead}${vi.lastShell || vi.refuse('E34: No previous command')}`)
  const command = expandName(vi, typed)
  vi.lastShell = command
  if (call.range.given > 0) return yield* filterLines(vi, call.range.first, call.range.last, command)
  yield* outside(vi, ['/bin/sh', '-c', command], `:!${command}`)
}

function* outside(vi: Editor, argv: readonly string[], echo: string): Sys<void> {
  yield* vi.terminal.restore()
  yield* print(`${echo}\n`)
  const code = yield* runProgram(argv)
  if (code !== 0) yield* print(`\nshell returned ${code}\n`)
  yield* vi.terminal.raw(true)
  yield* print('\r\n')
  yield* pressEnter(vi)
  yield* print('\r\n')
  yield* vi.terminal.raw()
}

function* shell(vi: Editor): Sys<void> {
  yield* vi.terminal.restore()
  yield* runProgram([vi.env.get('SHELL') || '/bin/sh'])
  yield* vi.terminal.raw()
  vi.invalidate()
}

/** `:normal keys`: typed on each line of the range; an unfinished command is given up. */
function* normal(vi: Editor, call: ExCall): Sys<void> {
  if (call.args === '') vi.refuse('E471: Argument required')
  const { first, last, given } = call.range
  const keys = Array.from(call.args, (c) => (c === '\x1b' ? '<Esc>' : c))
  for (let line = first; line <= last; line++) {
    if (given > 0) vi.place({ line, col: 0 })
    const depth = vi.pushedCount
    vi.push([...keys, '<Esc>', '<Esc>'])
    while (vi.pushedCount > depth + 2) yield* vi.interpreter.normal(vi)
    vi.dropPushed(depth)
    if (vi.mode !== 'normal') vi.mode = 'normal'
  }
}

function* version(vi: Editor, call: ExCall): Sys<void> {
  const built = vi.modern ? '(2022 Jun 28, compiled May 04 2023 10:24:44)' : '(2013 Aug 10, compiled Dec 15 2020 16:44:08)'
  yield* showLines(vi, call.line, [
    `VIM - Vi IMproved ${vi.version.split('.').slice(0, 2).join('.')} ${built}`,
    `Included patches: 1-${vi.version.split('.')[2] ?? ''}`,
  ])
}

const briefHelp = [
  'cais: vim: the manual is not simulated. What there is, in short:',
  '',
  '  move     h j k l   w b e   0 ^ $   gg G 12G   f) t)   % { }   /text n N   Ctrl-F Ctrl-B',
  '  insert   i a I A o O   Esc ends it',
  '  change   x dd dw d$ D   cc cw C s   r R ~   J   >> <<   p P   .   u Ctrl-R',
  '  copy     yy yw y$   "ayy "ap',
  '  select   v V Ctrl-V   then d y c > < ~',
  '  ex       :w :q :wq :q!   :e file :r file   :%s/a/b/g   :g/x/d   :set number',
]

function* help(vi: Editor, call: ExCall): Sys<void> {
  yield* showLines(vi, call.line, briefHelp)
}

function* echo(vi: Editor, call: ExCall): Sys<void> {
  const m = /^(?:"([^"]*)"|'([^']*)'|(-?\d+))$/.exec(call.args.trim())
  if (!m) vi.refuse('cais: vim: expressions are not simulated')
  vi.say(m[1] ?? m[2] ?? m[3] ?? '')
}

function* stop(vi: Editor): Sys<void> {
  yield* vi.terminal.suspend()
  vi.invalidate()
}

const missing = (what: string): ExCommand['run'] =>
  function* (vi) {
    vi.refuse(`cais: vim: ${what} is not simulated`)
  }

const notSimulated: readonly (readonly [string, string])[] = [
  ['sp[lit]', ':split'],
  ['vs[plit]', ':vsplit'],
  ['new', ':new'],
  ['tabe[dit]', ':tabedit'],
  ['b[uffer]', ':buffer'],
  ['map', ':map'],
  ['nn[oremap]', ':nnoremap'],
  ['ab[breviate]', ':abbreviate'],
  ['so[urce]', ':source'],
  ['sy[ntax]', ':syntax'],
  ['colo[rscheme]', ':colorscheme'],
  ['let', ':let'],
  ['cal[l]', ':call'],
  ['au[tocmd]', ':autocmd'],
  ['filet[ype]', ':filetype'],
  ['mak[e]', ':make'],
]

export const shellCommands: readonly ExCommand[] = [
  { name: '!', run: bang, range: 'any', args: true, bars: true },
  { name: 'sh[ell]', run: shell },
  { name: 'norm[al]', run: normal, range: 'any', bang: true, args: true, bars: true },
  { name: 've[rsion]', run: version },
  { name: 'h[elp]', run: help, args: true },
  { name: 'ec[ho]', run: echo, args: true, bars: true },
  { name: 'st[op]', run: stop, bang: true },
  { name: 'sus[pend]', run: stop, bang: true },
  ...notSimulated.map(([name, what]) => ({ name, run: missing(what), bang: true, args: true, bars: true, range: 'any' as const })),
]
