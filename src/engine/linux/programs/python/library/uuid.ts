/** Python's module uuid, as much of it as the interpreter's own library has. */
export const pyUuid = `import os


class UUID:
    def __init__(self, hex):
        self.hex = hex.replace("-", "")

    def __str__(self):
        h = self.hex
        return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))

    def __repr__(self):
        return "UUID('%s')" % self


def uuid4():
    b = bytearray(os.urandom(16))
    b[6] = b[6] & 0x0F | 0x40
    b[8] = b[8] & 0x3F | 0x80
    return UUID(bytes(b).hex())
`
