import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { signalNames, signalOf } from './signal-names.ts'

const usage =
  '\nUsage:\n kill [options] <pid> [...]\n\nOptions:\n <pid> [...]            send signal to every <pid> listed\n -<signal>, -s, --signal <signal>\n                        specify the <signal> to be sent\n -q, --queue <value>    integer value to be sent with the signal\n -l, --list=[<signal>]  list all signal names, or convert one to a name\n -L, --table            list all signal names in a nice table\n\n -h, --help     display this help and exit\n -V, --version  output version information and exit\n\nFor more details see kill(1).\n'

/** Models kill of procps-ng; with the build parameter `package=util-linux` its messages are those of util-linux (CentOS). */
export const kill: Main = function* ({ argv, build }) {
  const utilLinux = build.get('package') === 'util-linux'
  const words = argv.slice(1)
  const pids: string[] = []
  let signal = 15
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '-l' || word === '--list' || word.startsWith('--list=') || /^-l\d+$/.test(word))
      return yield* list(/^-l\d/.test(word) ? word.slice(2) : (word.split('=')[1] ?? words[i + 1]))
    if (word === '-L' || word === '--table') return yield* table()
    if (word === '-h' || word === '--help') {
      yield* print(usage)
      return 0
    }
    if (word === '-s' || word === '--signal' || word.startsWith('--signal=')) {
      const name = word.includes('=') ? word.split('=')[1] : words[++i]
      const found = name === undefined ? undefined : signalOf(name)
      if (found === undefined) return yield* refuse(name ?? '', utilLinux)
      signal = found
    } else if (word.startsWith('-') && word !== '--' && pids.length === 0 && !(/^-\d+$/.test(word) && i > 0)) {
      const found = signalOf(word.slice(1))
      if (found === undefined) return yield* refuse(word.slice(1), utilLinux)
      signal = found
    } else if (word !== '--') pids.push(word)
  }
  if (pids.length === 0) {
    yield* printError(utilLinux ? 'kill: not enough arguments\n' : usage)
    return 1
  }
  let code = 0
  for (const text of pids) if (!(yield* sendTo(text, signal, utilLinux))) code = 1
  return code
}

function* refuse(name: string, utilLinux: boolean): Sys<number> {
  yield* printError(utilLinux ? `kill: unknown signal: ${name}\n` : `kill: unknown signal name ${name}\n`)
  return 1
}

function* sendTo(text: string, signal: number, utilLinux: boolean): Sys<boolean> {
  if (!/^-?\d+$/.test(text)) {
    yield* printError(utilLinux ? `kill: cannot find process "${text}"\n` : `kill: failed to parse argument: '${text}'\n`)
    return false
  }
  const sent = yield* sys.kill({ pid: Number(text), signal })
  if (sent.ok) return true
  yield* printError(utilLinux ? `kill: sending signal to ${text} failed: ${strerror(sent.error)}\n` : `kill: (${text}): ${strerror(sent.error)}\n`)
  return false
}

function* list(which: string | undefined): Sys<number> {
  if (which === undefined) {
    yield* print(`${signalNames.slice(0, 16).join(' ')}\n${signalNames.slice(16).join(' ')}\n`)
    return 0
  }
  const number = /^\d+$/.test(which) ? Number(which) & 127 : undefined
  const answer = number === undefined ? signalOf(which) : signalNames[number - 1]
  if (answer === undefined) return yield* refuse(which, false)
  yield* print(`${answer}\n`)
  return 0
}

function* table(): Sys<number> {
  const cells = signalNames.map((name, i) => `${String(i + 1).padStart(2)} ${name.padEnd(8)}`)
  for (let i = 0; i < cells.length; i += 7)
    yield* print(
      `${cells
        .slice(i, i + 7)
        .join(' ')
        .trimEnd()}\n`,
    )
  return 0
}
