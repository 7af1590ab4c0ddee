"""What can happen to the files of the stream while NATS is down. Each takes the store's folder."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Final

Surgery = Callable[[Path, Random], None]

SAFE_COPY: Final = "older"


def keep_copy(store: Path) -> None:
    """Keeps the store as it is, for `replace_by_older_copy`."""
    shutil.copytree(store, store.with_name(SAFE_COPY))


def delete(store: Path, chance: Random) -> None:
    """The whole store is lost."""
    del chance
    shutil.rmtree(store)


def replace_by_older_copy(store: Path, chance: Random) -> None:
    """A backup is put back."""
    del chance
    shutil.rmtree(store)
    shutil.copytree(store.with_name(SAFE_COPY), store)


def truncate(store: Path, chance: Random) -> None:
    """The last block ends somewhere in its second half."""
    block = _blocks(store)[-1]
    size = block.stat().st_size
    with block.open("r+b") as file:
        file.truncate(chance.randrange(size // 2, size))


def flip_a_byte_at_the_end(store: Path, chance: Random) -> None:
    """The last message is another one."""
    block = _blocks(store)[-1]
    _flip(block, block.stat().st_size - chance.randrange(20, 200))


def flip_a_byte_anywhere(store: Path, chance: Random) -> None:
    """Some message, of today or of long ago, is another one."""
    block = chance.choice(_blocks(store))
    _flip(block, chance.randrange(block.stat().st_size))


def delete_a_block(store: Path, chance: Random) -> None:
    """Some of the messages are gone."""
    chance.choice(_blocks(store)).unlink()


def delete_the_index(store: Path, chance: Random) -> None:
    """What NATS knows about its blocks is gone."""
    del chance
    for index in store.rglob("index.db"):
        index.unlink()


SURGERIES: Final[Mapping[str, Surgery]] = {
    each.__name__: each
    for each in (
        delete,
        replace_by_older_copy,
        truncate,
        flip_a_byte_at_the_end,
        flip_a_byte_anywhere,
        delete_a_block,
        delete_the_index,
    )
}


def _blocks(store: Path) -> list[Path]:
    """The files of messages, the oldest first."""
    return sorted(store.rglob("PURVEY/msgs/*.blk"), key=lambda block: int(block.stem))


def _flip(block: Path, at: int) -> None:
    with block.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 0xFF]))
