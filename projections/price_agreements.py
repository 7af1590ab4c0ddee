"""Price agreements: with whom, for whom, at what prices, and how much of a cap is left.

The contract master's lists and whoever asks what an item costs read it. Prices are facts by both
clocks: the days that they are agreed for, and the day and position at which that became known.
Tables are in `price_agreement_tables.py`; what orders bought at agreed prices is folded in
`agreed_order_lines.py`, which agreements were weighed for lines in `agreement_choices.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from domain.agreements.policy import EXPIRY_NOTICE_DAYS
from domain.event import Recorded
from projections.agreed_order_lines import ORDER_HANDLES, order_keys
from projections.agreement_choices import AGREEMENT_CHOICES, CHOICE_HANDLES
from projections.contract_figures import CONTRACT_FIGURES
from projections.fold import by_stream, change, current, decimal, plus
from projections.price_agreement_tables import (
    AGREEMENTS,
    CLAIMS,
    ENROLMENTS,
    EXPIRING_AGREEMENTS,
    ORDER_LINES,
    PRICES,
    PROPOSALS,
)
from projections.projection import Key, Projection, Row, Tables

_STATES: Final = {
    "price_agreement.signed": "signed",
    "price_agreement.activated": "active",
    "price_agreement.expiring": "expiring",
    "price_agreement.expired": "expired",
    "price_agreement.terminated": "terminated",
}
_RENEWALS: Final = (
    "price_agreement.renewal_drafted",
    "price_agreement.renewal_dropped",
    "price_agreement.renewed",
)
_TIERS: Final = {
    "price_agreement.tier_requested": "requested",
    "price_agreement.tier_confirmed": "confirmed",
    "price_agreement.tier_lapsed": "lapsed",
}
_COPIED: Final = (
    "price_agreement_id",
    "number",
    "kind",
    "supplier_id",
    "description",
    "currency",
    "starts_on",
    "drafted_by",
)
_TOLD: Final = ("tier", "facility", "starts_on", "ends_on", "unit_price", "breaks", "item_id")


NOT_RENEWED: Final[Row] = {
    "renewal_number": None,
    "renewal_starts_on": None,
    "renewal_state": None,
}


def _drafted(event: Recorded, tables: Tables) -> None:
    data = event.data
    cap = data.get("cap") or {}
    row: Row = {name: data[name] for name in _COPIED}
    row |= {"state": "draft", "ends_on": data.get("ends_on"), "signed_by": None}
    row |= {"notice_days": data.get("notice_days"), "notice_on": _notice_on(data)}
    row |= {"renews_number": data.get("renews", {}).get("number"), **NOT_RENEWED}
    row |= {name: ",".join(data[name]) for name in ("legal_entities", "facilities", "tiers")}
    row |= {"cap_amount": cap.get("amount"), "cap_quantity": cap.get("quantity")}
    row |= {"cap_unit": cap.get("unit"), "cap_allowance_percent": cap.get("allowance_percent")}
    row |= {"consumed": "0" if cap else None, "cap_reached": False, "proposals_waiting": 0}
    row["changed_at"] = event.metadata["effective_at"]
    tables.entity("price_agreements").put(event, row)


def _became(event: Recorded, tables: Tables) -> None:
    values: Row = {"state": _STATES[event.type]}
    if "signed_by" in event.data:
        values["signed_by"] = event.data["signed_by"]
    if "terminated_on" in event.data:
        values["ends_on"] = event.data["terminated_on"]
    _change(event, tables, values)


def _renewal(event: Recorded, tables: Tables) -> None:
    """What is to follow; once it is in force the agreement ends on the day before."""
    data, kind = event.data, event.type.partition(".")[2]
    if kind == "renewal_dropped":
        _change(event, tables, dict(NOT_RENEWED))
        return
    values: Row = {"renewal_number": data["successor"]["number"], "renewal_state": "drafted"}
    values["renewal_starts_on"] = data.get("succeeded_on") or data["starts_on"]
    if kind == "renewed":
        values["renewal_state"] = "in_force"
        header = current(event, tables, "price_agreements", event.document_id)
        last = (date.fromisoformat(data["succeeded_on"]) - timedelta(days=1)).isoformat()
        told = {"ends_on": min(header["ends_on"] or last, last)}
        values |= told | {"notice_on": _notice_on({**header, **told})}
    _change(event, tables, values)


def _notice_on(terms: Mapping[str, Any]) -> str | None:
    """So many days before the last one; none: it has no last day."""
    if terms.get("ends_on") is None:
        return None
    days = terms.get("notice_days")
    before = EXPIRY_NOTICE_DAYS if days is None else days
    return (date.fromisoformat(terms["ends_on"]) - timedelta(days=before)).isoformat()


def _proposed(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity("price_agreement_proposals").put(
        event,
        {
            "price_agreement_id": event.document_id,
            "proposal": data["proposal"],
            "agreement_number": event.metadata["number"],
            "state": "waiting",
            "is_correction": "reason_code" in data,
            "reason_code": data.get("reason_code"),
            "prices": data["prices"],
            "price_count": len(data["prices"]),
            "proposed_by": data["proposed_by"],
            "decided_by": None,
            "changed_at": event.metadata["effective_at"],
        },
    )
    header = current(event, tables, "price_agreements", event.document_id)
    _change(event, tables, {"proposals_waiting": header["proposals_waiting"] + 1})


def _confirmed(event: Recorded, tables: Tables) -> None:
    data = event.data
    correction = data.get("correction")
    proposal = _decided(event, tables, "confirmed", data["confirmed_by"])
    header = current(event, tables, "price_agreements", event.document_id)
    for version in data["versions"]:
        row: Row = {name: version.get(name) for name in _TOLD}
        row |= {"price_agreement_id": event.document_id, "version": version["version"]}
        row |= {"agreement_number": header["number"], "supplier_id": header["supplier_id"]}
        row |= {"currency": header["currency"], "unit": version["pack"]["unit"]}
        row |= {"pack": version["pack"], "correction": correction}
        row |= {"reason_code": data.get("reason_code"), "learned_on": data["learned_on"]}
        row |= {"proposed_by": proposal["proposed_by"], "confirmed_by": data["confirmed_by"]}
        tables.fact("price_agreement_prices").add(event, row)


def _claimed(event: Recorded, tables: Tables) -> None:
    data = event.data
    told = ("claim", "correction", "supplier_id", "currency", "amount", "lines", "raised_by")
    row: Row = {name: data[name] for name in told}
    row |= {"price_agreement_id": event.document_id, "line_count": len(data["lines"])}
    row["agreement_number"] = event.metadata["number"]
    tables.fact("price_agreement_claims").add(event, row)


def _declined(event: Recorded, tables: Tables) -> None:
    _decided(event, tables, "declined", event.data["declined_by"])


def _decided(event: Recorded, tables: Tables, state: str, person: str) -> Row:
    key = (event.document_id, _proposal_of(event))
    moment = event.metadata["effective_at"]
    values = {"state": state, "decided_by": person, "changed_at": moment}
    change(event, tables, "price_agreement_proposals", key, **values)
    header = current(event, tables, "price_agreements", event.document_id)
    _change(event, tables, {"proposals_waiting": header["proposals_waiting"] - 1})
    return current(event, tables, "price_agreement_proposals", *key)


def _tier_moved(event: Recorded, tables: Tables) -> None:
    data = event.data
    key = (event.document_id, data["facility"], data["tier"])
    rows = tables.entity("price_agreement_enrolments")
    if event.type == "price_agreement.tier_requested":
        row: Row = {
            "price_agreement_id": event.document_id,
            "facility": data["facility"],
            "tier": data["tier"],
            "agreement_number": event.metadata["number"],
            "requested_by": data["requested_by"],
        }
    else:
        row = {**current(event, tables, "price_agreement_enrolments", *key)}
    told = ("confirmed_by", "effective_from", "lapsed_on")
    row |= {name: data.get(name, row.get(name)) for name in told}
    row |= {"state": _TIERS[event.type], "changed_at": event.metadata["effective_at"]}
    rows.put(event, row)


def _consumed(event: Recorded, tables: Tables) -> None:
    header = current(event, tables, "price_agreements", event.document_id)
    drawn = event.data.get("amount") or event.data["quantity"]
    consumed = plus(header["consumed"], drawn)
    size = decimal(header["cap_amount"] or header["cap_quantity"])
    _change(event, tables, {"consumed": consumed, "cap_reached": decimal(consumed) >= size})


def _change(event: Recorded, tables: Tables, values: Row) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "price_agreements", (event.document_id,), **values, changed_at=moment)


def _proposal_of(event: Recorded) -> int:
    data = event.data
    number: int = data["proposal"] if "proposal" in data else data["correction"]
    return number


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    if event.type in CHOICE_HANDLES:
        return
    if event.type in ORDER_HANDLES:
        yield from order_keys(event)
        return
    yield "price_agreements", (event.document_id,)
    data: Any = event.data
    if event.type == "price_agreement.price_claim_raised":
        return
    if "proposal" in data or "correction" in data:
        yield "price_agreement_proposals", (event.document_id, _proposal_of(event))
    if event.type in _TIERS:
        yield "price_agreement_enrolments", (event.document_id, data["facility"], data["tier"])


PRICE_AGREEMENTS: Final = Projection(
    name="price_agreements",
    version=5,
    why="What was agreed with whom: prices by both clocks, tiers, and what a cap has left.",
    tables=(AGREEMENTS, PRICES, PROPOSALS, ENROLMENTS, CLAIMS, ORDER_LINES, AGREEMENT_CHOICES),
    handles={
        "price_agreement.drafted": _drafted,
        **dict.fromkeys(_STATES, _became),
        **dict.fromkeys(_RENEWALS, _renewal),
        "price_agreement.prices_proposed": _proposed,
        "price_agreement.prices_confirmed": _confirmed,
        "price_agreement.price_correction_published": _confirmed,
        "price_agreement.prices_declined": _declined,
        "price_agreement.price_claim_raised": _claimed,
        **dict.fromkeys(_TIERS, _tier_moved),
        "price_agreement.consumption_recorded": _consumed,
        **ORDER_HANDLES,
        **CHOICE_HANDLES,
    },
    keys=_keys,
    partition=by_stream,
    main="price_agreements",
    queries=(EXPIRING_AGREEMENTS, *CONTRACT_FIGURES),
)
