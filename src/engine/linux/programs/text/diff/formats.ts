import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { Change } from './edit-script.ts'
import type { Lines, Settings } from './settings.ts'

/** Models diff's output formats: normal, unified, context, ed and RCS. */
const missing = '\\ No newline at end of file\n'

const colors = { header: '1', line: '36', delete: '31', add: '32' } as const

/** Writes lines with the colours asked for. */
class Painter {
  constructor(private readonly enabled: boolean) {}

  paint(text: string, kind: keyof typeof colors): string {
    return this.enabled ? `\x1b[${colors[kind]}m${text}\x1b[0m` : text
  }
}

/** Lines of a file with a mark in front; a last line without newline says so. */
function marked(file: Lines, from: number, count: number, mark: string, paint: (text: string) => string): string {
  let out = ''
  for (let i = from; i < from + count; i++) {
    out += `${paint(mark + file.lines[i])}\n`
    if (file.unterminated && i === file.lines.length - 1) out += missing
  }
  return out
}

const same = (text: string): string => text

/** `3`, or `3,5`. */
const range = (from: number, count: number): string => (count > 1 ? `${from + 1},${from + count}` : String(count === 0 ? from : from + 1))

export function normalFormat(a: Lines, b: Lines, changes: readonly Change[], settings: Settings): string {
  const painter = new Painter(settings.color)
  return changes
    .map(({ from, deleted, to, inserted }) => {
      const letter = deleted === 0 ? 'a' : inserted === 0 ? 'd' : 'c'
      const head = painter.paint(`${range(from, deleted)}${letter}${range(to, inserted)}`, 'line')
      const gone = marked(a, from, deleted, '< ', (text) => painter.paint(text, 'delete'))
      const come = marked(b, to, inserted, '> ', (text) => painter.paint(text, 'add'))
      return `${head}\n${gone}${letter === 'c' ? '---\n' : ''}${come}`
    })
    .join('')
}

function stamp(file: Lines, settings: Settings, label: string | undefined): string {
  if (label !== undefined) return label
  return `${file.name}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', civilTime(file.mtimeMs, settings.zone))}`
}

/** Changes close enough to share their context. */
function hunks(changes: readonly Change[], context: number): readonly (readonly Change[])[] {
  const out: Change[][] = []
  for (const change of changes) {
    const last = out.at(-1)?.at(-1)
    if (last && change.from - (last.from + last.deleted) <= 2 * context) out.at(-1)?.push(change)
    else out.push([change])
  }
  return out
}

interface Hunk {
  readonly changes: readonly Change[]
  readonly aFrom: number
  readonly aCount: number
  readonly bFrom: number
  readonly bCount: number
}

function hunkOf(changes: readonly Change[], a: Lines, b: Lines, context: number): Hunk {
  const first = changes[0] as Change
  const last = changes.at(-1) as Change
  const before = Math.min(context, first.from, first.to)
  const aFrom = Math.max(0, first.from - context)
  const bFrom = Math.max(0, first.to - context)
  const aTo = Math.min(a.lines.length, last.from + last.deleted + context)
  const bTo = Math.min(b.lines.length, last.to + last.inserted + context)
  return {
    changes,
    aFrom: Math.max(aFrom, first.from - before),
    aCount: aTo - Math.max(aFrom, first.from - before),
    bFrom: Math.max(bFrom, first.to - before),
    bCount: bTo - Math.max(bFrom, first.to - before),
  }
}

