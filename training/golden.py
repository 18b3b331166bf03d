"""Rows made by rule and what LightGBM says of them: src/strip/model/golden.txt holds the runtime to it."""
import numpy as np


def row(number, width):
    """A row of invented numbers; the same rule is in src/strip/tests.rs."""
    with np.errstate(over='ignore'):
        c = np.arange(width, dtype=np.uint32)
        h = np.uint32(number) * np.uint32(2654435761) + c * np.uint32(40503) + np.uint32(12345)
        h ^= h >> np.uint32(15)
        h *= np.uint32(2246822519)
        h ^= h >> np.uint32(13)
    scale = np.array([1, 4, 30, 0], np.float32)[(h >> np.uint32(3)) % 4]
    return (h >> np.uint32(8)).astype(np.float32) / np.float32(1 << 24) * scale


def leaving(forest, row, exits):
    """A probability of a forest that hopeless rows leave early."""
    for trees, below in exits:
        so_far = forest.predict(row, raw_score=True, num_iteration=trees)[0]
        if so_far < below:
            return 1 / (1 + np.exp(-so_far))
    return forest.predict(row)[0]


def lines(first, one, second, two, width, exits, later=()):
    """Number of the row, the first look's probability, the second's; with the early exits of both."""
    out = []
    for number in range(1, 41):
        r = row(number, width)[None, :].astype(np.float64)
        out.append(f'{number}\t{leaving(first, r[:, one], exits):.7f}\t{leaving(second, r[:, two], later):.7f}\n')
    return out
