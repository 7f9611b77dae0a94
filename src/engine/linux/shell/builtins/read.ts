import type { Fd, Sys } from '../../kernel/calls.ts'
import { Poll } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf } from '../complain.ts'
import { ShellError } from '../errors.ts'
import { checkpoint } from '../run/checkpoint.ts'
import type { Shell } from '../state/shell.ts'
import { IndexedArray, Variable } from '../state/variable.ts'
import { isName, splitSubscript } from '../state/variables.ts'
import { textOf } from '../text.ts'
import type { BuiltinOptions } from './options.ts'
import { parseOptions } from './options.ts'

/** read: a line into variables. -r -p -s -t -n -N -d -a -u -e -i. */
export const read: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, shell.isBash ? 'ersa:d:i:n:N:p:t:u:' : shell.dialect.name === 'ash' ? 'rsd:n:p:t:u:' : 'rp:')
  if (!options) return 2
  const fd = Number(options.letters.get('u') ?? 0)
  const timeout = options.letters.get('t')
  if (timeout !== undefined && !/^\d*\.?\d*$/.test(timeout)) {
    yield* complainOf(shell, name, `${timeout}: invalid timeout specification`)
    return 1
  }
  for (const operand of [...options.operands, ...(options.letters.has('a') ? [options.letters.get('a') as string] : [])]) {
    if (isName(splitSubscript(operand).name)) continue
    yield* complainOf(shell, name, shell.isBash ? `\`${operand}': not a valid identifier` : `${operand}: bad variable name`)
    return 1
  }
  if (options.has('u') && !(yield* sys.fcntl({ fd })).ok) {
    yield* complainOf(shell, name, `${fd}: invalid file descriptor: Bad file descriptor`)
    return 1
  }
  if (timeout !== undefined && Number(timeout) === 0) {
    const ready = yield* sys.poll({ fds: [{ fd, events: Poll.in }], timeoutMs: 0 })
    return ready.ok && ready.value.length > 0 ? 0 : 1
  }
  return yield* readInto(shell, name, options, fd, timeout === undefined ? undefined : Number(timeout) * 1000)
}

function* readInto(shell: Shell, name: string, options: BuiltinOptions, fd: Fd, timeoutMs: number | undefined): Sys<number> {
  const terminal = yield* sys.tcgetattr({ fd })
  const prompt = options.letters.get('p')
  if (prompt !== undefined && terminal.ok) yield* write(2, prompt)
  const single = options.has('n') || options.has('N') || (options.letters.has('d') && options.letters.get('d') !== '\n')
  if (terminal.ok && (options.has('s') || single)) {
    const { value } = terminal
    yield* sys.tcsetattr({ fd, termios: { ...value, echo: value.echo && !options.has('s'), icanon: value.icanon && !single } })
  }
  const restore = function* (): Sys<void> {
    if (terminal.ok && (options.has('s') || single)) yield* sys.tcsetattr({ fd, termios: terminal.value })
  }
  let got: Got
  try {
    got = yield* readRecord(shell, options, fd, timeoutMs)
  } catch (jump) {
    yield* restore()
    throw jump
  }
  yield* restore()
  if (got.error !== undefined) {
    yield* complainOf(shell, name, `read error: ${fd}: ${got.error}`)
    return 1
  }
  distribute(shell, options, got.characters)
  return got.timedOut ? 142 : got.complete ? 0 : 1
}

interface Character {
  readonly text: string
  readonly escaped: boolean
}

interface Got {
  readonly characters: readonly Character[]
  readonly complete: boolean
  readonly timedOut: boolean
  readonly error?: string
}

