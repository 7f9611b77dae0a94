/** Python's module itertools, as much of it as the interpreter's own library has. */
export const pyItertools = `def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = list(iterable)
    while saved:
        yield from saved


def repeat(item, times=None):
    while times is None or times > 0:
        yield item
        if times is not None:
            times -= 1


def chain(*iterables):
    for one in iterables:
        yield from one


def islice(iterable, *bounds):
    start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (tuple(bounds) + (1,))[:3]
    for index, item in enumerate(iterable):
        if stop is not None and index >= stop:
            return
        if index >= (start or 0) and (index - (start or 0)) % (step or 1) == 0:
            yield item
            if stop is not None and index + 1 >= stop:
                return


def accumulate(iterable, func=lambda a, b: a + b):
    total = None
    for index, item in enumerate(iterable):
        total = item if index == 0 else func(total, item)
        yield total


def product(*iterables, repeat=1):
    pools = [tuple(one) for one in iterables] * repeat
    found = [()]
    for pool in pools:
        found = [x + (y,) for x in found for y in pool]
    yield from found


def permutations(iterable, r=None):
    pool = tuple(iterable)
    r = len(pool) if r is None else r
    for indices in product(range(len(pool)), repeat=r):
        if len(set(indices)) == r:
            yield tuple(pool[i] for i in indices)


def combinations(iterable, r):
    pool = tuple(iterable)
    for indices in permutations(range(len(pool)), r):
        if sorted(indices) == list(indices):
            yield tuple(pool[i] for i in indices)


def groupby(iterable, key=lambda x: x):
    group, last = [], None
    for item in iterable:
        k = key(item)
        if group and k != last:
            yield last, iter(group)
            group = []
        last = k
        group.append(item)
    if group:
        yield last, iter(group)


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item
`
