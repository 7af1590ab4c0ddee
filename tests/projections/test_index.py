"""Every fact reaches somebody: the read models handle all event types, or it is said why not."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

from domain.event import Event
from domain.registry import EVENTS
from projections.index import PROJECTIONS
from projections.projection import Projection
from tests.projections.folding import Story, fold

GOLDEN: Final = Path("tests/golden/events")
# Only the audit trail keeps these; what people see of them, another fact of the same save says.
IN_THE_AUDIT_TRAIL_ONLY: Final = {
    "number.claimed": "the document that holds the number says it",
    "number.released": "the document that gave it back says why",
    "invoice_register.entered": "the invoice itself says what it may share with another one",
    "invoice_register.removed": "the invoice that was voided says it",
    "budget_line.override_granted": "the commitment that goes beyond by it says it",
    "supplier.rebate_listed": "the rebate that was confirmed says it",
    "supplier.agreement_listed": "the agreement that was activated says it",
    "demand.stated": "the requisition that was submitted says it",
    "price_agreement.cap_reached": "the consumption that comes with it says it",
    "price_agreement.cap_exceeded": "the consumption that comes with it says it",
    "purchase_order.line_inspected": "the standings of the receipt that it sums up say it",
    "purchase_order.charges_accrued": "the receipt whose lines bear them says it",
    "purchase_order.charges_billed": "the invoice that bills them says it",
    "purchase_order.line_revalued": "internal: stock that is revalued with it says it",
    "purchase_order.invoice_settled": "internal: the invoice itself is paid",
    "purchase_order.parts_billed": "internal: the invoice itself says it",
    "purchase_order.prepayment_recorded": "internal: the prepayment itself says it",
    "purchase_order.invoice_reopened": "internal: the invoice's own payment was voided",
}
TAKES_AWAY: Final = {"requisition.line_removed"}  # Told last, or its line would be missed.


def test_every_event_type_is_handled_or_deliberately_left_to_the_audit_trail() -> None:
    handled = {name for each in PROJECTIONS for name in each.handles}
    assert EVENTS.keys() - handled == IN_THE_AUDIT_TRAIL_ONLY.keys()


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)
def test_a_read_model_handles_only_types_that_exist(projection: Projection) -> None:
    assert projection.handles.keys() <= EVENTS.keys()


def test_the_audit_trail_leads_to_every_type() -> None:
    (trail,) = (each for each in PROJECTIONS if each.name == "audit_trail")
    assert all(trail.handle_of(each) is not None for each in EVENTS)


def test_a_worker_of_a_rebuild_builds_the_classes_of_hardly_any_events() -> None:
    """They would double the time that it takes to start, and read models read stored JSON."""
    program = (
        "import adapters.postgres.read_worker, projections.index, domain.event;"
        " print(*(each.TYPE for each in domain.event.Event.__subclasses__()))"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True)
    assert ran.stdout.split() == ["journal_correction.posted"]  # What a rebuild itself may write.


def golden_lives() -> Story:
    """All golden events, each kind of document as one that lived through all of its own."""
    lives: dict[str, list[Event]] = defaultdict(list)
    for name in sorted(EVENTS, key=lambda name: name in TAKES_AWAY):
        path = GOLDEN / f"{name}.v{EVENTS[name].SCHEMA}.json"
        fact = EVENTS[name].model_validate_json(path.read_text(encoding="utf-8"))
        lives[name.partition(".")[0]].append(fact)
    story = Story()
    for aggregate, facts in lives.items():
        key = getattr(facts[0], f"{_ID_NAMES.get(aggregate, aggregate)}_id", "one")
        story.happens(f"{aggregate}/{key}", *facts)
    return story


_ID_NAMES: Final = {"catalogue_item": "item"}


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)
def test_no_golden_event_is_parked_and_its_keys_name_every_row_that_it_touches(
    projection: Projection,
) -> None:
    story = golden_lives()
    assert len(story.events) == len(EVENTS)
    kept = fold(projection, story.events, batch_events=1)
    touched = sum(len(kept.versions(name)) for name in kept.rows) + sum(
        map(len, kept.facts.values())
    )
    assert touched > 0


def test_the_changelog_tells_the_version_of_every_read_model() -> None:
    told = re.findall(
        r"^\| ([a-z_]+) \| ([0-9]+) \|$", Path("CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert told == [(each.name, str(each.version)) for each in sorted(PROJECTIONS, key=name_of)]


def name_of(projection: Projection) -> str:
    return projection.name