/** Reads byte by byte so that what follows stays for others. */
function* readRecord(shell: Shell, options: BuiltinOptions, fd: Fd, timeoutMs: number | undefined): Sys<Got> {
  const exact = options.letters.get('N')
  const limit = Number(exact ?? options.letters.get('n') ?? Number.POSITIVE_INFINITY)
  const delimiter = exact !== undefined ? undefined : options.letters.has('d') ? (options.letters.get('d') as string).slice(0, 1) || '\0' : '\n'
  const characters: Character[] = []
  const source = new Bytes(fd, timeoutMs === undefined ? undefined : (yield* sys.clockMonotonic({})) + timeoutMs)
  let escaped = false
  if (limit === 0) return { characters, complete: true, timedOut: false }
  for (;;) {
    const character = yield* source.next(shell)
    if (character === undefined || typeof character === 'object') {
      yield* source.giveBack()
      return {
        characters,
        complete: false,
        timedOut: character?.timedOut === true,
        ...(character?.error && { error: character.error }),
      }
    }
    if (!escaped && character === '\\' && !options.has('r')) {
      escaped = true
      continue
    }
    if (escaped && character === '\n') {
      escaped = false
      continue
    }
    if (!escaped && character === delimiter) break
    if (character !== '\0') characters.push({ text: character, escaped })
    escaped = false
    if (characters.length >= limit) break
  }
  yield* source.giveBack()
  return { characters, complete: true, timedOut: false }
}

/** Characters of a descriptor: single bytes from pipes and terminals, blocks from files with the rest given back. */
class Bytes {
  private buffer: Uint8Array = new Uint8Array()
  private at = 0
  private seekable: boolean | undefined

  constructor(
    private readonly fd: Fd,
    private readonly untilMs: number | undefined,
  ) {}

  *next(shell: Shell): Sys<string | undefined | { timedOut: boolean; error?: string }> {
    const first = yield* this.byte(shell)
    if (typeof first !== 'number') return first
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
    const bytes = [first]
    while (bytes.length < length) {
      const more = yield* this.byte(shell)
      if (typeof more !== 'number') break
      bytes.push(more)
    }
    return textOf(Uint8Array.from(bytes))
  }

  private *byte(shell: Shell): Sys<number | undefined | { timedOut: boolean; error?: string }> {
    if (this.at < this.buffer.length) return this.buffer[this.at++]
    this.seekable ??= (yield* sys.lseek({ fd: this.fd, offset: 0, whence: 'cur' })).ok
    for (;;) {
      if (this.untilMs !== undefined && !(yield* this.ready())) return { timedOut: true }
      const chunk = yield* sys.read({ fd: this.fd, count: this.seekable ? 512 : 1 })
      if (!chunk.ok && chunk.error === 'EINTR') {
        yield* checkpoint(shell)
        continue
      }
      if (!chunk.ok)
        return {
          timedOut: false,
          error: chunk.error === 'EISDIR' ? 'Is a directory' : chunk.error === 'EBADF' ? 'Bad file descriptor' : 'Input/output error',
        }
      if (chunk.value.length === 0) return undefined
      this.buffer = chunk.value
      this.at = 1
      return chunk.value[0]
    }
  }

  private *ready(): Sys<boolean> {
    const left = (this.untilMs as number) - (yield* sys.clockMonotonic({}))
    if (left <= 0) return false
    const ready = yield* sys.poll({ fds: [{ fd: this.fd, events: Poll.in }], timeoutMs: left })
    return ready.ok && ready.value.length > 0
  }

  *giveBack(): Sys<void> {
    if (this.seekable && this.at < this.buffer.length) yield* sys.lseek({ fd: this.fd, offset: this.at - this.buffer.length, whence: 'cur' })
  }
}

function distribute(shell: Shell, options: BuiltinOptions, characters: readonly Character[]): void {
  const ifs = shell.get('IFS') ?? ' \t\n'
  const array = options.letters.get('a')
  if (array !== undefined) {
    const variable = shell.variables.find(array) ?? new Variable()
    if (variable.readonly) throw new ShellError(`${array}: readonly variable`)
    if (!shell.variables.find(array)) shell.variables.global.set(array, variable)
    variable.value = undefined
    variable.indexed = new IndexedArray(splitFields(characters, ifs, Number.POSITIVE_INFINITY))
    return
  }
  const names = options.operands
  if (options.has('N')) {
    const text = characters.map((character) => character.text).join('')
    for (const [i, name] of (names.length > 0 ? names : ['REPLY']).entries()) assign(shell, name, i === 0 ? text : '')
    return
  }
  if (names.length === 0) {
    assign(shell, 'REPLY', characters.map((character) => character.text).join(''))
    return
  }
  const fields = splitFields(characters, ifs, names.length)
  for (const [i, name] of names.entries()) assign(shell, name, fields[i] ?? '')
}

