import { raise } from '../core/errors.ts'
import { dictOf } from '../core/hash.ts'
import { libraryFolder } from '../core/imports.ts'
import { exceptionLine, tracebackText } from '../core/traceback.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import type { Vm } from '../core/vm.ts'
import { functions } from '../types/native.ts'

/** The module sys, and what traceback and atexit need of the interpreter. */
export function systemModule(vm: Vm, args: readonly string[]): void {
  const { vars } = vm.sys
  const folder = libraryFolder(vm)
  const script = args[0] ?? ''
  const first = script === '' || script === '-c' || script === '-m' ? '' : script.includes('/') ? script.replace(/\/[^/]*$/, '') || '/' : ''
  const more = (vm.env.get('PYTHONPATH') ?? '').split(':').filter(Boolean)
  vm.path.items.push(
    first,
    ...more,
    folder.replace(/\/python3\.(\d+)$/, '/python3$1.zip'),
    folder,
    `${folder}/lib-dynload`,
    `${folder}/${/^\/usr\/lib/.test(folder) ? 'dist' : 'site'}-packages`,
  )
  const [major = 3, minor = 12, micro = 0] = vm.version.split('.').map(Number)
  const entries: Readonly<Record<string, Value>> = {
    argv: new V.PyList([...args]),
    path: vm.path,
    executable: vm.executable,
    prefix: vm.executable.replace(/\/bin\/[^/]*$/, ''),
    platform: 'linux',
    byteorder: 'little',
    maxsize: 9223372036854775807n,
    version: `${vm.version} (main, Jun  7 2024, 01:27:33) [GCC 12.2.0]`,
    version_info: new V.PyTuple([BigInt(major), BigInt(minor), BigInt(micro), 'final', 0n]),
    modules: dictOf([]),
    __stdout__: vars.get('stdout') ?? null,
    ps1: '>>> ',
  }
  for (const [name, value] of Object.entries(entries)) vars.set(name, value)
  functions(vm.sys, {
    exit: (_, given) => {
      throw raise('SystemExit', ...given)
    },
    getrecursionlimit: () => 1000n,
    setrecursionlimit: () => null,
    getdefaultencoding: () => 'utf-8',
    intern: (_, given) => given[0] ?? null,
    getsizeof: (_, given) => BigInt(49 + String(given[0]).length),
    exc_info: () => new V.PyTuple(vm.handling ? [vm.handling.cls, vm.handling, null] : [null, null, null]),
    _atexit: (_, given) => {
      vm.atExit.push(given[0] ?? null)
      return null
    },
    *_traceback(_, given) {
      const value = given[0] instanceof V.PyException ? given[0] : vm.handling
      return value ? yield* tracebackText(vm, value) : 'NoneType: None\n'
    },
    *_exception_line(_, given) {
      return yield* exceptionLine(vm, given[0] as V.PyException)
    },
  })
  vm.modules.set('sys', vm.sys)
  vm.modules.set('builtins', vm.builtins)
}
