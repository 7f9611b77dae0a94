import type { Expression, FunctionDefinition, Statement } from './syntax.ts'

/** Which parameters of which functions are arrays: used as such in the body, or handed on to one that is. */
export function findArrayParameters(functions: ReadonlyMap<string, FunctionDefinition>): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>([...functions.keys()].map((name) => [name, new Set()]))
  for (let changed = true; changed; ) {
    changed = false
    for (const [name, definition] of functions) {
      const arrays = found.get(name) as Set<number>
      const mark = (variable: string) => {
        const index = definition.parameters.indexOf(variable)
        if (index < 0 || arrays.has(index)) return
        arrays.add(index)
        changed = true
      }
      visit(definition.body, mark, found)
    }
  }
  return found
}

/** The argument of a builtin that is an array. */
const builtinArrays: Readonly<Record<string, readonly number[]>> = { split: [1], match: [2], asort: [0, 1], asorti: [0, 1] }

type Node = Expression | Statement

/** Walks a tree of plain objects: every node has a `kind`. */
function visit(node: unknown, mark: (variable: string) => void, found: ReadonlyMap<string, ReadonlySet<number>>): void {
  if (Array.isArray(node)) {
    for (const one of node) visit(one, mark, found)
    return
  }
  if (typeof node !== 'object' || node === null) return
  const here = node as Node
  if (here.kind === 'index' || here.kind === 'in' || here.kind === 'for in' || here.kind === 'delete') mark(here.array)
  if (here.kind === 'call' || here.kind === 'builtin') {
    const arrays = here.kind === 'call' ? found.get(here.name) : new Set(builtinArrays[here.name])
    here.args.forEach((arg, i) => {
      if (arg.kind === 'variable' && arrays?.has(i)) mark(arg.name)
    })
  }
  for (const value of Object.values(node)) visit(value, mark, found)
}