function assign(shell: Shell, target: string, value: string): void {
  const { name, subscript } = splitSubscript(target)
  shell.variables.assign(name, value, { subscript })
}

/** Fields by IFS, the last of `count` takes the rest. Escaped characters never separate. */
export function splitFields(characters: readonly Character[], ifs: string, count: number): string[] {
  const isBlank = (c: Character | undefined) => c !== undefined && !c.escaped && ' \t\n'.includes(c.text) && ifs.includes(c.text)
  const isSeparator = (c: Character | undefined) => c !== undefined && !c.escaped && ifs.includes(c.text)
  let at = 0
  let end = characters.length
  while (isBlank(characters[at])) at++
  while (end > at && isBlank(characters[end - 1])) end--
  const fields: string[] = []
  while (at < end) {
    if (fields.length === count - 1) {
      fields.push(lastField(characters.slice(at, end), isSeparator, isBlank))
      return fields
    }
    let text = ''
    while (at < end && !isSeparator(characters[at])) text += (characters[at++] as Character).text
    fields.push(text)
    while (at < end && isBlank(characters[at])) at++
    if (at < end && isSeparator(characters[at])) {
      at++
      while (at < end && isBlank(characters[at])) at++
    }
  }
  return fields
}

/** The rest as it is, except one closing separator when nothing else separates it. */
function lastField(
  rest: readonly Character[],
  isSeparator: (c: Character | undefined) => boolean,
  isBlank: (c: Character | undefined) => boolean,
): string {
  const last = rest.at(-1)
  const others = rest.slice(0, -1)
  const only = isSeparator(last) && !isBlank(last) && !others.some(isSeparator)
  return (only ? others : rest).map((character) => character.text).join('')
}

/** mapfile and readarray. */
export const mapfile: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'd:n:O:s:tu:C:c:')
  if (!options) return 2
  if (options.has('C') || options.has('c')) {
    yield* complainOf(shell, name, 'cais: -C is not simulated')
    return 1
  }
  const [target = 'MAPFILE'] = options.operands
  if (!isName(target)) {
    yield* complainOf(shell, name, `\`${target}': not a valid identifier`)
    return 1
  }
  const variable = shell.variables.find(target) ?? new Variable()
  if (!shell.variables.find(target)) shell.variables.global.set(target, variable)
  const origin = Number(options.letters.get('O') ?? 0)
  if (!options.has('O') || !variable.indexed) variable.indexed = new IndexedArray()
  variable.value = undefined
  const fd = Number(options.letters.get('u') ?? 0)
  const delimiter = options.letters.has('d') ? (options.letters.get('d') as string).slice(0, 1) || '\0' : '\n'
  const most = Number(options.letters.get('n') ?? 0) || Number.POSITIVE_INFINITY
  let skip = Number(options.letters.get('s') ?? 0)
  const source = new Bytes(fd, undefined)
  for (let count = 0; count < most; ) {
    const record = yield* nextRecord(shell, source, delimiter)
    if (record === undefined) break
    if (skip-- > 0) continue
    variable.indexed.set(origin + count++, options.has('t') && record.endsWith(delimiter) ? record.slice(0, -1) : record.replace(/\0$/, ''))
  }
  yield* source.giveBack()
  return 0
}

function* nextRecord(shell: Shell, source: Bytes, delimiter: string): Sys<string | undefined> {
  let text = ''
  for (;;) {
    const character = yield* source.next(shell)
    if (typeof character !== 'string') return text === '' ? undefined : text
    text += character
    if (character === delimiter) return text
  }
}
