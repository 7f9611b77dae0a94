import type { Program } from 'acorn'
import { dirname } from '../../../libc/paths.ts'
import { addStatements, evaluate, execute } from '../language/evaluate.ts'
import { makeFunction } from '../language/functions.ts'
import { patternNames } from '../language/hoist.ts'
import { get } from '../language/operations.ts'
import { programScope, runProgram } from '../language/program.ts'
import { runAsync } from '../language/promise.ts'
import type { Frame, Realm, SourceFile } from '../language/realm.ts'
import type { Scope } from '../language/scope.ts'
import type { Code, Fn, Obj, Value } from '../language/values.ts'

/** What an ES module needs of its loader. */
export interface Loader {
  readonly realm: Realm
  readonly namespaces: Map<string, Obj>
  namespace(name: string, directory: string): Code<Obj>
  parse(file: SourceFile, kind: 'script' | 'module'): Program
  importer(directory: string): Fn
}

const exportsOf = new WeakMap<object, { readonly namespace: Obj; readonly loader: Loader; readonly directory: string }>()

/** Exports follow the variable they name. */
function expose(namespace: Obj, name: string, scope: Scope, local: string, realm: Realm): void {
  Object.defineProperty(namespace, name, { get: realm.native('', 0, () => scope.read(local)), enumerable: true, configurable: true })
}

/** Runs an ES module after what it imports. Imports see CommonJS modules too. Leaves out cycles between ES modules, and live bindings of imported names. */
export function* runEsModule(loader: Loader, file: SourceFile): Code<Value> {
  const { realm } = loader
  const program = loader.parse(file, 'module')
  const namespace = Object.create(null) as Obj
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' })
  loader.namespaces.set(file.path, namespace)
  const directory = dirname(file.path)
  const frame: Frame = { name: '', file, at: 0 }
  const meta = realm.object({ url: `file://${file.path}`, filename: file.path, dirname: directory })
  const scope = programScope(realm, file, { frame, strict: true, names: { 'import.meta': meta, 'import()': loader.importer(directory) } })
  exportsOf.set(scope.activation, { namespace, loader, directory })
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration') continue
    const imported = yield* loader.namespace(String(node.source.value), directory)
    for (const one of node.specifiers) {
      if (one.type === 'ImportNamespaceSpecifier') {
        scope.declare(one.local.name, imported, true)
        continue
      }
      const name =
        one.type === 'ImportDefaultSpecifier' ? 'default' : one.imported.type === 'Identifier' ? one.imported.name : String(one.imported.value)
      if (!(name in imported))
        realm.fail('SyntaxError', `The requested module '${String(node.source.value)}' does not provide an export named '${name}'`)
      scope.declare(one.local.name, yield* get(realm, imported, name), true)
    }
  }
  const body = (function* (): Code<Value> {
    yield* runProgram(program, scope)
    return namespace
  })()
  const promise = yield* runAsync(realm, body, () => () => {})
  waiting.set(namespace, promise)
  return namespace
}

/** The promise of an ES module's end, for modules that await. */
export const waiting = new WeakMap<object, Obj>()

addStatements({
  *ImportDeclaration() {
    return undefined
  },
  *ExportNamedDeclaration(node, scope) {
    const place = exportsOf.get(scope.activation)
    if (!place) return undefined
    const { namespace, loader, directory } = place
    if (node.declaration) {
      yield* execute(node.declaration, scope)
      const { declaration } = node
      const names =
        declaration.type === 'VariableDeclaration'
          ? declaration.declarations.flatMap((one) => patternNames(one.id))
          : declaration.id
            ? [declaration.id.name]
            : []
      for (const name of names) expose(namespace, name, scope, name, scope.realm)
      return undefined
    }
    const from = node.source ? yield* loader.namespace(String(node.source.value), directory) : undefined
    for (const one of node.specifiers) {
      const local = one.local.type === 'Identifier' ? one.local.name : String(one.local.value)
      const name = one.exported.type === 'Identifier' ? one.exported.name : String(one.exported.value)
      if (from) namespace[name] = from[local]
      else expose(namespace, name, scope, local, scope.realm)
    }
    return undefined
  },
  *ExportAllDeclaration(node, scope) {
    const place = exportsOf.get(scope.activation)
    if (!place) return undefined
    const from = yield* place.loader.namespace(String(node.source.value), place.directory)
    for (const key of Object.keys(from))
      if (key !== 'default') Object.defineProperty(place.namespace, key, Object.getOwnPropertyDescriptor(from, key) ?? {})
    return undefined
  },
  *ExportDefaultDeclaration(node, scope) {
    const { declaration } = node
    const place = exportsOf.get(scope.activation)
    let value: Value
    if (declaration.type === 'FunctionDeclaration')
      value = declaration.id ? scope.read(declaration.id.name) : makeFunction(declaration as never, scope, { name: 'default' })
    else if (declaration.type === 'ClassDeclaration') {
      yield* execute(declaration as never, scope)
      value = scope.read(declaration.id?.name ?? 'default')
    } else value = yield* evaluate(declaration, scope)
    if (place) place.namespace.default = value
    return undefined
  },
})
