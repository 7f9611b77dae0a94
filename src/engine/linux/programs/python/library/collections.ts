/** Python's module collections, as much of it as the interpreter's own library has. */
export const pyCollections = `class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kwargs):
        dict.__init__(self, *args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        self[key] = value = self.default_factory()
        return value


class OrderedDict(dict):
    pass


class Counter(dict):
    def __init__(self, iterable=None, **kwargs):
        self.update(iterable, **kwargs)

    def __missing__(self, key):
        return 0

    def update(self, iterable=None, **kwargs):
        for source in (iterable, kwargs):
            if isinstance(source, dict):
                for key, count in source.items():
                    self[key] = self.get(key, 0) + count
            elif source is not None:
                for key in source:
                    self[key] = self.get(key, 0) + 1

    def most_common(self, n=None):
        found = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return found if n is None else found[:n]

    def __repr__(self):
        return "Counter({" + ", ".join(f"{k!r}: {v!r}" for k, v in self.most_common()) + "})"


class deque:
    def __init__(self, iterable=(), maxlen=None):
        self._items, self.maxlen = [], maxlen
        for item in iterable:
            self.append(item)

    def append(self, item):
        self._items.append(item)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop(0)

    def appendleft(self, item):
        self._items.insert(0, item)

    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        return self._items.pop()

    def popleft(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        return self._items.pop(0)

    def extend(self, items):
        for item in items:
            self.append(item)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __getitem__(self, index):
        return self._items[index]

    def __repr__(self):
        return f"deque({self._items!r})" if self.maxlen is None else f"deque({self._items!r}, maxlen={self.maxlen})"


def namedtuple(typename, field_names):
    names = field_names.replace(",", " ").split() if isinstance(field_names, str) else list(field_names)

    def make(cls, *args, **kwargs):
        values = list(args) + [kwargs[name] for name in names[len(args):]]
        if len(values) != len(names):
            raise TypeError(f"{typename}.__new__() takes {len(names) + 1} positional arguments but {len(args) + 1} were given")
        return tuple.__new__(cls, values)

    def show(self):
        return typename + "(" + ", ".join(f"{n}={v!r}" for n, v in zip(names, self)) + ")"

    body = {"__new__": make, "__repr__": show, "_fields": tuple(names), "_asdict": lambda self: dict(zip(names, self))}
    for index, name in enumerate(names):
        body[name] = property(lambda self, index=index: self[index])
    return type(typename, (tuple,), body)
`
