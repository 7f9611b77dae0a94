/** Python's module re, as much of it as the interpreter's own library has. */
export const pyRe = String.raw`import _regex

I = IGNORECASE = 2
M = MULTILINE = 8
S = DOTALL = 16
error = ValueError


class Match:
    def __init__(self, string, spans, named, pattern):
        self.string, self._spans, self._named, self.re = string, spans, named, pattern

    def _one(self, index):
        if isinstance(index, str):
            return self._named[index]
        span = self._spans[index]
        return None if span is None else self.string[span[0]:span[1]]

    def group(self, *indices):
        if len(indices) < 2:
            return self._one(indices[0] if indices else 0)
        return tuple(self._one(i) for i in indices)

    __getitem__ = group

    def groups(self, default=None):
        return tuple(default if s is None else self.string[s[0]:s[1]] for s in self._spans[1:])

    def groupdict(self):
        return self._named

    def span(self, index=0):
        return self._spans[index]

    def start(self, index=0):
        return self._spans[index][0]

    def end(self, index=0):
        return self._spans[index][1]

    def __repr__(self):
        return f"<re.Match object; span={self.span()}, match={self.group()!r}>"


class Pattern:
    def __init__(self, pattern, flags):
        self.pattern, self.flags = pattern, flags
        self._flags = ("i" if flags & 2 else "") + ("m" if flags & 8 else "") + ("s" if flags & 16 else "")

    def _try(self, string, at, how):
        found = _regex.match(self.pattern, self._flags, string, at, how)
        return Match(string, found[0], found[1], self) if found else None

    def match(self, string):
        return self._try(string, 0, "match")

    def fullmatch(self, string):
        return self._try(string, 0, "fullmatch")

    def search(self, string, pos=0):
        return self._try(string, pos, "search")

    def finditer(self, string):
        at = 0
        while at <= len(string):
            found = self.search(string, at)
            if not found:
                return
            yield found
            at = found.end() + (found.end() == found.start())

    def findall(self, string):
        out = []
        for found in self.finditer(string):
            groups = found.groups("")
            out.append(found.group() if not groups else groups[0] if len(groups) == 1 else groups)
        return out

    def sub(self, repl, string, count=0):
        out, at, done = [], 0, 0
        for found in self.finditer(string):
            if count and done >= count:
                break
            out.append(string[at:found.start()])
            out.append(repl(found) if callable(repl) else _expand(repl, found))
            at = found.end()
            done += 1
        return "".join(out) + string[at:]

    def split(self, string):
        out, at = [], 0
        for found in self.finditer(string):
            out.append(string[at:found.start()])
            out.extend(found.groups())
            at = found.end()
        return out + [string[at:]]


def _expand(template, found):
    out, parts = [], template.split("\\")
    out.append(parts[0])
    for part in parts[1:]:
        if part[:1].isdigit():
            out.append((found.group(int(part[0])) or "") + part[1:])
        elif part.startswith("g<"):
            name, _, rest = part[2:].partition(">")
            out.append((found.group(int(name) if name.isdigit() else name) or "") + rest)
        else:
            out.append({"n": "\n", "t": "\t"}.get(part[:1], part[:1]) + part[1:])
    return "".join(out)


def compile(pattern, flags=0):
    return pattern if isinstance(pattern, Pattern) else Pattern(pattern, flags)


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def split(pattern, string, flags=0):
    return compile(pattern, flags).split(string)


def escape(text):
    return "".join(c if c.isalnum() or c == "_" else "\\" + c for c in text)
`
