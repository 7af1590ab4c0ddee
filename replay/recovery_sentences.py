"""The sentences of what was paid too much. How they are filled is told in `sentences.py`."""

from collections.abc import Callable
from typing import Final

from replay.wording import Told

RECOVERY_SENTENCES: Final[dict[str, str]] = {
    "recovery.opened": "Of invoice {invoice[number]} {total:money} is too much ({cause:words});"
    " {claim:money} of it is paid and to come back, which the {owner_role:words} sees to",
    "recovery.changed": "{total:money} is too much now ({cause:words}), and {claim:money} is to"
    " come back{credited_in_part}",
    "recovery.assigned": "{assigned_by} asked {owner} to see to it",
    "recovery.partly_refunded": "{recorded_by} recorded that refund {refund} of {amount:money} came"
    " back on {refunded_on}; {outstanding:money} is still to come",
    "recovery.refunded": "{recorded_by} recorded that refund {refund} of {amount:money} came back"
    " on {refunded_on}",
    "recovery.written_off": "{written_off_by} wrote {amount:money} off on {written_off_on}",
    "recovery.closed": "Nothing is to come back any more: {how:words}",
}


def _credited_in_part(told: Told) -> str:
    """The credit memo that a person named for the rest of it."""
    memo = told.data.get("reference")
    if memo is None:
        return ""
    return f": {told.data['changed_by']} named credit memo {memo['number']} for the rest"


RECOVERY_DETAILS: Final[dict[str, Callable[[Told], str]]] = {"credited_in_part": _credited_in_part}
