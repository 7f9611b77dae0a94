/** Python's module os.path, as much of it as the interpreter's own library has. */
export const pyOsPath = `import _os

sep = "/"


def join(a, *parts):
    for part in parts:
        if part.startswith("/"):
            a = part
        elif not a or a.endswith("/"):
            a += part
        else:
            a += "/" + part
    return a


def exists(path):
    return _os.exists(path)


def _kind(path):
    try:
        return _os.stat(path)[0] & 0o170000
    except OSError:
        return 0


def isfile(path):
    return _kind(path) == 0o100000


def isdir(path):
    return _kind(path) == 0o040000


def islink(path):
    try:
        return _os.stat(path, True)[0] & 0o170000 == 0o120000
    except OSError:
        return False


def getsize(path):
    return _os.stat(path)[6]


def getmtime(path):
    return float(_os.stat(path)[7])


def isabs(path):
    return path.startswith("/")


def split(path):
    i = path.rfind("/") + 1
    head, tail = path[:i], path[i:]
    if head and head != "/" * len(head):
        head = head.rstrip("/")
    return head, tail


def basename(path):
    return split(path)[1]


def dirname(path):
    return split(path)[0]


def splitext(path):
    name = basename(path)
    i = name.rfind(".")
    if i <= 0:
        return path, ""
    return path[: len(path) - len(name) + i], name[i:]


def normpath(path):
    out = []
    for part in path.split("/"):
        if part == ".." and out and out[-1] != "..":
            out.pop()
        elif part and part != "." and not (part == ".." and path.startswith("/")):
            out.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(out) or "."


def abspath(path):
    return normpath(join(_os.getcwd(), path))


realpath = abspath


def expanduser(path):
    if path == "~" or path.startswith("~/"):
        return _os.environ().get("HOME", "/root") + path[1:]
    return path
`
