import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { attributeOr } from './attributes.ts'
import { exceptionClass, Raised, raise } from './errors.ts'
import { Frame, passing } from './frame.ts'
import { parseProgram } from './parse.ts'
import { type Stmt, SyntaxProblem } from './syntax.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** Sources by file name, for the lines of tracebacks. */
export const sources = new Map<string, string>()

/** A SyntaxError with the place it is shown at. */
export function syntaxError(problem: SyntaxProblem, file: string, text: string): Raised {
  const raised = raise(problem.type, problem.message)
  raised.value.attrs = new Map<string, Value>([
    ['msg', problem.message],
    ['filename', file],
    ['lineno', BigInt(problem.range.line)],
    ['offset', BigInt(problem.range.col + 1)],
    ['end_offset', BigInt(problem.range.endLine === problem.range.line ? problem.range.endCol + 1 : problem.range.col + 2)],
    ['text', text.split('\n')[problem.range.line - 1] ?? ''],
  ])
  return raised
}

export function parsed(text: string, file: string): readonly Stmt[] {
  sources.set(file, text)
  try {
    return parseProgram(text)
  } catch (problem) {
    if (problem instanceof SyntaxProblem) throw syntaxError(problem, file, text)
    throw problem
  }
}

/** Runs a text as a module's body. */
export function* runModule(vm: Vm, module: V.PyModule, text: string, file: string): Sys<void> {
  const body = parsed(text, file)
  const frame = new Frame('<module>', file, module, undefined, undefined, undefined)
  try {
    yield* vm.walker.execute(vm, frame, body)
  } catch (problem) {
    passing(frame, problem)
    throw problem
  }
}

interface Found {
  readonly text: string
  readonly file: string
  readonly directory: string | undefined
}

/** Looks a module up: in a package's folder, the script's, the library, then the rest of sys.path. */
function* find(vm: Vm, name: string, folder: string | undefined): Sys<Found | undefined> {
  const last = name.split('.').at(-1) ?? ''
  const folders = folder !== undefined ? [folder] : vm.path.items.map(String)
  const library = vm.library.get(name)
  const own: Found | undefined = library === undefined ? undefined : { text: library, ...libraryPlace(vm, name) }
  if (folder !== undefined && own) return own
  for (const [index, path] of folders.entries()) {
    if (index === 1 && own) return own
    const base = `${path === '' ? '.' : path}/${last}`
    const inside = yield* sys.stat({ path: base })
    if (inside.ok && inside.value.type === 'directory') {
      const text = yield* readFile(`${base}/__init__.py`)
      if (text.ok) return { text: text.value, file: `${base}/__init__.py`, directory: base }
    }
    const text = yield* readFile(`${base}.py`)
    if (text.ok) return { text: text.value, file: path === '' ? `${yield* cwd()}/${last}.py` : `${base}.py`, directory: undefined }
    if (inside.ok && inside.value.type === 'directory') return { text: '', file: '', directory: base }
  }
  return own
}

function* cwd(): Sys<string> {
  const found = yield* sys.getcwd({})
  return found.ok ? found.value : '.'
}

function libraryPlace(vm: Vm, name: string): { readonly file: string; readonly directory: string | undefined } {
  const base = `${libraryFolder(vm)}/${name.replaceAll('.', '/')}`
  const isPackage = [...vm.library.keys()].some((other) => other.startsWith(`${name}.`))
  return isPackage ? { file: `${base}/__init__.py`, directory: base } : { file: `${base}.py`, directory: undefined }
}

/** Where this Python's library is: beside its executable. */
export const libraryFolder = (vm: Vm): string =>
  `${vm.executable.replace(/\/bin\/[^/]*$/, '')}/lib/python${vm.version.split('.').slice(0, 2).join('.')}`

export function* importModule(vm: Vm, name: string): Sys<V.PyModule> {
  const parts = name.split('.')
  let module: V.PyModule | undefined
  for (let count = 1; count <= parts.length; count++) {
    const full = parts.slice(0, count).join('.')
    const loaded = vm.modules.get(full)
    const parent: V.PyModule | undefined = module
    module = loaded ?? (yield* load(vm, full, parent))
    if (parent && !loaded) parent.vars.set(parts[count - 1] ?? '', module)
  }
  return module as V.PyModule
}

function* load(vm: Vm, name: string, parent: V.PyModule | undefined): Sys<V.PyModule> {
  const native = vm.natives.get(name)
  if (native) {
    const made = native(vm)
    vm.modules.set(name, made)
    return made
  }
  const folder = parent?.vars.get('__path__')
  if (parent && !(folder instanceof V.PyList)) throw notFound(name, `; '${parent.name}' is not a package`)
  const found = yield* find(vm, name, folder instanceof V.PyList ? String(folder.items[0]) : undefined)
  if (!found) throw notFound(name, '')
  const module = new V.PyModule(name, found.file === '' ? undefined : found.file)
  if (found.file !== '') module.vars.set('__file__', found.file)
  if (found.directory !== undefined) module.vars.set('__path__', new V.PyList([found.directory]))
  module.vars.set('__package__', found.directory !== undefined ? name : name.split('.').slice(0, -1).join('.'))
  vm.modules.set(name, module)
  try {
    yield* runModule(vm, module, found.text, found.file)
  } catch (problem) {
    vm.modules.delete(name)
    throw problem
  }
  return module
}

function notFound(name: string, why: string): Raised {
  const raised = raise('ModuleNotFoundError', `No module named '${name}'${why}`)
  raised.value.attrs = new Map<string, Value>([['name', name]])
  return raised
}

export function* fromModule(vm: Vm, into: V.PyModule, node: Extract<Stmt, { kind: 'from' }>): Sys<readonly (readonly [string, Value])[]> {
  let name = node.module
  if (node.level > 0) {
    const own = String(into.vars.get('__package__') ?? '')
    if (own === '' || into.vars.get('__package__') === null) throw raise('ImportError', 'attempted relative import with no known parent package')
    const base = own.split('.')
    name = [...base.slice(0, base.length - node.level + 1), ...(node.module === '' ? [] : [node.module])].join('.')
  }
  const module = yield* importModule(vm, name)
  const out: (readonly [string, Value])[] = []
  for (const wanted of node.names) {
    if (wanted.name === '*') {
      const all = module.vars.get('__all__')
      const names =
        all instanceof V.PyList || all instanceof V.PyTuple ? all.items.map(String) : [...module.vars.keys()].filter((one) => !one.startsWith('_'))
      for (const one of names) out.push([one, module.vars.get(one) ?? null])
      continue
    }
    let value = yield* attributeOr(vm, module, wanted.name, undefined)
    if (value === undefined && module.vars.has('__path__')) value = yield* submodule(vm, `${name}.${wanted.name}`)
    if (value === undefined) throw raise('ImportError', `cannot import name '${wanted.name}' from '${name}' (${module.file ?? 'unknown location'})`)
    out.push([wanted.as ?? wanted.name, value])
  }
  return out
}

function* submodule(vm: Vm, name: string): Sys<Value | undefined> {
  try {
    return yield* importModule(vm, name)
  } catch (problem) {
    if (problem instanceof Raised && problem.value.cls === exceptionClass('ModuleNotFoundError') && problem.value.attrs?.get('name') === name)
      return undefined
    throw problem
  }
}
