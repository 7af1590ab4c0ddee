"""What was agreed with whom: prices by both clocks, tiers, and what a cap has left."""

from decimal import Decimal
from typing import Final

import pytest

from domain.agreements.candidates import AgreementCandidate
from domain.agreements.events import (
    PriceAgreementCapReached,
    PriceAgreementConsumptionRecorded,
    PriceAgreementDrafted,
    PriceAgreementEvent,
    PriceAgreementPricesDeclined,
    PriceAgreementRenewalDrafted,
    PriceAgreementRenewalDropped,
    PriceAgreementRenewed,
    PriceAgreementTerminated,
)
from domain.event import DocumentRef
from domain.purchase_orders.pricing_events import PurchaseOrderAgreementChosen
from domain.requisitions.validation_events import RequisitionAgreementChosen
from projections.price_agreements import PRICE_AGREEMENTS
from tests.conftest import Database
from tests.domain.agreements import (
    AGREEMENT,
    agreed,
    breaks,
    capped,
    confirmed,
    corrected,
    day,
    drafted,
    enrolled,
    in_force,
    lapsed,
    proposed,
)
from tests.domain.orders import GLOVES, MEDLINE, ORDER, id_of
from tests.projections.by_hand import answered
from tests.projections.folding import Folded, Story, fold

BOX_OF_TWELVE: Final = {"unit": "BX", "base_unit": "EA", "numerator": 12, "denominator": 1}


def kept(*facts: PriceAgreementEvent) -> Folded:
    story = Story()
    for fact in facts:
        story.happens(f"price_agreement/{AGREEMENT.id}", fact, number="PA-1", facility=None)
    return fold(PRICE_AGREEMENTS, story.events)


def test_an_agreement_tells_whom_it_serves_for_how_long_and_up_to_what() -> None:
    facts = in_force(tiers=("T2",), facilities=("NORTH", "SOUTH"), cap=capped("100"))
    assert kept(*facts).row("price_agreements") == {
        "price_agreement_id": AGREEMENT.id,
        "number": "PA-1",
        "kind": "local",
        "state": "active",
        "supplier_id": MEDLINE,
        "description": "Gloves",
        "currency": "USD",
        "legal_entities": "",
        "facilities": "NORTH,SOUTH",
        "tiers": "T2",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "notice_days": None,
        "notice_on": "2026-10-02",
        "renews_number": None,
        "renewal_number": None,
        "renewal_starts_on": None,
        "renewal_state": None,
        "cap_amount": None,
        "cap_quantity": "100",
        "cap_unit": "EA",
        "cap_allowance_percent": "0",
        "consumed": "0",
        "cap_reached": False,
        "proposals_waiting": 0,
        "drafted_by": "dora",
        "signed_by": "sven",
        "changed_at": "2026-03-01T12:00:00.000000Z",
    }


def test_a_terminated_agreement_ends_on_that_day() -> None:
    ended = PriceAgreementTerminated(
        terminated_on=day(6), learned_on=day(5), terminated_by="dora", reason_code="left_market"
    )
    row = kept(*in_force(ended)).row("price_agreements")
    assert (row["state"], row["ends_on"]) == ("terminated", "2026-06-01")


def test_a_confirmed_price_is_a_fact_by_both_clocks() -> None:
    price = agreed("10.50", breaks=breaks(q50="9.00"))
    rows = kept(*in_force(proposed(price), confirmed(price)))
    ((_, _, _, _, _, fact),) = rows.facts["price_agreement_prices"]
    assert fact == {
        "price_agreement_id": AGREEMENT.id,
        "agreement_number": "PA-1",
        "supplier_id": MEDLINE,
        "version": 1,
        "item_id": GLOVES,
        "unit": "BX",
        "pack": BOX_OF_TWELVE,
        "unit_price": "10.50",
        "currency": "USD",
        "breaks": [{"quantity": "50", "unit_price": "9.00"}],
        "tier": None,
        "facility": None,
        "starts_on": "2026-01-01",
        "ends_on": None,
        "learned_on": "2026-01-01",
        "correction": None,
        "reason_code": None,
        "proposed_by": "dora",
        "confirmed_by": "sven",
    }


def test_a_proposal_waits_until_somebody_decides_it() -> None:
    asked = in_force(proposed(agreed()))
    assert kept(*asked).row("price_agreement_proposals")["state"] == "waiting"
    assert kept(*asked).row("price_agreements")["proposals_waiting"] == 1
    declined = PriceAgreementPricesDeclined(proposal=1, declined_by="sven", reason_code="dear")
    over = kept(*asked, declined)
    row = over.row("price_agreement_proposals")
    assert (row["state"], row["decided_by"]) == ("declined", "sven")
    assert over.row("price_agreements")["proposals_waiting"] == 0
    assert not over.facts["price_agreement_prices"]


def test_a_correction_names_itself_and_its_reason() -> None:
    price = agreed("8", starts_on=day(2))
    asked = proposed(price, reason_code="late_letter")
    rows = kept(*in_force(asked, corrected(price, proposal=1, first=1, learned_on=day(4))))
    ((_, _, _, _, _, fact),) = rows.facts["price_agreement_prices"]
    assert (fact["correction"], fact["reason_code"], fact["learned_on"]) == (
        1,
        "late_letter",
        "2026-04-01",
    )
    assert rows.row("price_agreement_proposals")["is_correction"] is True


def test_an_enrolment_goes_from_requested_to_confirmed_to_lapsed() -> None:
    requested, granted = enrolled(effective_from=day(2))
    states = [
        kept(*in_force(*facts, tiers=("T2",))).row("price_agreement_enrolments")
        for facts in ((requested,), (requested, granted), (requested, granted, lapsed(day(6))))
    ]
    assert [each["state"] for each in states] == ["requested", "confirmed", "lapsed"]
    last = states[-1]
    assert (last["requested_by"], last["confirmed_by"]) == ("dora", "sven")
    assert (last["effective_from"], last["lapsed_on"]) == ("2026-02-01", "2026-06-01")


