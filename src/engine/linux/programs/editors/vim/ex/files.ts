import type { Sys } from '../../../../kernel/calls.ts'
import { encodeUtf8 } from '../../../../libc/locale.ts'
import { capture } from '../../../../libc/spawn.ts'
import { readFileBytes } from '../../../../libc/stdio.ts'
import { sys } from '../../../../sys.ts'
import type { Editor } from '../editor.ts'
import { editFile, sizeText, textOfBytes } from '../file.ts'
import type { ExCall, ExCommand } from './call.ts'
import { showLines } from './pages.ts'
import { expandName } from './write.ts'

function insist(vi: Editor, call: ExCall): void {
  if (vi.buffer.modified && !call.bang) vi.refuse('E37: No write since last change (add ! to override)')
}

/** `:e`: another file, or the same one afresh. */
function* edit(vi: Editor, call: ExCall): Sys<void> {
  insist(vi, call)
  const position = vi.cursor
  const again = call.args === ''
  if (call.args.trim() === '#' && vi.alternateFile === undefined) vi.refuse("E194: No alternate file name to substitute for '#'")
  const path = again ? vi.fileName : expandName(vi, call.args)
  if (path === undefined) return again ? undefined : vi.refuse('E32: No file name')
  yield* editFile(vi, path)
  if (again) vi.place(position)
}

/** `:r file`, `:r !command`: text below the line. */
function* read(vi: Editor, call: ExCall): Sys<void> {
  const at = call.range.given === 0 ? vi.cursor.line : call.range.last
  const command = /^!\s*(.*)$/s.exec(call.args)
  let lines: readonly string[]
  if (command) {
    const result = yield* capture(['/bin/sh', '-c', command[1] as string])
    lines = textOfBytes(encodeUtf8(result.stdout + result.stderr)).lines
    if (result.exitCode !== 0) yield* showLines(vi, call.line, ['', `shell returned ${result.exitCode}`, ''])
  } else {
    const path = expandName(vi, call.args) || vi.fileName
    if (path === undefined) return vi.refuse('E32: No file name')
    const bytes = yield* readFileBytes(path)
    if (!bytes.ok) return vi.refuse(`E484: Can't open file ${path}`)
    const file = textOfBytes(bytes.value)
    lines = file.lines
    vi.say(`"${path}" ${sizeText(vi, file.lines.length, file.bytes)}`)
  }
  if (lines.length === 0) return
  const wasEmpty = vi.buffer.empty
  vi.buffer.splice(wasEmpty ? 1 : at + 1, 0, lines, vi.cursor)
  if (wasEmpty) vi.buffer.splice(0, 0, [''], vi.cursor)
  const first = Math.min(at + 1, vi.buffer.last)
  vi.place({ line: first, col: vi.buffer.firstNonBlank(first) })
  if (command) vi.reportLines(lines.length)
}

const goTo = (step: (vi: Editor) => number): ExCommand['run'] =>
  function* (vi, call) {
    const to = step(vi)
    if (vi.files.length <= 1) vi.refuse('E163: There is only one file to edit')
    if (to < 0) vi.refuse('E164: Cannot go before first file')
    if (to >= vi.files.length) vi.refuse('E165: Cannot go beyond last file')
    insist(vi, call)
    vi.fileIndex = to
    yield* editFile(vi, vi.files[to])
  }

/** `:args`: the list, the one in hand in brackets. */
function* args(vi: Editor): Sys<void> {
  vi.say(vi.files.map((name, i) => (i === vi.fileIndex ? `[${name}]` : name)).join(' '))
}

function* changeDirectory(vi: Editor, call: ExCall): Sys<void> {
  const path = call.args || (vi.env.get('HOME') ?? '/')
  const changed = yield* sys.chdir({ path: path.replace(/^~(?=\/|$)/, vi.env.get('HOME') ?? '~') })
  if (!changed.ok) vi.refuse(vi.modern ? `E344: Can't find directory "${path}" in cdpath` : 'E472: Command failed')
  yield* workingDirectory(vi)
}

function* workingDirectory(vi: Editor): Sys<void> {
  const cwd = yield* sys.getcwd({})
  if (cwd.ok) vi.say(cwd.value)
}

/** `:ls`: the file in hand and the one before it. */
function* buffers(vi: Editor, call: ExCall): Sys<void> {
  const name = vi.fileName ?? '[No Name]'
  const line = `  1 %a${vi.options.readonly ? '=' : ' '}${vi.buffer.modified ? '+' : ' '} "${name}"`
  yield* showLines(vi, call.line, [`${line.padEnd(40)} line ${vi.cursor.line + 1}`])
}

export const fileCommands: readonly ExCommand[] = [
  { name: 'e[dit]', run: edit, bang: true, args: true },
  { name: 'r[ead]', run: read, range: 'any', args: true, bars: true },
  { name: 'n[ext]', run: goTo((vi) => vi.fileIndex + 1), bang: true },
  { name: 'N[ext]', run: goTo((vi) => vi.fileIndex - 1), bang: true },
  { name: 'prev[ious]', run: goTo((vi) => vi.fileIndex - 1), bang: true },
  { name: 'fir[st]', run: goTo(() => 0), bang: true },
  { name: 'rew[ind]', run: goTo(() => 0), bang: true },
  { name: 'la[st]', run: goTo((vi) => vi.files.length - 1), bang: true },
  { name: 'ar[gs]', run: args },
  { name: 'cd', run: changeDirectory, args: true },
  { name: 'pw[d]', run: workingDirectory },
  { name: 'ls', run: buffers },
  { name: 'buffers', run: buffers },
  { name: 'files', run: buffers },
]
