import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { ControlCharacters, Termios, WindowSize } from '../../kernel/tty/termios.ts'
import { rawTermios, saneTermios } from '../../kernel/tty/termios.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { allSettings, changedSettings } from './stty-show.ts'

/** Models stty(1) for what the terminals here have; other settings are shown with their usual values and cannot be changed. */
export const stty = gnuProgram({
  name: 'stty',
  usage: ['[-F DEVICE | --file=DEVICE] [SETTING]...', '[-F DEVICE | --file=DEVICE] [-a|--all]', '[-F DEVICE | --file=DEVICE] [-g|--save]'],
  summary: 'Print or change terminal characteristics.',
  options: [
    ['-a, --all', 'print all current settings in human-readable form'],
    ['-g, --save', 'print all current settings in a stty-readable form'],
    ['-F, --file=DEVICE', 'open and use the specified DEVICE instead of stdin'],
  ],
  unsimulated: ['-g, --save'],
  // Settings such as -echo look like options.
  rewrite: (args) => {
    const at = args.findIndex((arg) => /^-[a-z]{2,}/.test(arg) && !/^-[agF]/.test(arg))
    return at < 0 ? args : [...args.slice(0, at), '--', ...args.slice(at)]
  },
  *run(tool) {
    const path = tool.value('file')
    const opened = path === undefined ? undefined : yield* sys.open({ path, flags: O.RDWR | O.NONBLOCK })
    if (opened && !opened.ok) yield* tool.die(`${tool.showName(path ?? '')}: ${strerror(opened.error)}`)
    const fd = opened?.ok ? opened.value : 0
    const device = path === undefined ? (tool.atLeast(8, 25) ? "'standard input'" : 'standard input') : tool.showName(path)
    const found = yield* sys.tcgetattr({ fd })
    if (!found.ok) return yield* tool.die(`${device}: ${strerror(found.error)}`)
    const size = yield* sys.tcgetwinsize({ fd })
    const window = size.ok ? size.value : { rows: 0, cols: 0 }
    if (tool.operands.length === 0) {
      yield* tool.say(tool.has('all') ? allSettings(found.value, window) : changedSettings(found.value))
      return 0
    }
    if (tool.has('all')) yield* tool.die('when specifying an output style, modes may not be set')
    yield* change(tool, fd, found.value, window)
    return 0
  },
})

function* change(tool: Tool, fd: number, before: Termios, window: WindowSize): Sys<void> {
  let termios = before
  let size = window
  const words = [...tool.operands]
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const next = apply(word, termios)
    if (next) termios = next
    else if (word === 'size') yield* tool.say(`${size.rows} ${size.cols}\n`)
    else if (word === 'speed') yield* tool.say('38400\n')
    else if (word === 'rows' || word === 'cols' || word === 'columns') {
      const value = yield* argument(tool, word, words)
      if (!/^\d+$/.test(value)) yield* tool.usageError(`invalid integer argument: ${tool.quote(value)}`)
      size = word === 'rows' ? { ...size, rows: Number(value) } : { ...size, cols: Number(value) }
    } else if (word in termios.cc) {
      const value = control(yield* argument(tool, word, words))
      if (value === undefined) yield* tool.usageError(`invalid integer argument: ${tool.quote(word)}`)
      else termios = { ...termios, cc: { ...termios.cc, [word]: value } }
    } else if (fixed.has(word.replace(/^-/, ''))) yield* tool.notSimulated(word)
    else yield* tool.usageError(`invalid argument ${tool.quote(word)}`)
  }
  if (size !== window) {
    const set = yield* sys.tcsetwinsize({ fd, size })
    if (!set.ok) yield* tool.die(`standard input: ${strerror(set.error)}`)
  }
  if (termios === before) return
  const set = yield* sys.tcsetattr({ fd, termios })
  if (!set.ok) yield* tool.die(`standard input: ${strerror(set.error)}`)
}

function* argument(tool: Tool, word: string, words: string[]): Sys<string> {
  return words.shift() ?? (yield* tool.usageError(`missing argument to ${tool.quote(word)}`))
}

/** `^C`, `^?`, `undef`, `^-`, one character or a number. */
function control(text: string): number | undefined {
  if (text === 'undef' || text === '^-') return 0
  if (text === '^?') return 127
  if (/^\^.$/.test(text)) return text.charCodeAt(1) & 31
  if (text.length === 1) return text.charCodeAt(0)
  return /^\d+$/.test(text) && Number(text) < 256 ? Number(text) : undefined
}

/** Known to the real program, constant here. */
const fixed = new Set(
  'parenb parodd cmspar cs5 cs6 cs7 cs8 hupcl hup cstopb cread clocal crtscts ignbrk brkint ignpar parmrk inpck istrip inlcr igncr ixoff tandem iuclc ixany imaxbel iutf8 olcuc ocrnl onocr onlret ofill ofdel nl0 cr0 tab0 bs0 vt0 ff0 echok echonl noflsh xcase echoprt echoke flusho extproc evenp oddp parity nl litout pass8 decctlq lcase min time line ispeed ospeed'.split(
    ' ',
  ),
)

type Flag = Exclude<keyof Termios, 'cc'>
const flags: ReadonlySet<string> = new Set<Flag>([
  'icanon',
  'echo',
  'echoe',
  'echoctl',
  'isig',
  'iexten',
  'icrnl',
  'ixon',
  'opost',
  'onlcr',
  'tostop',
])
const synonyms: Readonly<Record<string, string>> = { crterase: 'echoe', ctlecho: 'echoctl' }

function apply(word: string, termios: Termios): Termios | undefined {
  const off = word.startsWith('-')
  const bare = off ? word.slice(1) : word
  const name = synonyms[bare] ?? bare
  if (flags.has(name)) return { ...termios, [name]: !off }
  if (word === 'sane') return saneTermios
  if (word === 'raw' || word === '-cooked') return rawTermios(termios)
  if (word === 'cooked' || word === '-raw') return { ...termios, icrnl: true, ixon: true, opost: true, isig: true, icanon: true }
  if (name === 'cbreak') return { ...termios, icanon: off }
  if (word === 'ek') return { ...termios, cc: { ...termios.cc, erase: 127, kill: 21 } satisfies ControlCharacters }
  if (word === 'crt') return { ...termios, echoe: true, echoctl: true }
  return undefined
}
