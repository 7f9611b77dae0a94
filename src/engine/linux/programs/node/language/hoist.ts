import type { AnyNode, FunctionDeclaration, ModuleDeclaration, Pattern, Statement, VariableDeclaration } from 'acorn'

/** Names that a body declares for the whole function. */
export interface Hoisted {
  readonly vars: readonly string[]
}

/** Names that a block declares for itself. */
export interface BlockNames {
  readonly lexical: readonly { readonly name: string; readonly constant: boolean }[]
  readonly functions: readonly FunctionDeclaration[]
}

export function patternNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => patternNames(property.type === 'RestElement' ? property.argument : property.value))
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []))
    case 'AssignmentPattern':
      return patternNames(pattern.left)
    case 'RestElement':
      return patternNames(pattern.argument)
    default:
      return []
  }
}

const varsCache = new WeakMap<object, readonly string[]>()
const blockCache = new WeakMap<object, BlockNames>()

export const declaredNames = (node: VariableDeclaration): string[] => node.declarations.flatMap((one) => patternNames(one.id))

/** `var` names of a function body (or program), not those of functions in it. */
export function varNames(body: AnyNode): readonly string[] {
  const known = varsCache.get(body)
  if (known) return known
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one)
      return
    }
    if (typeof node !== 'object' || node === null || !('type' in node)) return
    const { type } = node as AnyNode
    if (/Function|Class|Expression$|Literal$/.test(type)) return
    if (type === 'VariableDeclaration' && (node as VariableDeclaration).kind === 'var')
      for (const name of declaredNames(node as VariableDeclaration)) names.add(name)
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value)
  }
  visit('body' in body ? body.body : body)
  const result = [...names]
  varsCache.set(body, result)
  return result
}

/** What a list of statements declares: `let`, `const`, `class`, and functions. */
export function blockNames(statements: readonly (Statement | ModuleDeclaration)[]): BlockNames {
  const known = blockCache.get(statements)
  if (known) return known
  const lexical: { name: string; constant: boolean }[] = []
  const functions: FunctionDeclaration[] = []
  for (const written of statements) {
    const exported = written.type === 'ExportNamedDeclaration' || written.type === 'ExportDefaultDeclaration' ? written.declaration : undefined
    const statement = (exported ?? written) as Statement
    if (statement.type === 'FunctionDeclaration' && statement.id) functions.push(statement)
    else if (statement.type === 'ClassDeclaration' && statement.id) lexical.push({ name: statement.id.name, constant: false })
    else if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
      for (const name of declaredNames(statement)) lexical.push({ name, constant: statement.kind === 'const' })
  }
  const result = { lexical, functions }
  blockCache.set(statements, result)
  return result
}
