/** Python's module atexit, as much of it as the interpreter's own library has. */
export const pyAtexit = `import sys


def register(function, *args, **kwargs):
    sys._atexit(lambda: function(*args, **kwargs))
    return function
`
