import { dirname, normalizePath } from '../../../libc/paths.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { adopt } from '../builtins/json.ts'
import { get } from '../language/operations.ts'
import { ParseFault, parseProgram, programScope, runProgram } from '../language/program.ts'
import { newPromise, promiseOf, reasonOf, rejectPromise } from '../language/promise.ts'
import type { Realm, SourceFile } from '../language/realm.ts'
import type { Code, Fn, Obj, Value } from '../language/values.ts'
import { isObject, Thrown } from '../language/values.ts'
import { runEsModule } from './es-modules.ts'
import { absentModules, isLibrary, libraryModule } from './library.ts'
import { codeFrame } from './report.ts'

/** CommonJS: files, JSON, node_modules and node's own modules, each loaded once. */
export class Modules {
  private readonly cache = new Map<string, Obj>()
  private readonly own = new Map<string, Value>()
  readonly namespaces = new Map<string, Obj>()

  constructor(
    readonly realm: Realm,
    private readonly binding: Obj,
    private readonly process: Obj,
  ) {}

  /** One of node's own modules. */
  *library(name: string): Code<Value> {
    if (this.own.has(name)) return (this.own.get(name) as Obj).exports
    const found = libraryModule(name)
    if (!found) return this.realm.fail('Error', `cais: node: module ${name} is not simulated`)
    const module = this.realm.object({ exports: this.realm.object() })
    this.own.set(name, module)
    const scope = programScope(this.realm, found.file, {
      frame: { name: '', file: found.file, at: 0, internal: true },
      strict: true,
      names: { module, exports: module.exports, binding: this.binding, process: this.process, require: this.requireFrom('/', undefined) },
    })
    yield* runProgram(found.program, scope)
    return module.exports
  }

  /** The `require` of a file in a directory. */
  requireFrom(directory: string, parent: string | undefined): Fn {
    const { realm } = this
    const modules = this
    const require = realm.coded('require', 1, function* (_, [name]) {
      if (typeof name !== 'string')
        return realm.fail('TypeError', `The "id" argument must be of type string. Received ${name === undefined ? 'undefined' : typeof name}`, {
          code: 'ERR_INVALID_ARG_TYPE',
        })
      return yield* modules.load(name, directory, parent)
    })
    realm.codeMethod(require, 'resolve', 1, function* (_, [name]) {
      return (yield* modules.resolve(String(name), directory)) ?? modules.notFound(String(name), parent)
    })
    require.cache = realm.object()
    return require
  }

  *load(name: string, directory: string, parent: string | undefined): Code<Value> {
    const bare = name.replace(/^node:/, '')
    if (isLibrary(bare)) return yield* this.library(bare)
    if (absentModules.has(bare)) return this.realm.fail('Error', `cais: node: module ${bare} is not simulated`)
    const path = yield* this.resolve(name, directory)
    return path === undefined ? this.notFound(name, parent) : yield* this.loadFile(path)
  }

