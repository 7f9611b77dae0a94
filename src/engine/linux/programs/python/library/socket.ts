/** Python's module socket, as much of it as the interpreter's own library has. */
export const pySocket = `import _socket
import _os
from _socket import gaierror

AF_INET, SOCK_STREAM, SOL_SOCKET, SO_REUSEADDR = 2, 1, 1, 2
error = OSError
timeout = TimeoutError


class socket:
    def __init__(self, family=AF_INET, type=SOCK_STREAM, proto=0, fileno=None):
        if family != AF_INET or type != SOCK_STREAM:
            raise OSError(97, "Address family not supported by protocol")
        self._fd = _socket.socket() if fileno is None else fileno
        self._timeout = None

    def fileno(self):
        return self._fd

    def settimeout(self, value):
        self._timeout = value

    def setsockopt(self, level, option, value):
        if option == SO_REUSEADDR:
            _socket.reuse(self._fd)

    def connect(self, address):
        _socket.connect(self._fd, address, self._timeout)

    def bind(self, address):
        _socket.bind(self._fd, address)

    def listen(self, backlog=128):
        _socket.listen(self._fd, backlog)

    def accept(self):
        fd, peer = _socket.accept(self._fd)
        return socket(fileno=fd), peer

    def recv(self, count):
        return _socket.recv(self._fd, count, self._timeout)

    def sendall(self, data):
        _socket.send(self._fd, data)

    def send(self, data):
        _socket.send(self._fd, data)
        return len(data)

    def getsockname(self):
        return _socket.name(self._fd)

    def close(self):
        if self._fd >= 0:
            _socket.close(self._fd)
            self._fd = -1

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def gethostname():
    return _os.uname()[1]


def gethostbyname(name):
    return _socket.resolve(name)


def create_connection(address, timeout=None):
    made = socket()
    made.settimeout(timeout)
    made.connect(address)
    return made
`
