"""Finding the versions that were current at a position, with nothing but a btree.

Positions are the nodes of an endless binary tree: odd numbers are the leaves, and a number with
more trailing zeros stands above. A version that was valid from `a` up to, not including, `b` is
kept at its *fork*: the highest node among its positions. Whatever was valid at P is kept at P or at
one of its ancestors, some twenty numbers for a million positions; an index over
(fork, valid_to, valid_from) finds it there. (This is the interval tree of H.-P. Kriegel and others,
"Managing Intervals Efficiently in Object-Relational Databases", VLDB 2000.)
"""


def fork(valid_from: int, valid_to: int) -> int:
    """The node at which a closed version is kept."""
    last = valid_to - 1
    level = ((valid_from - 1) ^ last).bit_length() - 1
    return (last >> level) << level


def forks_at(position: int, head: int) -> list[int]:
    """Every node at which a version may be kept that was valid at `position`.

    `head` is the last position there is: forks above it do not exist.
    """
    level = (position & -position).bit_length() - 1
    return [
        ((position >> (each + 1)) << (each + 1)) | (1 << each)
        for each in range(level, head.bit_length())
    ]
