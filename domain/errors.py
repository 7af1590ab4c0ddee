"""How the domain says no.

`Rejected` is the root of every refusal: it has a stable `code` (`<aggregate>.<what is wrong>`), a
sentence that says what is wrong and what to do, and the values that show it. It knows nothing of
HTTP: `api/problems.py` owns the table from code to status.
"""

from typing import ClassVar


class Rejected(Exception):
    """The command must not happen. Nothing was recorded.

    Subclasses set `code` and pass a sentence and its values to `__init__`.
    """

    code: ClassVar[str] = "rejected"

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values
