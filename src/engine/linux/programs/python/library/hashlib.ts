/** Python's module hashlib, as much of it as the interpreter's own library has. */
export const pyHashlib = `import _hashlib


class _Hash:
    def __init__(self, name, data):
        self.name, self._data = name, data

    def update(self, data):
        self._data += data

    def hexdigest(self):
        return _hashlib.hexdigest(self.name, self._data)


def new(name, data=b""):
    return _Hash(name, data)


def md5(data=b""):
    return _Hash("md5", data)


def sha1(data=b""):
    return _Hash("sha1", data)


def sha256(data=b""):
    return _Hash("sha256", data)


def sha512(data=b""):
    return _Hash("sha512", data)
`
