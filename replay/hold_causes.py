"""Why an invoice waits, beyond its own facts: who placed what, where, when on both clocks, and why.

Each hold that stands is traced to the command that placed it, with the fact that came first in it,
and to the facts of other documents that it rests on: the supplier's hold, the receipt that nobody
has inspected, the order's own hold (`causing_facts.py`). A supplier that may not be paid, and a
credit memo that waits itself, stop an invoice that has no hold of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from domain.accounting_calendars.state import accounting_calendar_id
from domain.event import Recorded
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.state import INVOICE, Invoice
from domain.suppliers.eligibility import obstacle, obstacle_of_survivor
from domain.suppliers.state import SUPPLIER, Supplier
from replay import causing_facts as facts
from replay.causing_facts import FACTS_MAX, Finder, Place
from replay.history import Beside
from replay.match_explanation import MatchExplanation
from replay.sentences import sentence
from replay.stored_facts import fact_of
from replay.told_causes import CausingFact, HoldCauses, told_cause

MERGERS_MAX: Final = 10  # Survivors that were merged in turn.
_NOTHING: Final = "Nothing stands against its payment."
_OF_SUPPLIER: Final[Mapping[HoldKind, Finder]] = {"supplier_on_hold": facts.against_bills}
_OF_ORDER: Final[Mapping[HoldKind, Finder]] = {
    "order_on_hold": facts.order_hold,
    "order_not_ratified": facts.not_ratified,
    "order_closed": facts.closed_lines,
    "order_not_approved": facts.on_its_way,
    "price": facts.priced,
    "contract_price": facts.priced,
    **dict.fromkeys(("quantity_ordered", "amount_ordered", "discount", "freight"), facts.terms),
    **dict.fromkeys(("quantity_received", "amount_received"), facts.terms),
    **dict.fromkeys(("receipt_missing", "early_shipment", "exchange_rate"), facts.terms),
    **dict.fromkeys(("supplier_mismatch", "legal_entity_mismatch"), facts.terms),
    **dict.fromkeys(("facility_mismatch", "currency_mismatch"), facts.terms),
}
_OF_RECEIPTS: Final[Mapping[HoldKind, Finder]] = {
    "inspection_pending": facts.uninspected,
    "goods_rejected": facts.rejections,
    **dict.fromkeys(
        ("quantity_received", "amount_received", "receipt_missing", "early_shipment"),
        facts.arrivals,
    ),
}
_OF_TWINS: Final = ("duplicate_suspected", "duplicate_possible")


class Documents(Protocol):
    """The histories of one tenant's documents, up to the moment that is asked for."""

    async def document(self, stream: str) -> Sequence[Recorded]:
        """All events of one document; empty: there is none."""
        ...

    async def beside(
        self, stream: str, events: Sequence[Recorded]
    ) -> Mapping[str, Sequence[Beside]]:
        """What the commands of these events recorded of other documents, by command."""
        ...


async def with_causes(
    explained: MatchExplanation,
    events: Sequence[Recorded],
    documents: Documents,
    day: date,
    waiting_memos: Sequence[str] = (),
) -> MatchExplanation:
    """The explanation, with what each hold rests on, told behind it.

    `events` are the invoice's, `day` is that on which it is asked, `waiting_memos` are the ids of
    credit memos that name the invoice and wait themselves.
    """
    trace = _Trace(events, documents, day)
    causes = [await trace.of_hold(each.hold) for each in explained.holds]
    if all(each.kind != "supplier_on_hold" for each in explained.holds):
        causes += await trace.of_supplier()
    causes += [await trace.of_memo(each) for each in waiting_memos]
    told = [each for each in explained.sentences if not (causes and each == _NOTHING)]
    told += [line for each in causes for line in told_cause(each)]
    return replace(explained, causes=tuple(causes), sentences=tuple(told))


