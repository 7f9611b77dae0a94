import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { localeOf } from '../../libc/locale.ts'
import { print, printError } from '../../libc/stdio.ts'
import { readNames } from './proc/names.ts'
import type { ProcessEntry } from './proc/process.ts'
import { listProcesses, listThreads, noProc } from './proc/process.ts'

interface Node {
  readonly label: string
  readonly pid: number
  readonly children: Node[]
}

interface Symbols {
  /** After a name that has several children, one child; branch, bar, last corner. */
  readonly first: string
  readonly only: string
  readonly branch: string
  readonly bar: string
  readonly last: string
}

const ascii: Symbols = { first: '-+-', only: '---', branch: ' |-', bar: ' | ', last: ' `-' }
const utf8: Symbols = { first: '─┬─', only: '───', branch: ' ├─', bar: ' │ ', last: ' └─' }

/** Models pstree of psmisc. Left out: -g, -h, -H, -l, -N, -s, -S, -u, -Z. */
export const pstree: Main = function* ({ argv, env }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable('a|arguments A|ascii c|compact-not n|numeric-sort p|show-pids T|hide-threads U|unicode l|long V|version'),
  )
  if (!parsed.ok) {
    yield* printError(
      `pstree: ${parsed.message}\nUsage: pstree [-acglpsStTuZ] [ -h | -H PID ] [ -n | -N type ]\n              [ -A | -G | -U ] [ PID | USER ]\n   or: pstree -V\n`,
    )
    return 1
  }
  const { value } = parsed
  const all = yield* listProcesses()
  if (!all) {
    yield* printError(noProc)
    return 1
  }
  const labelOf = (process: ProcessEntry): string => {
    const pid = value.has('show-pids') ? `${value.has('arguments') ? ',' : '('}${process.pid}${value.has('arguments') ? '' : ')'}` : ''
    const args = value.has('arguments') && process.argv.length > 1 ? ` ${process.argv.slice(1).join(' ')}` : ''
    return `${process.comm}${pid}${args}`
  }
  const nodes = new Map<number, Node>(all.map((process) => [process.pid, { label: labelOf(process), pid: process.pid, children: [] }]))
  for (const process of all) {
    nodes.get(process.ppid)?.children.push(nodes.get(process.pid) as Node)
    if (process.threads < 2 || value.has('hide-threads')) continue
    for (const thread of yield* listThreads(process))
      if (thread.tid !== process.pid)
        nodes.get(process.pid)?.children.push({
          label: `{${thread.comm}}${value.has('show-pids') ? (value.has('arguments') ? `,${thread.tid}` : `(${thread.tid})`) : ''}`,
          pid: thread.tid,
          children: [],
        })
  }
  const byNumber = value.has('numeric-sort')
  for (const node of nodes.values()) node.children.sort((a, b) => (byNumber || a.label === b.label ? a.pid - b.pid : a.label < b.label ? -1 : 1))
  const [wanted] = value.operands
  const names = yield* readNames()
  let roots = all.filter((process) => process.pid === 1)
  if (wanted !== undefined && /^\d+$/.test(wanted)) roots = all.filter((process) => process.pid === Number(wanted))
  else if (wanted !== undefined) {
    const uid = names.uid(wanted)
    if (uid === undefined) {
      yield* printError(`No such user name: ${wanted}\n`)
      return 1
    }
    const own = new Set(all.filter((process) => process.uids[0] === uid).map((process) => process.pid))
    roots = all.filter((process) => own.has(process.pid) && !own.has(process.ppid))
  }
  if (roots.length === 0) {
    if (wanted === undefined) return 0
    yield* printError('No processes found.\n')
    return 1
  }
  const symbols = value.has('ascii') || (!value.has('unicode') && !localeOf(env).utf8) ? ascii : utf8
  const compact = !value.has('compact-not') && !value.has('show-pids')
  for (const root of roots) {
    const lines = value.has('arguments')
      ? outline(nodes.get(root.pid) as Node, symbols, compact)
      : draw(nodes.get(root.pid) as Node, symbols, compact)
    yield* print(`${lines.join('\n')}\n`)
  }
  return 0
}

/** The same trees below one another become `3*[tree]`. */
function grouped(children: readonly Node[], symbols: Symbols, compact: boolean): readonly (readonly [count: number, node: Node])[] {
  if (!compact) return children.map((node) => [1, node])
  const groups: [number, Node, string][] = []
  for (const node of children) {
    const picture = draw(node, symbols, true).join('\n')
    const same = groups.find((group) => group[2] === picture)
    if (same) same[0]++
    else groups.push([1, node, picture])
  }
  return groups.map(([count, node]) => [count, node])
}

/** A tree as it grows to the right. */
function draw(node: Node, symbols: Symbols, compact: boolean): string[] {
  const below = grouped(node.children, symbols, compact)
  if (below.length === 0) return [node.label]
  const indent = ' '.repeat(node.label.length)
  return below.flatMap(([count, child], i) => {
    const lead = count > 1 ? `${count}*[` : ''
    const inner = draw(child, symbols, compact)
    const lines = inner.map((line, row) => (row === 0 ? `${lead}${line}` : `${' '.repeat(lead.length)}${line}`))
    if (count > 1) lines[lines.length - 1] += ']'
    const last = i === below.length - 1
    const start = i === 0 ? node.label + (below.length === 1 ? symbols.only : symbols.first) : indent + (last ? symbols.last : symbols.branch)
    const bar = indent + (last ? '   ' : symbols.bar)
    return lines.map((line, row) => (row === 0 ? start : bar) + line)
  })
}

/** `-a`: a line each, indented by family. */
function outline(node: Node, symbols: Symbols, compact: boolean, lead = '', own = ''): string[] {
  const below = grouped(node.children, symbols, compact)
  const lines = [own + node.label]
  below.forEach(([count, child], i) => {
    const last = i === below.length - 1
    const shown = count > 1 ? { ...child, label: `${count}*[${child.label}]` } : child
    const corner = (last ? symbols.last : symbols.branch).trimStart()
    lines.push(...outline(shown, symbols, compact, `${lead}  ${last ? '  ' : `${symbols.bar.trim()} `}`, `${lead}  ${corner}`))
  })
  return lines
}
