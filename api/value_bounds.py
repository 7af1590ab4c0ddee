"""How many values a body may hold: enough for every document, too few to be refused one by one.

Each value that does not fit is an error of its own, of which a megabyte has room for a million;
they were all made before the first was told, which took seconds. So values are counted before
anybody looks at what they are.
"""

import re
from typing import Final

from application.errors import Failed

# A document has 1,000 lines and its event 256 KiB, of which every value takes ten bytes or more.
VALUES_MAX: Final = 25_000
OBJECTS_MAX: Final = 5_000  # An object that lacks its members is an error for each of them.
LISTS_MAX: Final = 5_000  # One in another they need no comma.
# To the end where one does not end, or each of its characters would be tried as a beginning.
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)', re.DOTALL)


class TooManyValues(Failed):
    """The body has more values than any document needs."""

    code = "request.too_many_values"


def refuse_too_many_values(body: bytes) -> None:
    """Raises `TooManyValues`. What stands between values is counted, outside of texts."""
    if not _is_too_many(body):
        return
    outside = _TEXT.sub(b"", body)
    if _is_too_many(outside):
        raise TooManyValues(
            f"A body has at most {VALUES_MAX} values, {OBJECTS_MAX} objects and {LISTS_MAX} lists;"
            " split the document.",
            values_max=VALUES_MAX,
            objects_max=OBJECTS_MAX,
            lists_max=LISTS_MAX,
        )


def _is_too_many(body: bytes) -> bool:
    return (
        body.count(b",") >= VALUES_MAX
        or body.count(b"{") > OBJECTS_MAX
        or body.count(b"[") > LISTS_MAX
    )
