import type { ControlCharacters, Termios, WindowSize } from '../../kernel/tty/termios.ts'
import { saneTermios } from '../../kernel/tty/termios.ts'

/** How stty(1) shows a terminal: everything with -a, else what differs from `sane`. */
const visible = (code: number): string =>
  code === 0 ? '<undef>' : code === 127 ? '^?' : code < 32 ? `^${String.fromCharCode(code + 64)}` : String.fromCharCode(code)

type Shown = keyof ControlCharacters | 'eol' | 'eol2' | 'swtch' | 'rprnt' | 'discard'
const order: readonly Shown[] = [
  'intr',
  'quit',
  'erase',
  'kill',
  'eof',
  'eol',
  'eol2',
  'swtch',
  'start',
  'stop',
  'susp',
  'rprnt',
  'werase',
  'lnext',
  'discard',
]

const character = (name: Shown, cc: ControlCharacters): number => {
  if (name === 'eol' || name === 'eol2' || name === 'swtch') return 0
  if (name === 'discard') return 15
  return name === 'rprnt' ? cc.reprint : cc[name]
}

/** Words in lines of at most the terminal's columns, as stty's wrapf breaks them. */
function wrap(words: readonly string[], separator: string, columns: number): string {
  let out = ''
  let column = 0
  for (const [i, word] of words.entries()) {
    const text = word + (i === words.length - 1 && separator === '; ' ? ';' : separator === '; ' ? ';' : '')
    if (column > 0 && column + 1 + text.length >= columns) {
      out += '\n'
      column = 0
    }
    if (column > 0) {
      out += ' '
      column++
    }
    out += text
    column += text.length
  }
  return `${out}\n`
}

const sign = (on: boolean, name: string): string => (on ? name : `-${name}`)

/** `stty -a`. */
export function allSettings(t: Termios, { rows, cols }: WindowSize): string {
  const columns = cols > 0 ? cols : 80
  const characters = [...order.map((name) => `${name} = ${visible(character(name, t.cc))}`), 'min = 1', 'time = 0']
  const control = '-parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts'.split(' ')
  const input = `-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr ${sign(t.icrnl, 'icrnl')} ${sign(t.ixon, 'ixon')} -ixoff -iuclc -ixany -imaxbel -iutf8`
  const output = `${sign(t.opost, 'opost')} -olcuc -ocrnl ${sign(t.onlcr, 'onlcr')} -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0`
  const local = [
    sign(t.isig, 'isig'),
    sign(t.icanon, 'icanon'),
    sign(t.iexten, 'iexten'),
    sign(t.echo, 'echo'),
    sign(t.echoe, 'echoe'),
    'echok -echonl -noflsh -xcase',
    sign(t.tostop, 'tostop'),
    '-echoprt',
    sign(t.echoctl, 'echoctl'),
    'echoke -flusho -extproc',
  ].join(' ')
  return (
    wrap(['speed 38400 baud', `rows ${rows}`, `columns ${cols}`, 'line = 0'], '; ', columns) +
    wrap(characters, '; ', columns) +
    [control, input.split(' '), output.split(' '), local.split(' ')].map((words) => wrap(words, ' ', columns)).join('')
  )
}

/** Plain `stty`: the speed and what is not as `sane` has it. */
export function changedSettings(t: Termios): string {
  const characters = order
    .filter((name) => character(name, t.cc) !== character(name, saneTermios.cc))
    .map((name) => `${name} = ${visible(character(name, t.cc))}`)
  if (!t.icanon) characters.push('min = 1', 'time = 0')
  const groups: readonly (readonly (keyof Termios)[])[] = [
    ['icrnl', 'ixon'],
    ['opost', 'onlcr'],
    ['isig', 'icanon', 'iexten', 'echo', 'echoe', 'tostop', 'echoctl'],
  ]
  const lines = groups.map((names, i) => [
    ...(i === 0 ? ['-brkint'] : []),
    ...names.filter((name) => t[name] !== saneTermios[name]).map((name) => sign(t[name] === true, name)),
    ...(i === 0 ? ['-imaxbel'] : []),
  ])
  return `${wrap(['speed 38400 baud', 'line = 0'], '; ', 80)}${characters.length > 0 ? wrap(characters, '; ', 80) : ''}${lines
    .filter((words) => words.length > 0)
    .map((words) => wrap(words, ' ', 80))
    .join('')}`
}
