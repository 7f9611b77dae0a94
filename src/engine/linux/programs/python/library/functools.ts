/** Python's module functools, as much of it as the interpreter's own library has. */
export const pyFunctools = `def reduce(function, iterable, *initial):
    items = iter(iterable)
    value = initial[0] if initial else next(items)
    for item in items:
        value = function(value, item)
    return value


class partial:
    def __init__(self, func, *args, **keywords):
        self.func, self.args, self.keywords = func, args, keywords

    def __call__(self, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})


def wraps(wrapped):
    def decorate(wrapper):
        wrapper.__name__ = wrapped.__name__
        wrapper.__doc__ = wrapped.__doc__
        wrapper.__wrapped__ = wrapped
        return wrapper

    return decorate


def lru_cache(maxsize=128):
    def decorate(function):
        known = {}

        @wraps(function)
        def cached(*args):
            if args not in known:
                known[args] = function(*args)
            return known[args]

        return cached

    return decorate(maxsize) if callable(maxsize) else decorate


cache = lru_cache


def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

    return Key
`
