import { decode, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { printError, readAll, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { exceptionClass, Raised } from './core/errors.ts'
import { evaluate } from './core/evaluate.ts'
import { assign, execute } from './core/execute.ts'
import { importModule, libraryFolder, runModule } from './core/imports.ts'
import { text } from './core/repr.ts'
import { tracebackText } from './core/traceback.ts'
import type { Value } from './core/values.ts'
import * as V from './core/values.ts'
import { Vm } from './core/vm.ts'
import { library } from './library/library.ts'
import { computingModules } from './modules/computing.ts'
import { networkModules } from './modules/network.ts'
import { systemModules } from './modules/system.ts'
import { banner, repl } from './repl.ts'
import { installBuiltins } from './types/builtins.ts'
import { PyFile } from './types/files.ts'
import './types/text.ts'
import { systemModule } from './modules/sys.ts'

/**
 * Models python3 (CPython 3.12): an interpreter of our own that walks the syntax tree, every piece of input and output a system call. Output is
 * buffered by blocks unless it goes to a terminal, -u is given or PYTHONUNBUFFERED is set. Leaves out: async, complex numbers, __slots__, the C
 * extensions, compiled files (__pycache__), pip and third-party packages, and of the standard library all but library/library.ts and modules/
 * (no datetime, logging, argparse, enum, pathlib, typing, asyncio, sqlite3). Follows <https://docs.python.org/3.12/>.
 */
export const python: Main = function* ({ argv, env, build }) {
  const version = build.get('version') ?? '3.12.4'
  const options = parse(argv.slice(1))
  if ('error' in options) {
    yield* printError(options.error)
    return 2
  }
  if (options.show) {
    yield* sys.write({ fd: 1, bytes: encode(`Python ${version}\n`) })
    return 0
  }
  const executable = yield* ownPath(argv[0] ?? 'python3', env)
  const natives = new Map([...systemModules, ...computingModules, ...networkModules])
  const vm = new Vm(env, version, executable, library, natives, { evaluate, execute, assign })
  installBuiltins(vm)
  yield* openStreams(vm, options.unbuffered || (env.get('PYTHONUNBUFFERED') ?? '') !== '')
  systemModule(vm, options.args)
  yield* sys.sigaction({
    signal: SIGINT,
    handler: function* () {
      vm.pending.push('SIGINT')
    },
  })
  yield* sys.sigaction({ signal: SIGPIPE, handler: 'ignore' })
  const status = yield* guarded(vm, start(vm, options))
  return yield* finish(vm, status)
}

interface Options {
  readonly show: boolean
  readonly unbuffered: boolean
  readonly interactive: boolean
  readonly command: string | undefined
  readonly module: string | undefined
  /** sys.argv. */
  readonly args: readonly string[]
}

function parse(words: readonly string[]): Options | { readonly error: string } {
  let [unbuffered, show, interactive] = [false, false, false]
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-') || word === '-') return { show, unbuffered, interactive, command: undefined, module: undefined, args: words.slice(at) }
    if (word === '--version') show = true
    else if (word.startsWith('--'))
      return {
        error: `unknown option ${word}\nusage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry \`python -h' for more information.\n`,
      }
    for (let index = 1; index < word.length && !word.startsWith('--'); index++) {
      const flag = word[index] ?? ''
      const rest = word.slice(index + 1) || words[at + 1]
      const after = words.slice(word.length > index + 1 ? at + 1 : at + 2)
      if ((flag === 'c' || flag === 'm') && rest === undefined)
        return {
          error: `Argument expected for the -${flag} option\nusage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry \`python -h' for more information.\n`,
        }
      if (flag === 'c') return { show, unbuffered, interactive, command: `${rest}\n`, module: undefined, args: ['-c', ...after] }
      if (flag === 'm') return { show, unbuffered, interactive, command: undefined, module: rest, args: ['-m', ...after] }
      if (flag === 'u') unbuffered = true
      else if (flag === 'V') show = true
      else if (flag === 'i') interactive = true
      else if (!/[BEsSqIO]/.test(flag))
        return {
          error: `Unknown option: -${flag}\nusage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry \`python -h' for more information.\n`,
        }
    }
  }
  return { show, unbuffered, interactive, command: undefined, module: undefined, args: [''] }
}

function* ownPath(name: string, env: ReadonlyMap<string, string>): Sys<string> {
  if (name.includes('/')) return name
  for (const folder of (env.get('PATH') ?? '/usr/local/bin:/usr/bin:/bin').split(':'))
    if ((yield* sys.access({ path: `${folder}/${name}`, mode: 'x' })).ok) return `${folder}/${name}`
  return `/usr/bin/${name}`
}

function* openStreams(vm: Vm, unbuffered: boolean): Sys<void> {
  for (const [fd, name, mode] of [
    [0, 'stdin', 'r'],
    [1, 'stdout', 'w'],
    [2, 'stderr', 'w'],
  ] as const) {
    const stream = new PyFile(fd, `<${name}>`, mode)
    stream.buffering = unbuffered ? 'none' : fd === 2 || (yield* sys.tcgetattr({ fd })).ok ? 'line' : 'block'
    vm.sys.vars.set(name, stream)
  }
}

function* start(vm: Vm, options: Options): Sys<void> {
  const main = new V.PyModule('__main__')
  main.vars.set('__builtins__', vm.builtins)
  main.vars.set('__doc__', null)
  main.vars.set('__package__', null)
  main.vars.set('__spec__', null)
  vm.modules.set('__main__', main)
  const [name = ''] = options.args
  if (options.command !== undefined) return yield* runModule(vm, main, options.command, '<string>')
  if (options.module !== undefined) return yield* runAsMain(vm, main, options.module)
  if (name === '' || name === '-') {
    if ((yield* sys.tcgetattr({ fd: 0 })).ok || options.interactive) return yield* repl(vm, main, banner(vm.version))
    const source = yield* readAll(0)
    return yield* runModule(vm, main, source.ok ? decode(source.value) : '', '<stdin>')
  }
  const source = yield* readFile(name)
  if (!source.ok) {
    const { errno, reason } =
      source.error === 'ENOENT' ? { errno: 2, reason: 'No such file or directory' } : { errno: 13, reason: 'Permission denied' }
    const cwd = yield* sys.getcwd({})
    const full = name.startsWith('/') || !cwd.ok ? name : `${cwd.value === '/' ? '' : cwd.value}/${name}`
    yield* printError(`${vm.executable}: can't open file '${full}': [Errno ${errno}] ${reason}\n`)
    throw new Stopped(2)
  }
  const cwd = yield* sys.getcwd({})
  const full = name.startsWith('/') || !cwd.ok ? name : `${cwd.value === '/' ? '' : cwd.value}/${name}`
  main.vars.set('__file__', full)
  return yield* runModule(vm, main, source.value, full)
}

const SIGINT = 2
const SIGPIPE = 13

class Stopped extends Error {
  constructor(readonly status: number) {
    super('stopped')
  }
}

/** `-m`: the module's source under the name __main__. */
function* runAsMain(vm: Vm, main: V.PyModule, name: string): Sys<void> {
  const inside = vm.library.has(`${name}.__main__`) ? `${name}.__main__` : name
  const own = vm.library.get(inside)
  if (own !== undefined) {
    main.vars.set('__package__', inside.split('.').slice(0, -1).join('.'))
    if (name.includes('.')) yield* importModule(vm, name.split('.').slice(0, -1).join('.'))
    return yield* runModule(vm, main, own, `${libraryFolder(vm)}/${inside.replaceAll('.', '/')}.py`)
  }
  for (const folder of vm.path.items.map(String)) {
    for (const place of [`${folder || '.'}/${name.replaceAll('.', '/')}.py`, `${folder || '.'}/${name.replaceAll('.', '/')}/__main__.py`]) {
      const source = yield* readFile(place)
      if (!source.ok) continue
      main.vars.set('__file__', place)
      main.vars.set('__package__', place.endsWith('__main__.py') ? name : name.split('.').slice(0, -1).join('.'))
      return yield* runModule(vm, main, source.value, place)
    }
  }
  yield* printError(`${vm.executable}: No module named ${name}\n`)
  throw new Stopped(1)
}

function* guarded(vm: Vm, run: Sys<void>): Sys<number> {
  try {
    yield* run
    return 0
  } catch (problem) {
    if (problem instanceof Stopped) return problem.status
    if (!(problem instanceof Raised)) throw problem
    return yield* uncaught(vm, problem.value)
  }
}

/** What an exception nobody caught leads to: SystemExit's status, death by SIGINT, or a traceback and 1. */
function* uncaught(vm: Vm, value: V.PyException): Sys<number> {
  const out = vm.sys.vars.get('stdout')
  if (value.cls.is(exceptionClass('SystemExit'))) {
    const code: Value = value.args[0] ?? null
    if (code === null) return 0
    if (typeof code === 'bigint' || typeof code === 'boolean') return Number(BigInt.asUintN(8, BigInt(code)))
    if (out instanceof PyFile) yield* out.flush()
    yield* printError(`${yield* text(vm, code)}\n`)
    return 1
  }
  if (out instanceof PyFile && value.cls.name !== 'BrokenPipeError') yield* out.flush()
  yield* printError(yield* tracebackText(vm, value))
  if (!value.cls.is(exceptionClass('KeyboardInterrupt'))) return 1
  yield* sys.sigaction({ signal: SIGINT, handler: 'default' })
  yield* sys.kill({ pid: yield* sys.getpid({}), signal: SIGINT })
  return 130
}

function* finish(vm: Vm, status: number): Sys<number> {
  const join = vm.modules.get('threading')?.vars.get('_shutdown')
  if (join !== undefined) yield* guarded(vm, ignoring(vm.call(join)))
  for (const one of vm.atExit.reverse()) yield* guarded(vm, ignoring(vm.call(one)))
  const out = vm.sys.vars.get('stdout')
  if (!(out instanceof PyFile)) return status
  const flushed = yield* guarded(vm, out.flush())
  return flushed === 0 ? status : 120
}

function* ignoring(run: Sys<Value>): Sys<void> {
  yield* run
}
