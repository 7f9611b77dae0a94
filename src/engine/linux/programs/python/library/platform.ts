/** Python's module platform, as much of it as the interpreter's own library has. */
export const pyPlatform = `import _os
import sys


def node():
    return _os.uname()[1]


def system():
    return _os.uname()[0]


def release():
    return _os.uname()[2]


def machine():
    return _os.uname()[4]


def python_version():
    return sys.version.split()[0]


def python_implementation():
    return "CPython"


def platform():
    libc = "glibc2.36" if _os.exists("/lib64/ld-linux-x86-64.so.2") else "with-glibc2.36"
    return "-".join((system(), release(), machine(), "with", libc.replace("with-", "")))
`
