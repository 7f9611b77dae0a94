import type { Sys } from '../../../kernel/calls.ts'
import type { Regex } from '../../../libc/regex.ts'
import { capture } from '../../../libc/spawn.ts'
import { readFileBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { LineInput } from '../../gnu/line-input.ts'
import type { Tool } from '../../gnu/tool.ts'
import type { SedInput } from './input.ts'
import type { SedOutput } from './output.ts'
import type { Address, Command, RangeEnd } from './script.ts'
import { showLine } from './show-line.ts'
import { substitute } from './substitute.ts'

/** Models sed's execute.c: the cycle over lines. */
type Next = 'continue' | 'end cycle' | 'delete' | 'restart' | 'quit' | 'quit silently'

export class Execution {
  private pattern = ''
  private hold = ''
  private appended: (() => Sys<void>)[] = []
  private substituted = false
  private lastRegex: Regex | undefined
  private readonly readers = new Map<string, LineInput | undefined>()
  exitCode = 0

  constructor(
    private readonly tool: Tool,
    private readonly commands: readonly Command[],
    private readonly input: SedInput,
    private readonly output: SedOutput,
    private readonly settings: { silent: boolean; posix: boolean; lineEnd: string; lineWidth: number },
  ) {}

  *run(): Sys<void> {
    let restart = false
    for (;;) {
      if (!restart) {
        const line = yield* this.input.next()
        if (line === undefined) return
        this.pattern = line
        this.substituted = false
      }
      const next = yield* this.cycle()
      if (next !== 'delete' && next !== 'quit silently' && next !== 'restart' && !this.settings.silent) yield* this.print(this.pattern)
      if (next === 'quit silently') this.appended = []
      yield* this.flushAppended()
      if (next === 'quit' || next === 'quit silently') return
      restart = next === 'restart'
    }
  }

  private *print(text: string): Sys<void> {
    yield* this.output.put(text, this.input.terminated ? this.settings.lineEnd : '')
  }

  private *flushAppended(): Sys<void> {
    const queue = this.appended
    this.appended = []
    for (const write of queue) yield* write()
  }

  private *cycle(): Sys<Next> {
    let steps = 0
    for (let i = 0; i < this.commands.length; ) {
      const command = this.commands[i] as Command
      if (++steps % 10_000 === 0) yield* sys.compute({ ms: 1 })
      if (!(yield* this.selected(command))) {
        i = command.name === '{' ? command.target : i + 1
        continue
      }
      if ('btT'.includes(command.name)) {
        const jumps = command.name === 'b' || this.substituted === (command.name === 't')
        if (command.name !== 'b') this.substituted = false
        i = jumps ? command.target : i + 1
        continue
      }
      const next = yield* this.execute(command)
      if (next !== 'continue') return next
      i++
    }
    return 'end cycle'
  }

  private *matches(address: Address): Sys<boolean> {
    switch (address.kind) {
      case 'line':
        return this.input.lineNumber === address.line
      case 'last':
        return yield* this.input.isLast()
      case 'step':
        return address.step <= 0
          ? this.input.lineNumber === address.first
          : this.input.lineNumber >= address.first && (this.input.lineNumber - address.first) % address.step === 0
      default:
        return yield* this.tests(address.regex)
    }
  }

  private *tests(regex: Regex | undefined): Sys<boolean> {
    const used = regex ?? this.lastRegex
    if (!used) return yield* this.tool.die('-e expression #1, char 0: no previous regular expression')
    this.lastRegex = used
    return used.test(this.pattern)
  }

  private *selected(command: Command): Sys<boolean> {
    if (!command.from) return !command.negated
    const inside = command.to ? yield* this.inRange(command, command.from, command.to) : yield* this.matches(command.from)
    return inside !== command.negated
  }

  private *inRange(command: Command, from: Address, to: RangeEnd): Sys<boolean> {
    const line = this.input.lineNumber
    if (!command.active) {
      if (!(yield* this.matches(from))) return false
      if (to.kind === 'line' && to.line <= line) return true
      if (to.kind === 'count') command.endLine = line + to.lines
      if (to.kind === 'multiple') command.endLine = to.of <= 0 ? line : Math.ceil(line / to.of) * to.of
      command.active = to.kind === 'count' || to.kind === 'multiple' ? command.endLine > line : true
      return true
    }
    switch (to.kind) {
      case 'line':
        if (line >= to.line) command.active = false
        return line <= to.line || (yield* this.matches(from))
      case 'count':
      case 'multiple':
        if (line >= command.endLine) command.active = false
        return true
      default:
        if (yield* this.matches(to)) command.active = false
        return true
    }
  }

  private *execute(command: Command): Sys<Next> {
    switch (command.name) {
      case '{':
      case '}':
      case ':':
        return 'continue'
      case 'd':
        return 'delete'
      case 'D': {
        const newline = this.pattern.indexOf('\n')
        if (newline < 0) return 'delete'
        this.pattern = this.pattern.slice(newline + 1)
        return 'restart'
      }
      case 'n':
      case 'N':
        return yield* this.nextLine(command.name === 'N')
      case 'g':
        this.pattern = this.hold
        return 'continue'
      case 'G':
        this.pattern += `\n${this.hold}`
        return 'continue'
      case 'h':
        this.hold = this.pattern
        return 'continue'
      case 'H':
        this.hold += `\n${this.pattern}`
        return 'continue'
      case 'x':
        ;[this.pattern, this.hold] = [this.hold, this.pattern]
        return 'continue'
      case 'z':
        this.pattern = ''
        return 'continue'
      case 'q':
      case 'Q':
        this.exitCode = command.number ?? 0
        return command.name === 'q' ? 'quit' : 'quit silently'
      case 's':
        return yield* this.substitution(command)
      case 'y':
        this.pattern = Array.from(this.pattern, (c) => command.transliteration?.get(c) ?? c).join('')
        return 'continue'
      case 'c':
        if (!command.to || command.negated || !command.active) yield* this.output.raw(command.text ?? '')
        return 'delete'
      default:
        return yield* this.printing(command)
    }
  }

  /** Commands that only write. */
  private *printing(command: Command): Sys<Next> {
    const text = command.text ?? ''
    switch (command.name) {
      case 'p':
        yield* this.print(this.pattern)
        break
      case 'P':
        yield* this.output.put(this.pattern.split('\n', 1)[0] as string, '\n')
        break
      case '=':
        yield* this.output.raw(`${this.input.lineNumber}\n`)
        break
      case 'F':
        yield* this.output.raw(`${this.tool.locale.argument(this.input.file)}\n`)
        break
      case 'l':
        yield* this.output.raw(showLine(this.pattern, this.tool.locale, command.number ?? this.settings.lineWidth))
        break
      case 'i':
        yield* this.output.raw(text)
        break
      case 'a':
        this.appended.push(() => this.output.raw(text))
        break
      case 'r':
        this.appended.push(() => this.appendFile(text))
        break
      case 'R':
        yield* this.appendLine(text)
        break
      case 'w':
        yield* this.output.toFile(text, `${this.pattern}\n`)
        break
      case 'W':
        yield* this.output.toFile(text, `${this.pattern.split('\n', 1)[0]}\n`)
        break
      case 'e':
        yield* this.shell(text)
    }
    return 'continue'
  }

  private *nextLine(append: boolean): Sys<Next> {
    if (yield* this.input.isLast()) return this.settings.posix ? 'quit silently' : 'quit'
    if (!append && !this.settings.silent) yield* this.print(this.pattern)
    yield* this.flushAppended()
    const line = yield* this.input.next()
    if (line === undefined) return 'quit silently'
    this.pattern = append ? `${this.pattern}\n${line}` : line
    return 'continue'
  }

  private *substitution(command: Command): Sys<Next> {
    const s = command.substitution
    if (!s) return 'continue'
    const regex = s.regex ?? this.lastRegex
    if (!regex) return yield* this.tool.die('-e expression #1, char 0: no previous regular expression')
    this.lastRegex = regex
    const result = substitute(this.pattern, regex, s)
    if (result === undefined) return 'continue'
    this.substituted = true
    this.pattern = result
    if (s.evaluate) {
      const run = yield* capture(['/bin/sh', '-c', this.pattern], { env: this.tool.env })
      this.pattern = run.stdout.replace(/\n$/, '')
    }
    if (s.print) yield* this.print(this.pattern)
    if (s.file !== undefined) yield* this.output.toFile(s.file, `${this.pattern}\n`)
    return 'continue'
  }

  private *appendFile(name: string): Sys<void> {
    const bytes = yield* readFileBytes(name)
    if (bytes.ok) yield* this.output.raw(this.tool.locale.decode(bytes.value))
  }

  private *appendLine(name: string): Sys<void> {
    if (!this.readers.has(name)) {
      const fd = yield* this.tool.openInput(name)
      this.readers.set(name, fd.ok ? new LineInput(fd.value, this.tool.locale) : undefined)
    }
    const reader = this.readers.get(name)
    const line = reader ? yield* reader.next() : undefined
    if (!line?.ok || line.value === undefined) return
    const text = line.value
    this.appended.push(() => this.output.raw(`${text}\n`))
  }

  private *shell(command: string): Sys<void> {
    const run = yield* capture(['/bin/sh', '-c', command || this.pattern], { env: this.tool.env })
    if (command) yield* this.output.raw(run.stdout)
    else this.pattern = run.stdout.replace(/\n$/, '')
  }
}
