import type { Sys } from '../../../kernel/calls.ts'
import { exceptionClass } from './errors.ts'
import { sources } from './imports.ts'
import { text } from './repr.ts'
import type { TracePoint } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** Models CPython 3.12's Lib/traceback.py: frames with their source line and the markers below it, chained exceptions, SyntaxError's place. */
export function* tracebackText(vm: Vm, value: V.PyException): Sys<string> {
  let out = ''
  if (value.cause instanceof V.PyException)
    out = `${yield* tracebackText(vm, value.cause)}\nThe above exception was the direct cause of the following exception:\n\n`
  else if (value.context && !value.suppress)
    out = `${yield* tracebackText(vm, value.context)}\nDuring handling of the above exception, another exception occurred:\n\n`
  if (value.trace.length > 0) out += `Traceback (most recent call last):\n${frames(value.trace)}`
  return out + (yield* exceptionLine(vm, value))
}

function frames(trace: readonly TracePoint[]): string {
  let out = ''
  let same = 0
  let before = ''
  for (const point of trace) {
    const shown = frameText(point)
    same = shown === before ? same + 1 : 1
    if (same <= 3) out += shown
    else if (same > 3 && trace.indexOf(point) >= 0) repeatedCounts.set(before, same - 3)
    if (shown !== before && repeatedCounts.has(before)) {
      const count = repeatedCounts.get(before) ?? 0
      out = `${out.slice(0, out.length - shown.length)}  [Previous line repeated ${count} more time${count === 1 ? '' : 's'}]\n${shown}`
      repeatedCounts.delete(before)
    }
    before = shown
  }
  const left = repeatedCounts.get(before)
  repeatedCounts.delete(before)
  return left === undefined ? out : `${out}  [Previous line repeated ${left} more time${left === 1 ? '' : 's'}]\n`
}

const repeatedCounts = new Map<string, number>()

function frameText(point: TracePoint): string {
  const head = `  File "${point.file}", line ${point.at.line}, in ${point.name}\n`
  const line = sources.get(point.file)?.split('\n')[point.at.line - 1]
  if (line === undefined || /^<(?:stdin|string)>$/.test(point.file)) return head
  const stripped = line.trim()
  const indent = line.length - line.trimStart().length
  return `${head}    ${stripped}\n${markers(point, line, stripped, indent)}`
}

function markers({ at }: TracePoint, line: string, stripped: string, indent: number): string {
  const end = at.endLine === at.line ? at.endCol : line.trimEnd().length
  const width = end - at.col
  const anchors = at.endLine !== at.line ? undefined : anchorsOf(at)
  if (width <= 0 || (width >= stripped.length && !anchors)) return ''
  const marks = anchors
    ? `${'~'.repeat(anchors[0])}${'^'.repeat(anchors[1])}${'~'.repeat(Math.max(0, width - anchors[0] - anchors[1]))}`
    : '^'.repeat(width)
  return `    ${' '.repeat(at.col - indent)}${marks}\n`
}

/** Where the operator or the brackets are, and how wide. */
function anchorsOf(at: TracePoint['at']): readonly [from: number, width: number] | undefined {
  if (at.kind === 'binary' && at.left.endLine === at.line) return [at.opCol - at.col, at.op.length]
  if (at.kind === 'subscript' && at.value.endLine === at.line) return [at.openCol - at.col, at.endCol - at.openCol]
  return undefined
}

export function* exceptionLine(vm: Vm, value: V.PyException): Sys<string> {
  const cls = value.cls.module === 'builtins' || value.cls.module === '__main__' ? value.cls.qualname : `${value.cls.module}.${value.cls.qualname}`
  const name = value.cls.module === '__main__' ? `__main__.${cls}` : cls
  const shown = value.cls.module === '__main__' ? name.replace(/^__main__\./, '') : name
  if (value.cls.is(exceptionClass('SyntaxError')) && value.attrs?.has('lineno')) return syntaxText(value, shown)
  const message = yield* text(vm, value)
  return message === '' ? `${shown}\n` : `${shown}: ${message}\n`
}

function syntaxText(value: V.PyException, shown: string): string {
  const get = (key: string) => value.attrs?.get(key)
  const line = String(get('text') ?? '')
  const stripped = line.trim()
  const indent = line.length - line.trimStart().length
  const from = Number(get('offset')) - 1 - indent
  const to = Number(get('end_offset')) - 1 - indent
  const marks = from >= 0 ? `    ${' '.repeat(from)}${'^'.repeat(Math.max(1, Math.min(to, stripped.length + 1) - from))}\n` : ''
  return `  File "${String(get('filename'))}", line ${String(get('lineno'))}\n    ${stripped}\n${marks}${shown}: ${String(get('msg'))}\n`
}
