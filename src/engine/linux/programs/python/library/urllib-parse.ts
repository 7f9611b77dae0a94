/** Python's module urllib.parse, as much of it as the interpreter's own library has. */
export const pyUrllibParse = `_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"


def quote(text, safe="/"):
    return "".join(chr(b) if chr(b) in _safe + safe else "%%%02X" % b for b in text.encode())


def quote_plus(text):
    return quote(text, " ").replace(" ", "+")


def unquote(text):
    parts = text.split("%")
    out = parts[0].encode()
    for part in parts[1:]:
        out += bytes([int(part[:2], 16)]) + part[2:].encode()
    return out.decode()


def urlencode(query):
    return "&".join(quote_plus(str(k)) + "=" + quote_plus(str(v)) for k, v in (query.items() if hasattr(query, "items") else query))


def parse_qsl(text):
    return [tuple(unquote(p.replace("+", " ")) for p in (pair + ("" if "=" in pair else "=")).split("=", 1)) for pair in text.split("&") if pair]


def parse_qs(text):
    out = {}
    for key, value in parse_qsl(text):
        out.setdefault(key, []).append(value)
    return out


class ParseResult:
    def __init__(self, url):
        rest, _, self.fragment = url.partition("#")
        rest, _, self.query = rest.partition("?")
        self.scheme, found, after = rest.partition("://")
        if not found:
            self.scheme, after = "", ""
        self.netloc, slash, path = after.partition("/")
        self.path = slash + path if found else rest
        host, _, port = self.netloc.rpartition("@")[2].partition(":")
        self.hostname, self.port = host or None, int(port) if port else None


def urlparse(url):
    return ParseResult(url)
`