def test_an_enrolment_was_what_it_was_however_many_facts_are_folded_at_once() -> None:
    story, facts = (
        Story(),
        in_force(*enrolled(effective_from=day(2)), lapsed(day(6)), tiers=("T2",)),
    )
    for fact in facts:
        story.happens(f"price_agreement/{AGREEMENT.id}", fact, number="PA-1", facility=None)
    one_by_one, at_once = (
        fold(PRICE_AGREEMENTS, story.events, batch_events=size).versions(
            "price_agreement_enrolments"
        )
        for size in (1, len(story.events))
    )
    assert at_once == one_by_one
    assert [row["state"] for _, _, row in one_by_one] == ["requested", "confirmed", "lapsed"]


@pytest.mark.parametrize(("measure", "cap"), [("quantity", capped("20")), ("amount", None)])
def test_what_is_drawn_and_given_back_is_told_with_the_cap(measure: str, cap: object) -> None:
    limit = cap or capped(amount="20.00")

    def drawn(number: str) -> PriceAgreementConsumptionRecorded:
        return PriceAgreementConsumptionRecorded(purchase_order=ORDER, **{measure: Decimal(number)})

    facts = in_force(drawn("20"), PriceAgreementCapReached(purchase_order=ORDER), cap=limit)
    row = kept(*facts).row("price_agreements")
    assert (row["consumed"], row["cap_reached"]) == ("20", True)
    row = kept(*facts, drawn("-5")).row("price_agreements")
    assert (row["consumed"], row["cap_reached"]) == ("15", False)


def test_a_choice_is_a_fact_with_what_was_weighed() -> None:
    weighed = AgreementCandidate(agreement=AGREEMENT, version=1, unit_price=Decimal("9.50"))
    against = AgreementCandidate(agreement=AGREEMENT, obstacle="ended")
    ordered = PurchaseOrderAgreementChosen(
        line=2,
        choice="by_buyer",
        agreement=AGREEMENT,
        reason_code="bundle",
        candidates=(weighed, against),
    )
    requested = RequisitionAgreementChosen(line=1, choice="off_contract", candidates=(against,))
    story = Story()
    story.happens(f"purchase_order/{ORDER.id}", ordered, number=ORDER.number)
    story.happens("requisition/R", requested, number="R-1")
    told, other = fold(PRICE_AGREEMENTS, story.events).table("agreement_choices")
    assert (told["document_kind"], told["document_number"], told["line"]) == (
        "purchase_order",
        ORDER.number,
        2,
    )
    assert (told["choice"], told["reason_code"]) == ("by_buyer", "bundle")
    assert (told["price_agreement_id"], told["agreement_number"]) == (AGREEMENT.id, "PA-1")
    assert [each.get("obstacle") for each in told["candidates"]] == [None, "ended"]
    assert told["candidate_count"] == 2
    assert (other["document_kind"], other["agreement_number"]) == ("requisition", None)


NEXT: Final = DocumentRef(aggregate="price_agreement", id=id_of(91), number="PA-2")
UNDER_WAY: Final = PriceAgreementRenewalDrafted(
    successor=NEXT, starts_on=day(11), drafted_by="dora"
)


def test_an_agreement_tells_what_follows_it_and_ends_the_day_before() -> None:
    follows = PriceAgreementRenewed(successor=NEXT, succeeded_on=day(11), learned_on=day(10))
    facts = in_force(UNDER_WAY, follows, notice_days=30)
    row = kept(*facts).row("price_agreements")
    assert (row["renewal_number"], row["renewal_state"]) == ("PA-2", "in_force")
    assert (row["renewal_starts_on"], row["ends_on"]) == ("2026-11-01", "2026-10-31")
    assert row["notice_on"] == "2026-10-01"
    dropped = kept(*in_force(UNDER_WAY, PriceAgreementRenewalDropped(successor=NEXT)))
    assert dropped.row("price_agreements")["renewal_number"] is None


def agreements(*told: tuple[str, tuple[PriceAgreementEvent, ...]]) -> Story:
    story = Story()
    for name, facts in told:
        first = facts[0]
        assert isinstance(first, PriceAgreementDrafted)
        for fact in facts:
            story.happens(
                f"price_agreement/{first.price_agreement_id}", fact, number=name, facility=None
            )
    return story


def test_agreements_that_end_are_told_from_their_notice_on(database: Database) -> None:
    story = agreements(
        ("PA-1", in_force(price_agreement_id=id_of(901), number="PA-1", notice_days=30)),
        ("PA-3", in_force(price_agreement_id=id_of(903), number="PA-3", ends_on=None)),
        ("PA-4", in_force(UNDER_WAY, price_agreement_id=id_of(904), number="PA-4")),
        ("PA-5", (drafted(price_agreement_id=id_of(905), number="PA-5"),)),
        (
            "PA-6",
            in_force(
                PriceAgreementRenewed(successor=NEXT, succeeded_on=day(11), learned_on=day(10)),
                price_agreement_id=id_of(906),
                number="PA-6",
            ),
        ),
    )

    def due(by: str | None) -> list[tuple[str, str | None]]:
        rows = answered(database.url, PRICE_AGREEMENTS, story, "expiring_agreements", by=by)
        return [(row["number"], row["renewal_number"]) for row in rows]

    assert due("2026-10-01") == []
    assert due("2026-10-02") == [("PA-4", "PA-2")]
    assert due("2026-12-01") == [("PA-1", None), ("PA-4", "PA-2")]
    assert due(None) == due("2026-12-01")
