import type { ProcessEntry } from '../proc/process.ts'

/** Processes in the order of their family tree, each with what stands before its command. */
export function forestOf(processes: readonly ProcessEntry[], kind: 'tree' | 'indent'): readonly (readonly [ProcessEntry, string])[] {
  const shown = new Set(processes.map((process) => process.pid))
  const children = new Map<number, ProcessEntry[]>()
  const roots: ProcessEntry[] = []
  for (const process of processes) {
    if (shown.has(process.ppid) && process.ppid !== process.pid) children.set(process.ppid, [...(children.get(process.ppid) ?? []), process])
    else roots.push(process)
  }
  const out: (readonly [ProcessEntry, string])[] = []
  const visit = (process: ProcessEntry, lines: string, own: string): void => {
    out.push([process, own])
    const below = children.get(process.pid) ?? []
    below.forEach((child, i) => {
      const last = i === below.length - 1
      if (kind === 'indent') visit(child, `${lines}  `, `${lines}  `)
      else visit(child, `${lines}${last ? '    ' : '|   '}`, ` ${lines}\\_ `)
    })
  }
  for (const root of roots) visit(root, '', '')
  return out
}