class _Trace:
    """One invoice, and the documents that its holds lead to."""

    def __init__(self, events: Sequence[Recorded], documents: Documents, day: date) -> None:
        self._events = events
        self._documents = documents
        self._day = day
        state: Invoice | None = None
        for event in events:
            state = INVOICE.evolve(state, fact_of(event))
        assert state is not None, "an invoice begins with its capture"
        self._invoice = state
        self._placed = {e.data["hold"]: e for e in events if e.type == "invoice.hold_placed"}

    async def of_hold(self, hold: int) -> HoldCauses:
        """One that stands."""
        placed = self._placed[hold]
        return HoldCauses(
            hold=hold,
            kind=placed.data["kind"],
            obstacle=placed.data.get("actual"),
            placed=_fact(placed),
            led_to_it=await self._led_to(placed),
            rests_on=tuple([_fact(each) for each in await self._rests_on(placed)][-FACTS_MAX:]),
        )

    async def of_supplier(self) -> list[HoldCauses]:
        """What keeps an invoice from being paid that is not held for its supplier; empty: it may.

        An invoice that is settled or void waits for nothing.
        """
        invoice = self._invoice
        if invoice.voided or invoice.open_amount <= 0:
            return []
        for step, supplier in enumerate(await self._suppliers()):
            asked = obstacle if step == 0 else obstacle_of_survivor
            found = asked(supplier, "payment", on=self._day, legal_entity=invoice.legal_entity)
            if found is not None:
                events = await self._documents.document(f"supplier/{supplier.supplier_id}")
                stand = facts.against_payments(events, self._place(None))
                return [_beside("supplier", stand, found)]
        return []

    async def of_memo(self, credit_memo_id: str) -> HoldCauses:
        """A credit that would answer it, and waits itself."""
        events = await self._documents.document(f"credit_memo/{credit_memo_id}")
        return _beside("credit_memo", [e for e in events if e.type == "credit_memo.held"][-1:])

    async def _led_to(self, placed: Recorded) -> CausingFact | None:
        """The first fact of the command; a re-match names no other than what moved the ledger."""
        command = placed.metadata["command_id"]
        own = next(each for each in self._events if each.metadata["command_id"] == command)
        beside = await self._documents.beside(placed.stream, [placed])
        others = sorted(beside.get(command, ()), key=lambda each: each.position)
        if others and others[0].position < own.position:
            stream = await self._documents.document(others[0].document)
            found = [each for each in stream if each.position == others[0].position]
            return _fact(found[0]) if found else None
        return None if own is placed else _fact(own)

    async def _rests_on(self, placed: Recorded) -> list[Recorded]:
        kind: HoldKind = placed.data["kind"]
        place = self._place(placed.data.get("line"))
        if kind in _OF_SUPPLIER:
            return await self._of_suppliers(place)
        if kind == "bank_account":
            finder = facts.account_change(placed.data.get("bank_details"))
            return await self._in(f"supplier/{self._invoice.supplier_id}", finder, place)
        if kind in _OF_TWINS:
            return await self._of_twins(place)
        if kind == "beyond_limit":
            return await self._of_cases(placed, place)
        if kind == "period_closed":
            return await self._of_calendar(placed, place)
        return await self._of_order(kind, place)

    def _place(self, line: int | None) -> Place:
        links = ((own, tie.purchase_order_line) for own, tie in self._invoice.links.items())
        lines = facts.of_lines(links, line)
        return Place(self._invoice.legal_entity, self._day, lines)

    async def _in(self, stream: str, finder: Finder, place: Place) -> list[Recorded]:
        return list(finder(await self._documents.document(stream), place))

    async def _suppliers(self) -> list[Supplier]:
        """Its supplier, and whom that one was merged into, in turn: they are one company."""
        found: list[Supplier] = []
        supplier_id: str | None = self._invoice.supplier_id
        while supplier_id is not None and len(found) < MERGERS_MAX:
            state: Supplier | None = None
            for event in await self._documents.document(f"supplier/{supplier_id}"):
                state = SUPPLIER.evolve(state, fact_of(event))
            if state is None:
                break  # An entity of our own that sells to another one is no supplier.
            found.append(state)
            supplier_id = state.survivor.id if state.survivor else None
        return found

    async def _of_suppliers(self, place: Place) -> list[Recorded]:
        found: list[Recorded] = []
        for each in await self._suppliers():
            found += await self._in(f"supplier/{each.supplier_id}", facts.against_bills, place)
        return found

    async def _of_order(self, kind: HoldKind, place: Place) -> list[Recorded]:
        """Of the order, of its receipts, and of the case that decides on it."""
        invoice = self._invoice
        order_id = invoice.purchase_order.id if invoice.purchase_order else invoice.named_order_id
        if order_id is None:
            return []
        events = await self._documents.document(f"purchase_order/{order_id}")
        found = list(_OF_ORDER[kind](events, place)) if kind in _OF_ORDER else []
        for each in list(found):
            case = each.data.get("approval_case_id")
            if kind == "order_not_approved" and case is not None:
                found += await self._in(f"approval_case/{case}", facts.last, place)
        if kind in _OF_RECEIPTS:
            for receipt in facts.receipts_of(events, place):
                found += await self._in(f"receipt/{receipt}", _OF_RECEIPTS[kind], place)
        return sorted(found, key=lambda each: each.position)

    async def _of_twins(self, place: Place) -> list[Recorded]:
        """How those came that it may be."""
        invoice, found = self._invoice, []
        for other in invoice.suspected:
            if other not in invoice.cleared:
                found += await self._in(f"invoice/{other}", facts.first, place)
        return found

    async def _of_cases(self, placed: Recorded, place: Place) -> list[Recorded]:
        """What was last said in the approval case that began with the hold."""
        beside = await self._documents.beside(placed.stream, [placed])
        for each in beside.get(placed.metadata["command_id"], ()):
            if each.type == "approval_case.route_planned":
                return await self._in(each.document, facts.last, place)
        return []

    async def _of_calendar(self, placed: Recorded, place: Place) -> list[Recorded]:
        calendar = accounting_calendar_id(placed.tenant, self._invoice.legal_entity)
        stream = f"accounting_calendar/{calendar}"
        return await self._in(stream, facts.closed_periods, place)


def _beside(kind: str, stand: Sequence[Recorded], found: str | None = None) -> HoldCauses:
    """What stops an invoice beside its holds."""
    told = tuple(_fact(each) for each in stand[-FACTS_MAX:])
    return HoldCauses(
        hold=None, kind=kind, obstacle=found, placed=None, led_to_it=None, rests_on=told
    )


def _fact(event: Recorded) -> CausingFact:
    told = event.metadata
    reason = event.data.get("reason_code") or (told.get("reason") or {}).get("code")
    return CausingFact(
        document=event.stream,
        number=told.get("number"),
        position=event.position,
        version=event.version,
        type=event.type,
        sentence=sentence(event),
        recorded_at=event.recorded_at,
        effective_at=told["effective_at"],
        actor=told["actor"],
        command_id=told["command_id"],
        reason=reason,
        policies=tuple(f"{each['id']} {each['version']}" for each in told.get("policies", ())),
    )
