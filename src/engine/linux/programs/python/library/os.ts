/** Python's module os, as much of it as the interpreter's own library has. */
export const pyOs = String.raw`import _os
import sys
from os import path

name = "posix"
sep = "/"
linesep = "\n"
devnull = "/dev/null"
error = OSError


class _Environ(dict):
    def __getitem__(self, key):
        if key in self:
            return dict.get(self, key)
        raise KeyError(key)


environ = _Environ(_os.environ())
getcwd = _os.getcwd
chdir = _os.chdir
getpid = _os.getpid
getppid = _os.getppid
unlink = remove = _os.unlink
rename = _os.rename
rmdir = _os.rmdir
chmod = _os.chmod
kill = _os.kill
readlink = _os.readlink
urandom = _os.urandom


def getenv(key, default=None):
    return environ.get(key, default)


def listdir(path="."):
    return _os.listdir(path)


def mkdir(path, mode=0o777):
    _os.mkdir(path, mode)


def makedirs(name, mode=0o777, exist_ok=False):
    head = path.dirname(name)
    if head and head != name and not path.exists(head):
        makedirs(head, mode, True)
    if exist_ok and path.isdir(name):
        return
    mkdir(name, mode)


def getuid():
    return _os.ids()[0]


geteuid = getuid


def getgid():
    return _os.ids()[1]


def cpu_count():
    with open("/proc/cpuinfo") as f:
        return f.read().count("processor\t")


class uname_result:
    def __init__(self, fields):
        self.sysname, self.nodename, self.release, self.version, self.machine = fields
        self._fields = fields

    def __iter__(self):
        return iter(self._fields)

    def __getitem__(self, index):
        return self._fields[index]

    def __repr__(self):
        return "posix.uname_result(sysname=%r, nodename=%r, release=%r, version=%r, machine=%r)" % self._fields


def uname():
    return uname_result(_os.uname())


class stat_result:
    def __init__(self, fields):
        self.st_mode, self.st_ino, self.st_dev, self.st_nlink, self.st_uid, self.st_gid, self.st_size, self.st_mtime = fields


def stat(path):
    return stat_result(_os.stat(path))


def system(command):
    sys.stdout.flush()
    return _os.run(["sh", "-c", command])[0] << 8


def walk(top):
    dirs, files = [], []
    for entry in listdir(top):
        (dirs if path.isdir(path.join(top, entry)) else files).append(entry)
    yield top, dirs, files
    for entry in dirs:
        yield from walk(path.join(top, entry))
`
