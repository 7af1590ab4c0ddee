"""Which failure ends the program with which exit code; any other failure is a bug and shows."""

from typing import Final

import pydantic

from adapters.embedded.errors import EmbeddedServerError
from adapters.health import UNAVAILABLE
from application.errors import Failed, LogBusy, LogUnavailable
from domain.errors import Rejected

REFUSED: Final = 1
USAGE: Final = 2
NOT_AVAILABLE: Final = 3


def exit_code_of(failure: Exception) -> int | None:
    """The exit code of an expected failure; none for a bug."""
    if isinstance(failure, (EmbeddedServerError, LogBusy, LogUnavailable, *UNAVAILABLE)):
        return NOT_AVAILABLE
    if isinstance(failure, Rejected | Failed):
        return REFUSED
    if isinstance(failure, pydantic.ValidationError):
        return USAGE
    return None
