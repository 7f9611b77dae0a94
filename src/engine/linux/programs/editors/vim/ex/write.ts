import type { Sys } from '../../../../kernel/calls.ts'
import { capture } from '../../../../libc/spawn.ts'
import { sys } from '../../../../sys.ts'
import type { Editor } from '../editor.ts'
import { Quit } from '../editor.ts'
import { sizeText, storeLines } from '../file.ts'
import type { ExCall, ExCommand } from './call.ts'
import { showLines } from './pages.ts'

/** `:w`, `:w name`, `:2,3w name`, `:w >>name`, `:w !command`. */
function* write(vi: Editor, call: ExCall): Sys<void> {
  const filter = /^!\s*(.*)$/s.exec(call.args)
  if (filter) return yield* writeToCommand(vi, call, filter[1] as string)
  const append = /^>>\s*/.exec(call.args)
  const name = expandName(vi, append ? call.args.slice(append[0].length) : call.args)
  const path = name || vi.fileName
  if (path === undefined) return vi.refuse('E32: No file name')
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type === 'directory') return vi.refuse(vi.modern ? `E502: "${path}" is a directory` : `"${path}" E502: is a directory`)
  const own = path === vi.fileName
  if (!call.bang && !append) {
    if (own && vi.options.readonly) vi.refuse("E45: 'readonly' option is set (add ! to override)")
    if (stat.ok && (!own || !vi.fileKnown)) vi.refuse('E13: File exists (add ! to override)')
    if (stat.ok && !(yield* sys.access({ path, mode: 'w' })).ok) vi.refuse(`E505: "${path}" is read-only (add ! to override)`)
  }
  const whole = call.range.given === 0
  const lines = vi.buffer.empty ? [] : whole ? vi.buffer.lines : vi.buffer.lines.slice(call.range.first, call.range.last + 1)
  if (own && !whole && !call.bang) vi.refuse('E140: Use ! to write partial buffer')
  const stored = yield* storeLines(vi, path, lines, append !== null)
  if (!stored.ok) {
    const reason = stored.error === 'ENOSPC' ? 'E514: write error (file system full?)' : "E212: Can't open file for writing"
    return vi.refuse(`"${path}" ${reason}`)
  }
  const first = vi.fileName === undefined
  if (first) {
    vi.fileName = path
    vi.fileKnown = true
  }
  if (whole && (own || first)) {
    vi.buffer.modified = false
    vi.buffer.history.markWritten()
    if (call.bang) vi.options.readonly = false
  }
  const fresh = stat.ok ? '' : '[New] '
  const notes = `${fresh}${vi.buffer.noEol && whole ? '[noeol] ' : ''}${vi.options.fileformat === 'dos' ? '[dos] ' : ''}`
  vi.say(
    `"${path}" ${vi.modern ? notes.replace(/\] \[/g, '][') : notes.replace(/\] \[/g, '][')}${sizeText(vi, lines.length, stored.value)} ${append ? 'appended' : 'written'}`,
  )
}

/** `%` is the file's name, `#` the alternate one; a backslash keeps them. */
export const expandName = (vi: Editor, text: string): string =>
  text
    .trim()
    .replace(/\\([%# ])|([%#])/g, (_, kept: string | undefined, sign: string) => kept ?? (sign === '%' ? vi.fileName : vi.alternateFile) ?? '')

function* writeToCommand(vi: Editor, call: ExCall, command: string): Sys<void> {
  const { first, last, given } = call.range
  const lines = given === 0 ? vi.buffer.lines : vi.buffer.lines.slice(first, last + 1)
  const result = yield* capture(['/bin/sh', '-c', command], { stdin: `${lines.join('\n')}\n` })
  const shown = (result.stdout + result.stderr).replace(/\n$/, '').split('\n')
  const status = result.exitCode === 0 ? [] : ['', `shell returned ${result.exitCode}`]
  yield* showLines(vi, call.line, [...shown, ...status, ''])
}

function* quit(vi: Editor, call: ExCall): Sys<void> {
  if (vi.buffer.modified && !call.bang) vi.refuse('E37: No write since last change (add ! to override)')
  const more = vi.files.length - 1 - vi.fileIndex
  if (more > 0 && !call.bang && !vi.toldOfFiles) {
    vi.toldOfFiles = true
    vi.refuse(more === 1 ? 'E173: 1 more file to edit' : `E173: ${more} more files to edit`)
  }
  throw new Quit(0)
}

function* writeAndQuit(vi: Editor, call: ExCall): Sys<void> {
  yield* write(vi, call)
  yield* quit(vi, { ...call, bang: call.bang })
}

/** `:x`: writes only what was changed. */
function* exit(vi: Editor, call: ExCall): Sys<void> {
  if (vi.buffer.modified || call.args !== '') yield* write(vi, call)
  yield* quit(vi, call)
}

function* saveAs(vi: Editor, call: ExCall): Sys<void> {
  const path = expandName(vi, call.args)
  if (path === '') vi.refuse('E471: Argument required')
  const stat = yield* sys.stat({ path })
  if (stat.ok && !call.bang && path !== vi.fileName) vi.refuse('E13: File exists (add ! to override)')
  vi.alternateFile = vi.fileName
  vi.fileName = path
  vi.fileKnown = true
  vi.options.readonly = false
  yield* write(vi, { ...call, args: '', bang: true })
}

/** `:file`: the name, the state and where the cursor is; with an argument, a new name. */
function* fileCommand(vi: Editor, call: ExCall): Sys<void> {
  if (call.args !== '') {
    vi.alternateFile = vi.fileName
    vi.fileName = expandName(vi, call.args)
    vi.fileKnown = false
  }
  const name = vi.fileName === undefined ? '[No Name]' : vi.fileName
  const lines = vi.buffer.lines.length
  const notes = `${vi.buffer.modified ? ' [Modified]' : ' '}${vi.options.readonly ? '[readonly]' : ''}`
  const many = `${lines} line${lines === 1 ? '' : 's'}`
  const where = vi.buffer.empty ? '--No lines in buffer--' : `${many} --${Math.floor(((vi.cursor.line + 1) * 100) / lines)}%--`
  vi.say(`"${name}"${notes.trim() === '' ? '' : notes} ${where}`)
}

export const writeCommands: readonly ExCommand[] = [
  { name: 'w[rite]', run: write, range: 'all', bang: true, args: true, bars: true },
  { name: 'wq', run: writeAndQuit, range: 'all', bang: true, args: true },
  { name: 'wqa[ll]', run: writeAndQuit, bang: true },
  { name: 'x[it]', run: exit, range: 'all', bang: true, args: true },
  { name: 'exi[t]', run: exit, range: 'all', bang: true, args: true },
  { name: 'xa[ll]', run: exit, bang: true },
  { name: 'wa[ll]', run: write, bang: true },
  { name: 'up[date]', run: (vi, call) => (vi.buffer.modified ? write(vi, call) : nothing()), range: 'all', bang: true, args: true },
  { name: 'q[uit]', run: quit, bang: true },
  { name: 'qa[ll]', run: quit, bang: true },
  { name: 'quita[ll]', run: quit, bang: true },
  { name: 'cq[uit]', run: abandon, bang: true },
  { name: 'sav[eas]', run: saveAs, bang: true, args: true },
  { name: 'f[ile]', run: fileCommand, bang: true, args: true },
]

function* nothing(): Sys<void> {}

/** `:cq`: out with an error, for programs that asked for the text. */
function* abandon(): Sys<void> {
  throw new Quit(1)
}
