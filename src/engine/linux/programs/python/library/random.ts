/** Python's module random, as much of it as the interpreter's own library has. */
export const pyRandom = `from _random import random


def randrange(start, stop=None, step=1):
    if stop is None:
        start, stop = 0, start
    count = (stop - start + step - 1) // step
    if count <= 0:
        raise ValueError(f"empty range in randrange({start}, {stop})")
    return start + step * int(random() * count)


def randint(a, b):
    return randrange(a, b + 1)


def uniform(a, b):
    return a + (b - a) * random()


def choice(seq):
    if not len(seq):
        raise IndexError("Cannot choose from an empty sequence")
    return seq[randrange(len(seq))]


def shuffle(x):
    for i in range(len(x) - 1, 0, -1):
        j = randrange(i + 1)
        x[i], x[j] = x[j], x[i]


def sample(population, k):
    pool = list(population)
    shuffle(pool)
    return pool[:k]


def choices(population, k=1):
    return [choice(population) for _ in range(k)]
`
