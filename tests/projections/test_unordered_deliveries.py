"""The buyer sees what waits for its order, and what became of it."""

from domain.event import Event
from projections.unordered_deliveries import UNORDERED_DELIVERIES
from tests.domain.test_unordered_deliveries import DELIVERY, LINE, matched, recorded, sent_back
from tests.projections.folding import Folded, Story, fold


def told(*facts: Event) -> Folded:
    story = Story().happens(f"unordered_delivery/{DELIVERY.id}", *facts)
    return fold(UNORDERED_DELIVERIES, story.events)


def test_a_delivery_waits_until_its_last_line_is_settled() -> None:
    second = LINE.model_copy(update={"line": 2})
    kept = told(recorded(LINE, second), matched("6"))
    header = kept.row("unordered_deliveries")
    assert (header["state"], header["lines_left"], header["number"]) == ("waiting", 2, "UD-1")
    lines = kept.by("unordered_delivery_lines", "line")
    assert (lines[1]["matched"], lines[1]["left"], lines[2]["left"]) == ("6", "4", "10")
    assert (
        told(recorded(), matched("6"), sent_back("4")).row("unordered_deliveries")["state"]
        == "settled"
    )
