import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { encodeUtf8 } from '../../../libc/locale.ts'
import { readFileBytes, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { TextBuffer } from '../vim/buffer.ts'
import { textOfBytes } from '../vim/file.ts'
import type { Nano } from './state.ts'

const lines = (count: number): string => `${count} line${count === 1 ? '' : 's'}`

/** Reads the file at start, or begins a new one. */
export function* openFile(nano: Nano, path: string): Sys<void> {
  nano.fileName = path
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type === 'directory') {
    nano.fileName = ''
    nano.status = nano.release.modern ? `${path} is a directory` : `"${path}" is a directory`
    return
  }
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) {
    if (bytes.error === 'ENOENT') nano.status = 'New File'
    else nano.status = `Error reading ${path}: ${strerror(bytes.error)}`
    return
  }
  const file = textOfBytes(bytes.value)
  nano.buffer = new TextBuffer([...file.lines, ...(file.noEol ? [] : [''])])
  nano.buffer.empty = false
  const writable = (yield* sys.access({ path, mode: 'w' })).ok
  nano.status = `Read ${lines(file.lines.length)}${writable ? '' : nano.release.modern ? `${file.dos ? ' (converted from DOS format)' : ''}` : ' ( Warning: No write permission )'}`
  if (!writable && nano.release.modern) nano.status = `File '${path}' is unwritable`
}

/** ^R. */
export function* insertFile(nano: Nano): Sys<void> {
  const path = yield* nano.ask('File to insert [from ./]: ', '')
  if (!path) return
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) {
    nano.status =
      bytes.error === 'ENOENT'
        ? nano.release.modern
          ? `File "${path}" not found`
          : `"${path}" not found`
        : `Error reading ${path}: ${strerror(bytes.error)}`
    return
  }
  const file = textOfBytes(bytes.value)
  const text = file.lines.join('\n') + (file.noEol ? '' : '\n')
  nano.buffer.replace(nano.cursor, nano.cursor, text, nano.cursor)
  const added = text.split('\n')
  nano.cursor = {
    line: nano.cursor.line + added.length - 1,
    col: added.length === 1 ? nano.cursor.col + text.length : (added[added.length - 1]?.length ?? 0),
  }
  nano.status = `${nano.release.modern ? 'Inserted' : 'Read'} ${lines(file.lines.length)}`
}

/** ^O: asks for the name and writes; whether it was written. */
export function* writeOut(nano: Nano): Sys<boolean> {
  const path = yield* nano.ask('File Name to Write: ', nano.fileName, [
    ['^G', 'Get Help'],
    ['^C', 'Cancel'],
    ['M-D', 'DOS Format'],
    ['M-M', 'Mac Format'],
    ['M-A', 'Append'],
    ['M-P', 'Prepend'],
  ])
  if (path === undefined) return false
  if (path === '') {
    nano.status = 'Cancelled'
    return false
  }
  if (path !== nano.fileName && (yield* sys.stat({ path })).ok) {
    const sure = yield* nano.confirm(nano.release.modern ? `File "${path}" exists; OVERWRITE? ` : 'File exists, OVERWRITE ? ')
    if (!sure) return false
  }
  // The buffer always ends in a newline: the empty last line stands for it.
  const texts = nano.buffer.last > 0 && nano.buffer.line(nano.buffer.last) === '' ? nano.buffer.lines.slice(0, -1) : nano.buffer.lines
  const whole = texts.length === 1 && texts[0] === '' ? '' : `${texts.join('\n')}\n`
  const written = yield* writeFile(path, encodeUtf8(whole))
  if (!written.ok) {
    nano.status = `Error writing ${path}: ${strerror(written.error)}`
    return false
  }
  nano.fileName = path
  nano.buffer.modified = false
  nano.buffer.history.markWritten()
  nano.status = `Wrote ${lines(whole === '' ? 0 : texts.length)}`
  return true
}
