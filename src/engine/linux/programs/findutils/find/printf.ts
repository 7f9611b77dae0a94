import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { FileType, Stat, Sys } from '../../../kernel/calls.ts'
import { dirname } from '../../../libc/paths.ts'
import { sys } from '../../../sys.ts'
import { modeString } from '../../gnu/file-mode.ts'
import type { Context } from './context.ts'
import type { Entry } from './entry.ts'

/** Models -printf's formats. */
export type FormatPart =
  | { readonly text: string }
  | { readonly letter: string; readonly flags: string; readonly width: number; readonly precision: number | undefined }

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '0': '\0' }

export function* parseFormat(context: Context, format: string): Sys<readonly FormatPart[]> {
  const parts: FormatPart[] = []
  for (let i = 0; i < format.length; ) {
    const rest = format.slice(i)
    const octal = /^\\([0-7]{1,3})/.exec(rest)
    const spec = /^%([-+ #0]*)(\d*)(?:\.(\d+))?([ABCT][@A-Za-z+]|[A-Za-z%])/.exec(rest)
    if (octal) parts.push({ text: String.fromCharCode(Number.parseInt(octal[1] as string, 8)) })
    else if (rest.startsWith('\\c')) return parts
    else if (rest[0] === '\\') {
      const known = escapes[rest[1] ?? '']
      if (known === undefined) yield* context.tool.warn(`warning: unrecognized escape \`\\${rest[1] ?? ''}'`)
      parts.push({ text: known ?? rest.slice(0, 2) })
    } else if (spec?.[4] === '%') parts.push({ text: '%' })
    else if (spec && /^[abcdDfFghHiklmMnpPsStuUyYZG]|[ACT]./.test(spec[4] as string)) {
      parts.push({
        letter: spec[4] as string,
        flags: spec[1] as string,
        width: Number(spec[2] || 0),
        precision: spec[3] === undefined ? undefined : Number(spec[3]),
      })
    } else if (rest[0] === '%') {
      if (rest.length === 1) return yield* context.die('error: % at end of format string')
      yield* context.tool.warn(`warning: unrecognized format directive \`%${rest[1]}'`)
      parts.push({ text: rest.slice(0, 2) })
    } else parts.push({ text: rest[0] as string })
    i += octal?.[0].length ?? spec?.[0].length ?? (rest[0] === '\\' || rest[0] === '%' ? 2 : 1)
  }
  return parts
}

export function* formatEntry(context: Context, parts: readonly FormatPart[], entry: Entry): Sys<string> {
  let out = ''
  for (const part of parts) {
    if ('text' in part) {
      out += part.text
      continue
    }
    const value = (yield* directive(context, part.letter, entry)).slice(0, part.precision)
    const zero = part.flags.includes('0') && /^\d+$/.test(value)
    out += part.flags.includes('-') ? value.padEnd(part.width) : value.padStart(part.width, zero ? '0' : ' ')
  }
  return out
}

const typeLetters: Readonly<Record<FileType, string>> = { file: 'f', directory: 'd', symlink: 'l', fifo: 'p', socket: 's', char: 'c', block: 'b' }

function* directive(context: Context, letter: string, entry: Entry): Sys<string> {
  switch (letter) {
    case 'p':
      return entry.path
    case 'f':
      return entry.name
    case 'h':
      return entry.path.includes('/') ? dirname(entry.path) : '.'
    case 'H':
      return entry.root
    case 'P':
      return entry.path === entry.root ? '' : entry.path.slice(entry.root.length + (entry.root.endsWith('/') ? 0 : 1))
    case 'd':
      return String(entry.depth)
    case 'l': {
      const target = yield* sys.readlink({ path: entry.path })
      return target.ok ? target.value : ''
    }
    case 'y': {
      const type = yield* entry.type()
      return type ? typeLetters[type] : 'U'
    }
    case 'Y': {
      const through = yield* sys.stat({ path: entry.path })
      return through.ok ? typeLetters[through.value.type] : through.error === 'ELOOP' ? 'L' : 'N'
    }
    case 'F': {
      const fs = yield* sys.statfs({ path: entry.path })
      return fs.ok ? fs.value.type : ''
    }
    default: {
      const stat = yield* entry.stat()
      return stat ? yield* ofStat(context, letter, stat) : ''
    }
  }
}

function* ofStat(context: Context, letter: string, stat: Stat): Sys<string> {
  switch (letter[0]) {
    case 's':
      return String(stat.size)
    case 'S':
      return stat.size === 0 ? '1' : String((stat.blocks * 512) / stat.size)
    case 'b':
      return String(stat.blocks)
    case 'k':
      return String(Math.ceil(stat.blocks / 2))
    case 'm':
      return stat.mode.toString(8)
    case 'M':
      return modeString(stat.type, stat.mode)
    case 'u':
      return yield* context.names.user(stat.uid)
    case 'g':
      return yield* context.names.group(stat.gid)
    case 'U':
      return String(stat.uid)
    case 'G':
      return String(stat.gid)
    case 'n':
      return String(stat.nlink)
    case 'i':
      return String(stat.ino)
    case 'D':
      return String(stat.dev)
    case 'a':
      return timeText(context, stat.atimeMs, 'c')
    case 'c':
      return timeText(context, stat.ctimeMs, 'c')
    case 't':
      return timeText(context, stat.mtimeMs, 'c')
    default:
      return timeText(context, letter[0] === 'A' ? stat.atimeMs : letter[0] === 'C' ? stat.ctimeMs : stat.mtimeMs, letter[1] as string)
  }
}

/** find prints ten digits of a second's fraction. */
function timeText(context: Context, atMs: number, letter: string): string {
  const time = civilTime(atMs, context.zone)
  const fraction = `${strftime('%N', time)}0`
  switch (letter) {
    case '@':
      return `${Math.floor(atMs / 1000)}.${fraction}`
    case 'S':
      return `${strftime('%S', time)}.${fraction}`
    case 'T':
    case 'X':
      return `${strftime('%H:%M:%S', time)}.${fraction}`
    case '+':
      return `${strftime('%Y-%m-%d+%H:%M:%S', time)}.${fraction}`
    case 'c':
      return `${strftime('%a %b %e %H:%M:%S', time)}.${fraction} ${time.year}`
    default:
      return strftime(`%${letter}`, time)
  }
}
