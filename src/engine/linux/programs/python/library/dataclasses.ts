/** Python's module dataclasses, as much of it as the interpreter's own library has. */
export const pyDataclasses = `MISSING = object()


class _Field:
    def __init__(self, default, default_factory):
        self.default, self.default_factory = default, default_factory


def field(*, default=MISSING, default_factory=MISSING):
    return _Field(default, default_factory)


def _fields(cls):
    return cls.__dataclass_fields__


def dataclass(cls=None, *, frozen=False, order=False):
    def decorate(cls):
        names = {}
        for base in reversed(cls.__mro__):
            names.update(getattr(base, "__dataclass_fields__", {}))
        for name in cls.__dict__.get("__annotations__", {}):
            default = cls.__dict__.get(name, MISSING)
            names[name] = default if isinstance(default, _Field) else _Field(default, MISSING)
        cls.__dataclass_fields__ = names
        cls.__match_args__ = tuple(names)

        def __init__(self, *args, **kwargs):
            values = dict(zip(names, args))
            for key in kwargs:
                if key not in names:
                    raise TypeError(f"{cls.__name__}.__init__() got an unexpected keyword argument '{key}'")
            values.update(kwargs)
            missing = [n for n, f in names.items() if n not in values and f.default is MISSING and f.default_factory is MISSING]
            if missing:
                shown = " and ".join(repr(n) for n in missing)
                raise TypeError(f"{cls.__name__}.__init__() missing {len(missing)} required positional argument{'s' if len(missing) > 1 else ''}: {shown}")
            for name, one in names.items():
                value = values[name] if name in values else one.default if one.default is not MISSING else one.default_factory()
                self.__dict__ and None
                setattr(self, name, value)
            if hasattr(self, "__post_init__"):
                self.__post_init__()

        def __repr__(self):
            return cls.__qualname__ + "(" + ", ".join(f"{n}={getattr(self, n)!r}" for n in names) + ")"

        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return all(getattr(self, n) == getattr(other, n) for n in names)

        def __lt__(self, other):
            return tuple(getattr(self, n) for n in names) < tuple(getattr(other, n) for n in names)

        cls.__init__ = __init__
        if "__repr__" not in cls.__dict__:
            cls.__repr__ = __repr__
        if "__eq__" not in cls.__dict__:
            cls.__eq__ = __eq__
        if frozen:
            cls.__hash__ = lambda self: hash(tuple(getattr(self, n) for n in names))
        if order:
            cls.__lt__ = __lt__
        return cls

    return decorate if cls is None else decorate(cls)


def asdict(value):
    return {n: getattr(value, n) for n in _fields(value)}
`
