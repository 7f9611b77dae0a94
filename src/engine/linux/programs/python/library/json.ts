/** Python's module json, as much of it as the interpreter's own library has. */
export const pyJson = String.raw`_escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        self.msg, self.doc, self.pos = msg, doc, pos
        self.lineno = doc.count("\n", 0) + 1 if pos >= len(doc) else doc[:pos].count("\n") + 1
        self.colno = pos - doc[:pos].rfind("\n")

    def __str__(self):
        return f"{self.msg}: line {self.lineno} column {self.colno} (char {self.pos})"


def _string(text, ascii):
    out = []
    for char in text:
        if char in _escapes:
            out.append(_escapes[char])
        elif char < " " or (ascii and char > "~"):
            code = ord(char)
            if code > 0xFFFF:
                code -= 0x10000
                out.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
            else:
                out.append("\\u%04x" % code)
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


def dumps(obj, *, indent=None, sort_keys=False, ensure_ascii=True, separators=None, default=None):
    comma, colon = separators or ("," if indent is not None else ", ", ": ")
    if isinstance(indent, int):
        indent = " " * indent

    def write(value, level):
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return _string(value, ensure_ascii)
        if isinstance(value, (int, float)):
            return repr(value)
        pad = "" if indent is None else "\n" + indent * (level + 1)
        end = "" if indent is None else "\n" + indent * level
        if isinstance(value, dict):
            if not value:
                return "{}"
            items = sorted(value.items()) if sort_keys else value.items()
            return "{" + pad + (comma + pad).join(_string(k if isinstance(k, str) else write(k, 0), ensure_ascii) + colon + write(v, level + 1) for k, v in items) + end + "}"
        if isinstance(value, (list, tuple)):
            if not value:
                return "[]"
            return "[" + pad + (comma + pad).join([write(v, level + 1) for v in value]) + end + "]"
        if default is not None:
            return write(default(value), level)
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")

    return write(obj, 0)


def dump(obj, fp, **kwargs):
    fp.write(dumps(obj, **kwargs))


_plain = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def loads(text):
    if isinstance(text, bytes):
        text = text.decode()
    size = len(text)

    def skip(i):
        while i < size and text[i] in " \t\r\n":
            i += 1
        return i

    def read(i):
        if i >= size:
            raise JSONDecodeError("Expecting value", text, i)
        c = text[i]
        if c == '"':
            return string(i + 1)
        if c == "{":
            return mapping(skip(i + 1))
        if c == "[":
            out = []
            i = skip(i + 1)
            if text[i:i + 1] == "]":
                return out, i + 1
            while True:
                value, i = read(skip(i))
                out.append(value)
                i = skip(i)
                if text[i:i + 1] == "]":
                    return out, i + 1
                if text[i:i + 1] != ",":
                    raise JSONDecodeError("Expecting ',' delimiter", text, i)
                i += 1
        for word, value in (("null", None), ("true", True), ("false", False)):
            if text.startswith(word, i):
                return value, i + len(word)
        j = i
        while j < size and text[j] in "+-0123456789.eE":
            j += 1
        if j == i:
            raise JSONDecodeError("Expecting value", text, i)
        word = text[i:j]
        return (float(word) if "." in word or "e" in word or "E" in word else int(word)), j

    def string(i):
        out, start = [], i
        while True:
            if i >= size:
                raise JSONDecodeError("Unterminated string starting at", text, start - 1)
            c = text[i]
            if c == '"':
                return "".join(out), i + 1
            if c == "\\":
                c = text[i + 1]
                if c == "u":
                    out.append(chr(int(text[i + 2:i + 6], 16)))
                    i += 6
                    continue
                c = _plain[c]
                i += 1
            out.append(c)
            i += 1

    def mapping(i):
        out = {}
        if text[i:i + 1] == "}":
            return out, i + 1
        while True:
            i = skip(i)
            if text[i:i + 1] != '"':
                raise JSONDecodeError("Expecting property name enclosed in double quotes", text, i)
            key, i = string(i + 1)
            i = skip(i)
            if text[i:i + 1] != ":":
                raise JSONDecodeError("Expecting ':' delimiter", text, i)
            out[key], i = read(skip(i + 1))
            i = skip(i)
            if text[i:i + 1] == "}":
                return out, i + 1
            if text[i:i + 1] != ",":
                raise JSONDecodeError("Expecting ',' delimiter", text, i)
            i += 1

    value, end = read(skip(0))
    end = skip(end)
    if end < size:
        raise JSONDecodeError("Extra data", text, end)
    return value


def load(fp):
    return loads(fp.read())
`
