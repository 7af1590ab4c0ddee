"""What leads an order from where it stands to where somebody needs it: said with each refusal."""

from typing import Final

_FORWARD: Final[dict[str, tuple[str, str]]] = {
    "draft": ("submit", "submit it for approval first"),
    "pending_approval": ("approve", "have its approval case decided first"),
    "approved": ("issue", "issue it first"),
    "issued": ("change_order", "it is in force, so change it by a change order"),
    "closed": ("reopen_line", "reopen a line first"),
    "cancelled": ("reopen_line", "reopen a line first"),
    "finally_closed": ("remove_final_close", "have finance remove the final close first"),
}
_OTHER_WAY: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("pending_approval", "draft"): ("recall", "take the request for approval back first"),
    ("approved", "pending_approval"): ("none", "its approval is decided already"),
    ("issued", "pending_approval"): ("none", "its approval is decided already"),
    ("draft", "finally_closed"): ("none", "there is no final close to remove"),
    ("pending_approval", "finally_closed"): ("none", "there is no final close to remove"),
    ("approved", "finally_closed"): ("none", "there is no final close to remove"),
    ("issued", "finally_closed"): ("none", "there is no final close to remove"),
}


def next_step(stage: str, needed: str) -> tuple[str, str]:
    """The step as a code, which clients may offer, and in words."""
    return _OTHER_WAY.get((stage, needed)) or _FORWARD[stage]
