"""How seldom a process looks for cycles among its objects.

Events, states and rows refer to no one that refers to them, so there is next to nothing to find;
but a process that remembers many documents holds millions of objects, and by default looks through
them after every few hundred new ones.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Some twenty requests make so many. What forms a cycle all the same, with a body of a megabyte
# behind it, waits no longer than that, so the memory that it holds stays small.
NEW_OBJECTS: Final = 10_000
YOUNG_LOOKS: Final = 20
OLD_LOOKS: Final = 50


def collect_seldom() -> None:
    """From now on. What is there already, code above all, is never looked at again.

    Not for the relay: clients of NATS leave cycles behind, with messages in them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG_LOOKS, OLD_LOOKS)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Spares the search altogether, for work that makes many objects and no cycle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