  private notFound(name: string, parent: string | undefined): never {
    const stack = parent === undefined ? '' : `\nRequire stack:\n- ${parent}`
    const { realm } = this
    const error = realm.error('Error', `Cannot find module '${name}'${stack}`)
    const lines = ['Module._resolveFilename (node:internal/modules/cjs/loader:1145:15)', 'Module._load (node:internal/modules/cjs/loader:986:27)']
    if (parent !== undefined)
      lines.push('Module.require (node:internal/modules/cjs/loader:1233:19)', 'require (node:internal/modules/helpers:179:18)')
    const [head, trace = ''] = [
      `Error: Cannot find module '${name}'${stack}`,
      String(error.stack)
        .split(/\n(?= {4}at )/)
        .slice(1)
        .join('\n'),
    ]
    const all = [...lines.map((line) => `    at ${line}`), ...(trace ? trace.split('\n') : [])].slice(0, 10)
    Object.defineProperty(error, 'stack', { value: [head, ...all].join('\n') })
    realm.places.set(error, { file: { path: 'node:internal/modules/cjs/loader', text: `${'\n'.repeat(1147)}  throw err;\n` }, at: 1150 })
    throw new Thrown(Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: realm.array(parent === undefined ? [] : [parent]) }))
  }

  /** The file a name means, looked for as CommonJS does. */
  *resolve(name: string, directory: string): Code<string | undefined> {
    if (/^\.{0,2}\//.test(name) || name === '.' || name === '..') return yield* this.asFile(normalizePath(name, directory))
    for (let at = directory; ; at = dirname(at)) {
      const found = yield* this.asFile(normalizePath(`node_modules/${name}`, at))
      if (found !== undefined) return found
      if (at === '/' || at === '.') return undefined
    }
  }

  private *asFile(path: string): Code<string | undefined> {
    for (const candidate of [path, `${path}.js`, `${path}.json`, `${path}.cjs`, `${path}.mjs`]) {
      const stat = yield* sys.stat({ path: candidate })
      if (stat.ok && stat.value.type === 'file') return candidate
    }
    const stat = yield* sys.stat({ path })
    if (!stat.ok || stat.value.type !== 'directory') return undefined
    const described = yield* readFile(`${path}/package.json`)
    const main = described.ok ? mainOf(described.value) : undefined
    return (main ? yield* this.asFile(normalizePath(main, path)) : undefined) ?? (yield* this.asFile(`${path}/index`))
  }

  /** Whether a file holds an ES module: by its name, or the package it is in. */
  *isEsModule(path: string): Code<boolean> {
    if (path.endsWith('.mjs')) return true
    if (!path.endsWith('.js')) return false
    for (let at = dirname(path); ; at = dirname(at)) {
      const described = yield* readFile(`${at}/package.json`)
      if (described.ok) return /"type"\s*:\s*"module"/.test(described.value)
      if (at === '/' || at === '.') return false
    }
  }

  *loadFile(path: string, main = false): Code<Value> {
    const known = this.cache.get(path)
    if (known) return yield* get(this.realm, known, 'exports')
    const text = yield* readFile(path)
    if (!text.ok) return this.realm.fail('Error', `${text.error}: cannot read ${path}`)
    const { realm } = this
    const module = realm.object({
      id: main ? '.' : path,
      path: dirname(path),
      exports: realm.object(),
      filename: path,
      loaded: false,
      children: realm.array([]),
      paths: realm.array([]),
    })
    this.cache.set(path, module)
    if (path.endsWith('.json')) {
      try {
        module.exports = adopt(realm, JSON.parse(text.value))
      } catch (fault) {
        realm.fail('SyntaxError', `${path}: ${fault instanceof Error ? fault.message : ''}`)
      }
      return module.exports
    }
    if (yield* this.isEsModule(path)) {
      if (!main)
        realm.fail(
          'Error',
          `require() of ES Module ${path} not supported.\nInstead change the require of ${path} to a dynamic import() which is available in all CommonJS modules.`,
          { code: 'ERR_REQUIRE_ESM' },
        )
      return yield* runEsModule(this, { path, text: text.value })
    }
    try {
      yield* this.run({ path, text: text.value }, module, main)
    } catch (fault) {
      this.cache.delete(path)
      throw fault
    }
    module.loaded = true
    return yield* get(realm, module, 'exports')
  }

  /** Runs a text as a CommonJS module; the value of its last expression. */
  *run(file: SourceFile, module: Obj, main: boolean, directory = dirname(file.path), names: Readonly<Record<string, Value>> = {}): Code<Value> {
    const { realm } = this
    const program = this.parse(file, 'script')
    const require = this.requireFrom(directory, file.path.startsWith('/') ? file.path : undefined)
    if (main) this.main = module
    require.main = this.main
    const scope = programScope(realm, file, {
      frame: { name: file.path.startsWith('/') ? 'Object.<anonymous>' : '', file, at: 0 },
      self: module.exports,
      names: {
        exports: module.exports,
        require,
        module,
        __filename: file.path,
        __dirname: directory,
        'import()': this.importer(directory),
        ...names,
      },
    })
    return (yield* runProgram(program, scope)).last
  }

  private main: Obj | undefined

  importer(directory: string): Fn {
    const modules = this
    return this.realm.coded('import', 1, function* (_, [name]) {
      try {
        return yield* promiseOf(modules.realm, yield* modules.namespace(String(name), directory))
      } catch (fault) {
        const promise = newPromise(modules.realm)
        rejectPromise(modules.realm, promise, reasonOf(modules.realm, fault))
        return promise
      }
    })
  }

  /** What `import * as` gives for a name: an ES module's exports, or those of CommonJS with `default`. */
  *namespace(name: string, directory: string): Code<Obj> {
    const path = isLibrary(name.replace(/^node:/, '')) ? undefined : yield* this.resolve(name.replace(/^file:\/\//, ''), directory)
    if (path !== undefined && (yield* this.isEsModule(path))) {
      const known = this.namespaces.get(path)
      if (known) return known
      const text = yield* readFile(path)
      return (yield* runEsModule(this, { path, text: text.ok ? text.value : '' })) as Obj
    }
    if (path === undefined && !isLibrary(name.replace(/^node:/, ''))) {
      const error = this.realm.error(
        'Error',
        /^\.{0,2}\//.test(name) ? `Cannot find module '${normalizePath(name, directory)}'` : `Cannot find package '${name}'`,
        { code: 'ERR_MODULE_NOT_FOUND' },
      )
      throw new Thrown(error)
    }
    const exports = yield* this.load(name, directory, undefined)
    const namespace = Object.create(null) as Obj
    if (isObject(exports)) for (const key of Object.keys(exports)) namespace[key] = yield* get(this.realm, exports, key)
    namespace.default = exports
    return namespace
  }

  parse(file: SourceFile, kind: 'script' | 'module') {
    const program = parseProgram(file.text, kind, kind === 'module')
    if (!(program instanceof ParseFault)) return program
    const { realm } = this
    const error = Object.create(realm.intrinsic.SyntaxError) as Obj
    realm.errors.add(error)
    Object.defineProperty(error, 'message', { value: program.message, writable: true, configurable: true })
    const lines = [
      'wrapSafe (node:internal/modules/cjs/loader:1281:20)',
      'Module._compile (node:internal/modules/cjs/loader:1321:27)',
      ...realm.traceTail.slice(1),
    ]
    const trace = [`SyntaxError: ${program.message}`, ...lines.map((line) => `    at ${line}`)].join('\n')
    Object.defineProperty(error, 'stack', { value: codeFrame({ file, at: program.at }, program.length) + trace, writable: true, configurable: true })
    throw new Thrown(error)
  }
}

function mainOf(text: string): string | undefined {
  try {
    const { main } = JSON.parse(text) as { main?: unknown }
    return typeof main === 'string' ? main : undefined
  } catch {
    return undefined
  }
}
