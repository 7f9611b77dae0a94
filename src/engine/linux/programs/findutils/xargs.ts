import type { Pid, Sys, WaitStatus } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { quoteText } from '../../libc/quoting.ts'
import { printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { startCommand } from '../gnu/run-command.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { ArgumentReader } from './xargs-input.ts'

/** Models xargs(1) of findutils. */
export const xargs = gnuProgram({
  name: 'xargs',
  package: 'GNU findutils',
  version: '4.9.0',
  usage: ['[OPTION]... COMMAND [INITIAL-ARGS]...'],
  summary: 'Run COMMAND with arguments INITIAL-ARGS and more arguments read from input.',
  options: [
    ['-0, --null', 'items are separated by NUL, not blanks'],
    ['-a, --arg-file=FILE', 'read from FILE, not standard input'],
    ['-d, --delimiter=CHARACTER', 'items are separated by CHARACTER'],
    ['-E END', 'the input ends where END is a line'],
    ['-I R', 'replace R in INITIAL-ARGS with each line'],
    ['-i[R], --replace[=R]', 'like -I {}'],
    ['-L, --max-lines=N', 'use at most N non-blank lines per command'],
    ['-n, --max-args=N', 'use at most N arguments per command'],
    ['-P, --max-procs=N', 'run at most N processes at a time'],
    ['-p, --interactive', 'ask before running each command'],
    ['-r, --no-run-if-empty', 'do not run without arguments'],
    ['-s, --max-chars=N', 'limit the length of the command line'],
    ['-t, --verbose', 'print commands before running them'],
    ['-x, --exit', 'end if the size is exceeded'],
  ],
  unsimulated: ['-o, --open-tty', '--show-limits', '--process-slot-var=VAR'],
  inOrder: true,
  // `-i` and `-e` without argument, `-l`: the old spellings.
  rewrite: (args) => args.map((arg) => (arg === '-l' ? '-L1' : /^-l\d+$/.test(arg) ? `-L${arg.slice(2)}` : arg)),
  *run(tool) {
    const run = new Run(tool, yield* readSettings(tool))
    yield* run.feed()
    return yield* run.finish()
  },
})

interface Settings {
  readonly command: readonly string[]
  readonly replace: string | undefined
  readonly maxLines: number
  readonly maxArgs: number
  readonly maxProcesses: number
  readonly maxChars: number
  readonly reader: ArgumentReader
}

function* readSettings(tool: Tool): Sys<Settings> {
  const number = function* (key: string, letter: string, normal: number, least: number): Sys<number> {
    const text = tool.value(key)
    if (text === undefined) return normal
    if (!/^\d+$/.test(text)) yield* tool.usageError(`invalid number "${text}" for -${letter} option`)
    if (Number(text) < least) yield* tool.usageError(`value ${text} for -${letter} option should be >= ${least}`)
    return Number(text)
  }
  const maxArgs = yield* number('max-args', 'n', Number.POSITIVE_INFINITY, 1)
  const maxLines = yield* number('max-lines', 'L', Number.POSITIVE_INFINITY, 1)
  const maxProcesses = yield* number('max-procs', 'P', 1, 0)
  const maxChars = yield* number('max-chars', 's', 131_072, 1)
  const replace = tool.has('I') ? tool.value('I') : tool.has('replace') ? (tool.value('replace') ?? '{}') : undefined
  const command = tool.operands.length > 0 ? tool.operands : ['echo']
  if (command.join(' ').length + 1 >= maxChars) yield* tool.die('cannot fit single argument within argument list size limit')
  const file = tool.value('arg-file')
  const fd = file === undefined ? ({ ok: true, value: 0 } as const) : yield* tool.openInput(file)
  if (!fd.ok) return yield* tool.die(`Cannot open input file ${tool.quote(file ?? '')}: ${strerror(fd.error)}`)
  const delimiter = yield* readDelimiter(tool)
  const how = delimiter !== undefined ? 'delimiter' : replace !== undefined ? 'lines' : 'words'
  const reader = new ArgumentReader(tool, fd.value, how, delimiter ?? '\n', tool.value('E'))
  return {
    command,
    replace,
    maxLines,
    maxArgs: replace === undefined ? maxArgs : 1,
    maxProcesses: maxProcesses || Number.POSITIVE_INFINITY,
    maxChars,
    reader,
  }
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '0': '\0' }

function* readDelimiter(tool: Tool): Sys<string | undefined> {
  const last = tool.options.options.findLast(({ key }) => key === 'null' || key === 'delimiter')
  if (!last) return undefined
  if (last.key === 'null') return '\0'
  const text = last.value ?? ''
  if (text.length === 1) return text
  const numeric = /^\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))$/.exec(text)
  if (numeric) return String.fromCharCode(numeric[1] ? Number.parseInt(numeric[1], 16) : Number.parseInt(numeric[2] as string, 8))
  const known = text.length === 2 && text[0] === '\\' ? escapes[text[1] as string] : undefined
  if (known !== undefined) return known
  return yield* tool.die(
    `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
  )
}

class Run {
  private readonly running = new Set<Pid>()
  private code = 0
  private started = false
  private stopped = false

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
  ) {}

  *feed(): Sys<void> {
    const { settings, tool } = this
    let args: string[] = []
    let lines = 0
    const base = settings.command.reduce((sum, word) => sum + word.length + 1, 0)
    let chars = base
    for (;;) {
      const item = yield* settings.reader.next()
      if (item === undefined || this.stopped) break
      if (base + item.text.length + 1 > settings.maxChars) yield* tool.die('argument line too long')
      if (args.length > 0 && chars + item.text.length + 1 > settings.maxChars) {
        if (tool.has('exit')) yield* tool.die('argument list too long')
        yield* this.start(args)
        ;[args, lines, chars] = [[], 0, base]
      }
      args.push(item.text)
      chars += item.text.length + 1
      if (item.endsLine) lines++
      if (args.length >= settings.maxArgs || lines >= settings.maxLines) {
        yield* this.start(args)
        ;[args, lines, chars] = [[], 0, base]
      }
    }
    if (this.stopped) return
    if (args.length > 0 || (!this.started && settings.replace === undefined && !tool.has('no-run-if-empty'))) yield* this.start(args)
  }

  private *start(args: readonly string[]): Sys<void> {
    const { settings, tool } = this
    this.started = true
    const { replace, command } = settings
    const argv =
      replace === undefined
        ? [...command, ...args]
        : [command[0] as string, ...command.slice(1)].map((word) => word.replaceAll(replace, args[0] ?? ''))
    if (tool.has('verbose') || tool.has('interactive')) {
      yield* printError(argv.map((word) => quoteText(word, 'shell-escape', tool.locale.utf8)).join(' ') + (tool.has('interactive') ? '' : '\n'))
      if (tool.has('interactive') && !(yield* this.confirmed())) return
    }
    while (this.running.size >= settings.maxProcesses) yield* this.reap()
    if (this.stopped) return
    yield* tool.out.flush()
    const pid = yield* startCommand(
      argv,
      tool.env,
      (reason) => tool.warn(`${argv[0]}: ${strerror(reason)}`),
      () => emptyInput(settings.reader.fd),
    )
    if (!pid.ok) return yield* tool.die(`cannot fork: ${strerror(pid.error)}`)
    this.running.add(pid.value)
    while (settings.maxProcesses === 1 && this.running.size > 0) yield* this.reap()
  }

  private *confirmed(): Sys<boolean> {
    const fd = yield* sys.open({ path: '/dev/tty', flags: O.RDONLY })
    if (!fd.ok) return yield* this.tool.die(`failed to open /dev/tty for reading: ${strerror(fd.error)}`)
    yield* printError('?...')
    const answer = yield* sys.read({ fd: fd.value, count: 1024 })
    yield* sys.close({ fd: fd.value })
    return answer.ok && /^[yY]/.test(String.fromCharCode(...answer.value))
  }

  private *reap(): Sys<void> {
    const waited = yield* sys.wait4({ pid: -1 })
    if (!waited.ok) {
      if (waited.error !== 'EINTR') this.running.clear()
      return
    }
    if (!waited.value) return
    this.running.delete(waited.value.pid)
    yield* this.judge(waited.value.status)
  }

  private *judge(status: WaitStatus): Sys<void> {
    const name = this.settings.command[0] as string
    if (status.kind === 'signaled') {
      yield* this.tool.warn(`${name}: terminated by signal ${status.signal}`)
      this.code = 125
      this.stopped = true
    } else if (status.kind === 'exited' && status.code === 255) {
      yield* this.tool.warn(`${name}: exited with status 255; aborting`)
      this.code = 124
      this.stopped = true
    } else if (status.kind === 'exited' && (status.code === 126 || status.code === 127)) {
      this.code = status.code
      this.stopped = true
    } else if (status.kind === 'exited' && status.code !== 0) this.code ||= 123
  }

  *finish(): Sys<number> {
    while (this.running.size > 0) yield* this.reap()
    return this.settings.reader.failed ? 1 : this.code
  }
}

/** Commands read nothing of the list: their input is /dev/null. */
function* emptyInput(listFd: number): Sys<void> {
  if (listFd !== 0) return
  const fd = yield* sys.open({ path: '/dev/null', flags: O.RDONLY })
  if (!fd.ok) return
  yield* sys.dup2({ fd: fd.value, to: 0 })
  yield* sys.close({ fd: fd.value })
}
