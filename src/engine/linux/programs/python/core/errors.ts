import { type Errno, errnos, strerror } from '../../../kernel/errno.ts'
import { PyClass, PyException, types, type Value } from './values.ts'

/** The exception classes, by name, each with its base. */
const TREE = `BaseException:
SystemExit KeyboardInterrupt GeneratorExit Exception: BaseException
ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError OSError ReferenceError RuntimeError StopIteration SyntaxError SystemError TypeError ValueError Warning: Exception
ZeroDivisionError OverflowError FloatingPointError: ArithmeticError
ModuleNotFoundError: ImportError
IndexError KeyError: LookupError
UnboundLocalError: NameError
BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError: OSError
BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError: ConnectionError
NotImplementedError RecursionError: RuntimeError
IndentationError: SyntaxError
TabError: IndentationError
UnicodeError: ValueError
UnicodeDecodeError UnicodeEncodeError: UnicodeError
DeprecationWarning UserWarning RuntimeWarning FutureWarning SyntaxWarning ResourceWarning: Warning`

export const exceptions = new Map<string, PyClass>()

for (const line of TREE.split('\n')) {
  const [names = '', base = ''] = line.split(/: ?/)
  for (const name of names.split(' ')) exceptions.set(name, new PyClass(name, [exceptions.get(base.trim()) ?? types.object], types.type))
}

export const exceptionClass = (name: string): PyClass => exceptions.get(name) as PyClass

/** A Python exception on its way up. */
export class Raised extends Error {
  constructor(readonly value: PyException) {
    super(value.cls.name)
  }
}

export const raise = (type: string, ...args: readonly Value[]): Raised => new Raised(new PyException(exceptionClass(type), args))

const BY_ERRNO: Partial<Record<Errno, string>> = {
  ENOENT: 'FileNotFoundError',
  EEXIST: 'FileExistsError',
  EACCES: 'PermissionError',
  EPERM: 'PermissionError',
  EISDIR: 'IsADirectoryError',
  ENOTDIR: 'NotADirectoryError',
  ECONNREFUSED: 'ConnectionRefusedError',
  ECONNRESET: 'ConnectionResetError',
  EPIPE: 'BrokenPipeError',
  ETIMEDOUT: 'TimeoutError',
  ECHILD: 'ChildProcessError',
  ESRCH: 'ProcessLookupError',
  EINTR: 'InterruptedError',
  EAGAIN: 'BlockingIOError',
}

/** OSError, or the class of its own that the errno has. */
export function osError(errno: Errno, path?: string): Raised {
  const args: Value[] = [BigInt(errnos[errno][0]), strerror(errno)]
  const raised = raise(BY_ERRNO[errno] ?? 'OSError', ...args)
  raised.value.attrs = new Map<string, Value>([
    ['errno', args[0] as Value],
    ['strerror', args[1] as Value],
    ['filename', path ?? null],
  ])
  return raised
}
