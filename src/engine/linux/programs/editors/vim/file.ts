import type { Res, Sys } from '../../../kernel/calls.ts'
import { decodeUtf8, encodeUtf8 } from '../../../libc/locale.ts'
import { readFileBytes, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { TextBuffer } from './buffer.ts'
import type { Editor } from './editor.ts'

/** Lines of a file's text, and how it was stored. */
export interface FileText {
  readonly lines: readonly string[]
  readonly noEol: boolean
  readonly dos: boolean
  readonly bytes: number
}

export function textOfBytes(bytes: Uint8Array): FileText {
  const text = decodeUtf8(bytes)
  const noEol = text !== '' && !text.endsWith('\n')
  const lines = text === '' ? [] : (noEol ? text : text.slice(0, -1)).split('\n')
  const dos = lines.length > 0 && lines.every((line, i) => line.endsWith('\r') || (noEol && i === lines.length - 1))
  return { lines: dos ? lines.map((line) => line.replace(/\r$/, '')) : lines, noEol, dos, bytes: bytes.length }
}

/** `12L, 345C` of vim 7, `12L, 345B` since 8.2. */
export const sizeText = (vi: Editor, lines: number, bytes: number): string => `${lines}L, ${bytes}${vi.modern ? 'B' : 'C'}`

/** Replaces the text by a file's (or by nothing when there is no such file) and says so. */
export function* editFile(vi: Editor, path: string | undefined): Sys<void> {
  if (vi.fileName !== undefined && vi.fileName !== path) vi.alternateFile = vi.fileName
  vi.fileName = path
  vi.fileKnown = true
  vi.options.fileformat = 'unix'
  vi.buffer = new TextBuffer()
  vi.visual = undefined
  vi.top = 0
  vi.place({ line: 0, col: 0 })
  vi.say('')
  if (path === undefined) return
  vi.registers.set('%', { text: path, kind: 'char' })
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type === 'directory') return vi.say(`"${path}" is a directory`, 'error')
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) {
    if (bytes.error === 'ENOENT') vi.say(`"${path}" ${vi.modern ? '[New]' : '[New File]'}`)
    else
      vi.say(
        `"${path}" ${bytes.error === 'EACCES' ? '[Permission Denied]' : "E212: Can't open file for reading"}`,
        bytes.error === 'EACCES' ? 'plain' : 'error',
      )
    vi.options.readonly = vi.readOnlyFile
    return
  }
  const file = textOfBytes(bytes.value)
  vi.buffer = new TextBuffer(file.lines)
  vi.buffer.noEol = file.noEol
  vi.options.fileformat = file.dos ? 'dos' : 'unix'
  const writable = (yield* sys.access({ path, mode: 'w' })).ok
  vi.options.readonly = vi.readOnlyFile || !writable
  const notes = [vi.options.readonly ? '[readonly]' : '', file.noEol ? '[noeol]' : '', file.dos ? '[dos]' : ''].filter(Boolean)
  const size = sizeText(vi, file.lines.length, file.bytes)
  vi.say(
    `"${path}" ${vi.modern || notes.length === 0 ? [...notes.map((note) => note), size].join(vi.modern ? '' : ' ').replace(/\](\d)/, '] $1') : [notes.join(''), size].join(' ')}`,
  )
}

/** Writes lines to a file; the error is told by the caller. */
export function* storeLines(vi: Editor, path: string, lines: readonly string[], append = false): Sys<Res<number>> {
  const newline = vi.options.fileformat === 'dos' ? '\r\n' : '\n'
  const whole = lines.length === vi.buffer.lines.length
  const text = lines.length === 0 ? '' : lines.join(newline) + (whole && vi.buffer.noEol ? '' : newline)
  const bytes = encodeUtf8(text)
  const written = yield* writeFile(path, bytes, { append })
  return written.ok ? { ok: true, value: bytes.length } : written
}
