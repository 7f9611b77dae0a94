import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { saneTermios } from '../../kernel/tty/termios.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models clear(1), tput(1) and reset(1) of ncurses, with the capabilities of xterm-256color, xterm and linux that scripts use. */
const capabilities: Readonly<Record<string, string>> = {
  clear: '\x1b[H\x1b[2J\x1b[3J',
  bold: '\x1b[1m',
  dim: '\x1b[2m',
  sgr0: '\x1b(B\x1b[m',
  rev: '\x1b[7m',
  smso: '\x1b[7m',
  rmso: '\x1b[27m',
  smul: '\x1b[4m',
  rmul: '\x1b[24m',
  blink: '\x1b[5m',
  civis: '\x1b[?25l',
  cnorm: '\x1b[?12l\x1b[?25h',
  smcup: '\x1b[?1049h\x1b[22;0;0t',
  rmcup: '\x1b[?1049l\x1b[23;0;0t',
  home: '\x1b[H',
  el: '\x1b[K',
  el1: '\x1b[1K',
  ed: '\x1b[J',
  sc: '\x1b7',
  rc: '\x1b8',
  cuu1: '\x1b[A',
  cud1: '\n',
  cr: '\r',
  bel: '\x07',
  op: '\x1b[39;49m',
  rs1: '\x1bc',
}

/** Capabilities with parameters. */
const formats: Readonly<Record<string, (...numbers: readonly number[]) => string>> = {
  cup: (row = 0, column = 0) => `\x1b[${row + 1};${column + 1}H`,
  setaf: (colour = 0) => (colour < 8 ? `\x1b[3${colour}m` : colour < 16 ? `\x1b[9${colour - 8}m` : `\x1b[38;5;${colour}m`),
  setab: (colour = 0) => (colour < 8 ? `\x1b[4${colour}m` : colour < 16 ? `\x1b[10${colour - 8}m` : `\x1b[48;5;${colour}m`),
  cuf: (count = 1) => `\x1b[${count}C`,
  cub: (count = 1) => `\x1b[${count}D`,
  cuu: (count = 1) => `\x1b[${count}A`,
  cud: (count = 1) => `\x1b[${count}B`,
}

function* terminalKnown(program: string, env: ReadonlyMap<string, string>): Sys<string | undefined> {
  const term = env.get('TERM')
  if (term === undefined || term === '') {
    yield* printError(program === 'tput' ? 'tput: No value for $TERM and no -T specified\n' : 'TERM environment variable not set.\n')
    return undefined
  }
  if (/^(xterm|linux|screen|tmux|vt\d|ansi|rxvt)/.test(term)) return term
  yield* printError(program === 'tput' ? `tput: unknown terminal "${term}"\n` : `'${term}': unknown terminal type.\n`)
  return undefined
}

export const clear: Main = function* ({ argv, env }) {
  if (!(yield* terminalKnown('clear', env))) return 1
  yield* print(argv.includes('-x') ? '\x1b[H\x1b[2J' : '\x1b[H\x1b[2J\x1b[3J')
  return 0
}

export const reset: Main = function* ({ env }) {
  if (!(yield* terminalKnown('reset', env))) return 1
  for (const fd of [2, 0]) if ((yield* sys.tcsetattr({ fd, termios: saneTermios })).ok) break
  yield* print('\x1bc\x1b]104\x07\x1b[!p\x1b[?3;4l\x1b[4l\x1b>\x1b[?69l')
  return 0
}

function* size(key: 'rows' | 'cols', env: ReadonlyMap<string, string>): Sys<number> {
  const given = Number(env.get(key === 'rows' ? 'LINES' : 'COLUMNS'))
  if (given > 0) return given
  for (const fd of [1, 2, 0]) {
    const found = yield* sys.tcgetwinsize({ fd })
    if (found.ok && found.value[key] > 0) return found.value[key]
  }
  return key === 'rows' ? 24 : 80
}

export const tput: Main = function* ({ argv, env: given }) {
  const words = argv.slice(1)
  const env = new Map(given)
  if (words[0]?.startsWith('-T')) {
    const word = words.shift() as string
    env.set('TERM', word.length > 2 ? word.slice(2) : (words.shift() ?? ''))
  }
  const [name, ...parameters] = words
  if (name === undefined) {
    yield* printError('usage: tput [-V] [-S] [-T term] capname\n')
    return 2
  }
  const term = yield* terminalKnown('tput', env)
  if (!term) return 3
  if (name === 'cols' || name === 'lines') yield* print(`${yield* size(name === 'cols' ? 'cols' : 'rows', env)}\n`)
  else if (name === 'colors') yield* print(term.includes('256') ? '256\n' : '8\n')
  else if (name === 'longname') yield* print(term)
  else if (name === 'reset' || name === 'init') yield* print('\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>')
  else if (formats[name]) yield* print(formats[name]?.(...parameters.map(Number)) ?? '')
  else if (capabilities[name] !== undefined) yield* print(capabilities[name] as string)
  else {
    yield* printError(`tput: unknown terminfo capability '${name}'\n`)
    return 4
  }
  return 0
}
