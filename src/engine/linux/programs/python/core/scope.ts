import type { Expr, Pattern, Stmt } from './syntax.ts'
import type { Value } from './values.ts'

/** Names of a function call, a class body or a comprehension, inside those around it. */
export interface Scope {
  readonly vars: Map<string, Value>
  readonly parent: Scope | undefined
  readonly locals: ReadonlySet<string>
  readonly isClass: boolean
}

export interface Names {
  readonly locals: Set<string>
  readonly globals: Set<string>
  readonly nonlocals: Set<string>
  generator: boolean
}

/** What a body binds, and whether it yields; bodies of functions and classes inside are their own. */
export function namesOf(body: readonly Stmt[] | Expr, parameters: readonly string[]): Names {
  const names: Names = { locals: new Set(parameters), globals: new Set(), nonlocals: new Set(), generator: false }
  if (Array.isArray(body)) for (const statement of body as readonly Stmt[]) ofStatement(statement, names)
  else ofNode(body as Expr, names)
  for (const name of [...names.globals, ...names.nonlocals]) names.locals.delete(name)
  return names
}

function ofStatement(node: Stmt, names: Names): void {
  switch (node.kind) {
    case 'global':
    case 'nonlocal':
      for (const name of node.names) (node.kind === 'global' ? names.globals : names.nonlocals).add(name)
      return
    case 'function':
      names.locals.add(node.name)
      for (const one of [...node.decorators, ...node.parameters.flatMap((parameter) => parameter.defaultValue ?? [])]) ofNode(one, names)
      return
    case 'class':
      names.locals.add(node.name)
      return
    case 'import':
      for (const one of node.names) names.locals.add(one.as ?? one.name.split('.')[0] ?? '')
      return
    case 'from':
      for (const one of node.names) if (one.name !== '*') names.locals.add(one.as ?? one.name)
      return
    case 'assign':
      for (const target of node.targets) bound(target, names)
      break
    case 'augmented':
    case 'annotated':
    case 'for':
      bound(node.target, names)
      break
    case 'delete':
      for (const target of node.targets) bound(target, names)
      return
    case 'with':
      for (const { target } of node.items) if (target) bound(target, names)
      break
    case 'try':
      for (const handler of node.handlers) if (handler.name) names.locals.add(handler.name)
      break
    case 'match':
      for (const one of node.cases) ofPattern(one.pattern, names)
  }
  ofNode(node, names)
}

/** Walks whatever hangs below a node: statements, and expressions for their walruses and yields. */
function ofNode(node: object, names: Names): void {
  const kind = (node as { kind?: string }).kind
  if (kind === 'lambda') return
  if (kind === 'walrus') names.locals.add((node as { name: string }).name)
  if (kind === 'yield' || kind === 'yieldFrom') names.generator = true
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) for (const one of child) descend(one, names)
    else descend(child, names)
  }
}

const STATEMENTS = new Set(
  'expression assign augmented annotated return pass break continue delete global nonlocal raise assert import from if while for try with function class match'.split(
    ' ',
  ),
)

function descend(child: unknown, names: Names): void {
  if (child === null || typeof child !== 'object' || child instanceof Uint8Array) return
  const kind = (child as { kind?: string }).kind
  if (kind !== undefined && STATEMENTS.has(kind)) ofStatement(child as Stmt, names)
  else ofNode(child, names)
}

export function bound(target: Expr, names: Names): void {
  if (target.kind === 'name') names.locals.add(target.name)
  else if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) bound(item, names)
  else if (target.kind === 'star') bound(target.value, names)
}

function ofPattern(pattern: Pattern, names: Names): void {
  const add = (name: string | undefined) => name !== undefined && names.locals.add(name)
  switch (pattern.kind) {
    case 'capture':
    case 'starred':
      add(pattern.name)
      return
    case 'sequence':
      for (const item of pattern.items) ofPattern(item, names)
      return
    case 'or':
      for (const option of pattern.options) ofPattern(option, names)
      return
    case 'as':
      add(pattern.name)
      ofPattern(pattern.pattern, names)
      return
    case 'mapping':
      for (const entry of pattern.entries) ofPattern(entry.pattern, names)
      add(pattern.rest)
      return
    case 'class':
      for (const one of pattern.positional) ofPattern(one, names)
      for (const one of pattern.keywords) ofPattern(one.pattern, names)
  }
}
