"""Who does what an operator does to the log, and why: found and checked before anything is done.

Both are kept for good, by the database, within its bounds. Words that it would refuse must not be
met halfway: behind a restore that has taken place, or an epoch number that is given away.
"""

import getpass
import os
from typing import Annotated

import typer

from adapters.postgres.epochs import BY_BYTES_MAX, WORDS_BYTES_MAX

By = Annotated[str | None, typer.Option(help="Who; by default the user that runs this.")]


def who_runs(by: str | None) -> str:
    """Who is named, else the user that runs this: by name, or by number where it has none."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # As in a container that runs under a number of its own.
        return str(os.getuid())


def who_begins(by: str | None) -> str:
    """Who begins an epoch, as the log keeps it. Raises BadParameter."""
    return _kept("--by", who_runs(by), BY_BYTES_MAX)


def why_begun(name: str, reason: str) -> str:
    """Why an epoch begins, as the log keeps it; `name` says where it is from. BadParameter."""
    return _kept(name, reason, WORDS_BYTES_MAX)


def _kept(name: str, words: str, bytes_max: int) -> str:
    try:
        size = len(words.encode())
    except UnicodeEncodeError:
        raise typer.BadParameter(f"{name} is not written in UTF-8; it is kept for good.") from None
    if not words.strip() or size > bytes_max:
        raise typer.BadParameter(
            f"{name} has 1 to {bytes_max} bytes, not all of them blank, and this has {size}; it is"
            " kept for good."
        )
    return words
