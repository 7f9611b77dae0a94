/** Python's module traceback, as much of it as the interpreter's own library has. */
export const pyTraceback = `import sys


def format_exc():
    return sys._traceback()


def print_exc(file=None):
    print(sys._traceback(), end="", file=file or sys.stderr)


def print_exception(exc, file=None):
    print(sys._traceback(exc), end="", file=file or sys.stderr)
`