export function unifiedFormat(a: Lines, b: Lines, changes: readonly Change[], settings: Settings): string {
  const painter = new Painter(settings.color)
  let out = `${painter.paint(`--- ${stamp(a, settings, settings.labels[0])}`, 'header')}\n${painter.paint(`+++ ${stamp(b, settings, settings.labels[1])}`, 'header')}\n`
  const numbers = (from: number, count: number) => (count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`)
  for (const group of hunks(changes, settings.context)) {
    const hunk = hunkOf(group, a, b, settings.context)
    out += `${painter.paint(`@@ -${numbers(hunk.aFrom, hunk.aCount)} +${numbers(hunk.bFrom, hunk.bCount)} @@`, 'line')}\n`
    let at = hunk.aFrom
    for (const { from, deleted, to, inserted } of group) {
      out += marked(a, at, from - at, ' ', same)
      out += marked(a, from, deleted, '-', (text) => painter.paint(text, 'delete'))
      out += marked(b, to, inserted, '+', (text) => painter.paint(text, 'add'))
      at = from + deleted
    }
    out += marked(a, at, hunk.aFrom + hunk.aCount - at, ' ', same)
  }
  return out
}

export function contextFormat(a: Lines, b: Lines, changes: readonly Change[], settings: Settings): string {
  const painter = new Painter(settings.color)
  let out = `${painter.paint(`*** ${stamp(a, settings, settings.labels[0])}`, 'header')}\n${painter.paint(`--- ${stamp(b, settings, settings.labels[1])}`, 'header')}\n`
  const numbers = (from: number, count: number) => (count <= 1 ? String(count === 0 ? from : from + 1) : `${from + 1},${from + count}`)
  for (const group of hunks(changes, settings.context)) {
    const hunk = hunkOf(group, a, b, settings.context)
    out += `***************\n${painter.paint(`*** ${numbers(hunk.aFrom, hunk.aCount)} ****`, 'line')}\n`
    if (group.some((change) => change.deleted > 0)) {
      out += side(
        a,
        hunk.aFrom,
        hunk.aCount,
        group.map((change) => ({ from: change.from, count: change.deleted, both: change.inserted > 0 })),
        '-',
        (text) => painter.paint(text, 'delete'),
      )
    }
    out += `${painter.paint(`--- ${numbers(hunk.bFrom, hunk.bCount)} ----`, 'line')}\n`
    if (group.some((change) => change.inserted > 0)) {
      out += side(
        b,
        hunk.bFrom,
        hunk.bCount,
        group.map((change) => ({ from: change.to, count: change.inserted, both: change.deleted > 0 })),
        '+',
        (text) => painter.paint(text, 'add'),
      )
    }
  }
  return out
}

function side(
  file: Lines,
  from: number,
  count: number,
  parts: readonly { from: number; count: number; both: boolean }[],
  mark: string,
  paint: (text: string) => string,
): string {
  let out = ''
  let at = from
  for (const part of parts) {
    out += marked(file, at, part.from - at, '  ', same)
    out += marked(file, part.from, part.count, part.both ? '! ' : `${mark} `, paint)
    at = part.from + part.count
  }
  return out + marked(file, at, from + count - at, '  ', same)
}

export function edFormat(b: Lines, changes: readonly Change[]): string {
  return [...changes]
    .reverse()
    .map(({ from, deleted, to, inserted }) => {
      const letter = deleted === 0 ? 'a' : inserted === 0 ? 'd' : 'c'
      const lines = b.lines.slice(to, to + inserted)
      // A lone dot would end the text early: it goes in as two and loses one.
      const body = lines.map((line) => (line === '.' ? '..\n.\ns/.//\na\n' : `${line}\n`)).join('')
      return `${range(from, deleted)}${letter}\n${letter === 'd' ? '' : `${body}.\n`}`
    })
    .join('')
}

export function rcsFormat(b: Lines, changes: readonly Change[]): string {
  return changes
    .map(({ from, deleted, to, inserted }) => {
      const gone = deleted > 0 ? `d${from + 1} ${deleted}\n` : ''
      const end = b.unterminated && to + inserted === b.lines.length ? '' : '\n'
      const come = inserted > 0 ? `a${from + deleted} ${inserted}\n${b.lines.slice(to, to + inserted).join('\n')}${end}` : ''
      return gone + come
    })
    .join('')
}
