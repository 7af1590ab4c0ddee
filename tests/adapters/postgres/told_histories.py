"""Histories of documents that the imported ones do not hold, from the golden examples."""

from decimal import Decimal
from typing import Any, Final

from domain.event import Event, Recorded
from domain.registry import EVENTS
from domain.shipments.events import ShipmentDispatched
from tests.domain.orders import ORDER, in_force
from tests.golden.examples import example
from tests.projections.folding import Story

STREAM: Final = f"purchase_order/{ORDER.id}"


def a_year_of_purchases() -> list[Recorded]:
    """A rebate that was earned, claimed, and came in two ways."""
    names = (
        "proposed",
        "confirmed",
        "purchase_counted",
        "earned",
        "claimed",
        "credited",
        "received",
        "disputed",
        "dispute_settled",
        "conceded",
    )
    told = [example(EVENTS[f"rebate.{name}"]) for name in names]
    return Story().happens("rebate/1", *told).events


def paid_too_much() -> list[Recorded]:
    """A claim on a paid invoice that grew and was paid back."""
    names = ("opened", "changed", "assigned", "refunded")
    told = [example(EVENTS[f"recovery.{name}"]) for name in names]
    return Story().happens("recovery/1", *told).events


def cents_of_a_day() -> list[Recorded]:
    """A total that missed its parts, and left the books again."""
    names = ("written_off", "taken_back")
    told = [example(EVENTS[f"small_difference.{name}"]) for name in names]
    return Story().happens("small_difference/1", *told).events


def left_on_an_account() -> list[Recorded]:
    """What a document left in books of another currency, moved twice."""
    told = example(EVENTS["open_item.moved"])
    return Story().happens("open_item/1", told, told).events


def valued_goods() -> list[Recorded]:
    """Goods received in such books, at a rate that was told and at one that was not."""
    told = example(EVENTS["purchase_order.line_valued"])
    then = told.model_copy(update={"rate": None, "account": None})
    return Story().happens(STREAM, *in_force(), told, then).events


def billed_between() -> list[Recorded]:
    """What one legal entity billed another."""
    told = example(EVENTS["intercompany_bill.issued"])
    return Story().happens("intercompany_bill/1", told).events


def paid_ahead() -> list[Recorded]:
    """A prepayment that an invoice used up."""
    names = ("requested", "paid", "applied", "credited")
    told = [example(EVENTS[f"prepayment.{name}"]) for name in names]
    return Story().happens("prepayment/1", *told).events


def goods_put_aside() -> list[Recorded]:
    """A delivery that nobody had ordered, and what became of it."""
    names = ("recorded", "matched", "sent_back")
    told = [example(EVENTS[f"unordered_delivery.{name}"]) for name in names]
    return Story().happens("unordered_delivery/1", *told).events


def goods_on_their_way() -> list[Recorded]:
    """A shipment of which some came, some was lost and some came back."""
    sent = example(EVENTS["shipment.dispatched"])
    assert isinstance(sent, ShipmentDispatched)
    part = {"quantity": Decimal(2), "costs": (), "serials": ()}
    told: list[Event] = [sent]
    for name in ("received", "loss_written_off", "taken_back"):
        fact: Any = example(EVENTS[f"shipment.{name}"])
        (line,) = fact.lines
        told.append(fact.model_copy(update={"lines": (line.model_copy(update=part),)}))
    return Story().happens("shipment/1", *told).events


def a_rate() -> list[Recorded]:
    """What one currency counts in another."""
    return Story().happens("exchange_rate/1", example(EVENTS["exchange_rate.recorded"])).events


def a_correction() -> list[Recorded]:
    """An entry that stands, and what was added to it."""
    told = example(EVENTS["journal_correction.posted"])
    return Story().happens("journal_correction/1", told).events


def a_closed_month() -> list[Recorded]:
    """A month of the books that was closed and re-opened."""
    names = ("period_opened", "period_soft_closed", "period_closed", "period_reopened")
    told = [example(EVENTS[f"accounting_calendar.{name}"]) for name in names]
    return Story().happens("accounting_calendar/1", *told).events


def overridden_duty() -> list[Recorded]:
    """A rule that somebody had leave to break."""
    names = ("granted", "used", "reviewed")
    told = [example(EVENTS[f"duty_override.{name}"]) for name in names]
    return Story().happens("duty_override/1", *told).events


def tolerances_agreed_on() -> list[Recorded]:
    """A version in force and one that waits."""
    proposed = example(EVENTS["tolerance_policy.proposed"])
    published = example(EVENTS["tolerance_policy.published"])
    told = [proposed, published, proposed.model_copy(update={"version": 4})]
    return Story().happens("tolerance_policy/1", *told).events
