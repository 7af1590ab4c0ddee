"""Legal entities and the facilities that they run: who keeps which books."""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change
from projections.projection import Key, Projection, Row, Table, Tables

_ENTITIES: Final = Table(
    name="legal_entities",
    kind="entity",
    columns={
        "legal_entity_id": "text",
        "number": "text",  # its code
        "name": "text",
        "currency": "text",
        "fiscal_year_start": "integer",  # a month
        "budget_control": "text",  # none | advisory | hard
        "receipt_close_percent": "numeric",  # by how much short a line closes; null: never
        "invoice_close_percent": "numeric",
        "small_difference_cap": "numeric",  # of a day; null: any amount
        "small_difference_supplier_cap": "numeric",
        "markup_percent": "numeric",  # what other entities pay for its goods beyond their cost
        "changed_at": "timestamptz",
    },
    key=("legal_entity_id",),
    selectors=("number",),
    order=("number",),
)
_FACILITIES: Final = Table(
    name="facilities",
    kind="entity",
    columns={
        "legal_entity_id": "text",
        "facility": "text",  # its code
        "name": "text",
        "legal_entity": "text",  # the code of who runs it
        "blind_receipts": "boolean",  # whether receivers see what was ordered
        "dea_registration": "text",  # null: it may hold no controlled substances
        "dea_schedules": "jsonb",
        "dea_expires_on": "date",
        "dea_registrants": "jsonb",  # who signs for it
        "desktop_goods": "boolean",  # whether requesters confirm goods of their own
    },
    key=("legal_entity_id", "facility"),
    selectors=("legal_entity_id", "facility"),
    order=("facility",),
)
_HOLIDAYS: Final = Table(
    name="holidays",
    kind="entity",
    columns={
        "legal_entity_id": "text",
        "facility": "text",  # its code; empty: every one that has none of its own in that year
        "year": "integer",
        "legal_entity": "text",  # its code
        "days": "jsonb",  # in order; beside Saturdays and Sundays
        "changed_at": "timestamptz",
    },
    key=("legal_entity_id", "facility", "year"),
    selectors=("legal_entity", "facility"),
    order=("year",),
)
_SIDES: Final = ("receipt", "invoice")


_UNREGISTERED: Final[Row] = {
    "dea_registration": None,
    "dea_schedules": [],
    "dea_expires_on": None,
    "dea_registrants": [],
}


def _registered(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity("legal_entities").put(
        event,
        {
            "legal_entity_id": event.document_id,
            "number": data["legal_entity"],
            "name": data["name"],
            "currency": data["currency"],
            "fiscal_year_start": data["fiscal_year_start"],
            "budget_control": "none",
            "receipt_close_percent": None,
            "invoice_close_percent": None,
            "small_difference_cap": None,
            "small_difference_supplier_cap": None,
            "markup_percent": "0",
            "changed_at": event.metadata["effective_at"],
        },
    )


def _facility_added(event: Recorded, tables: Tables) -> None:
    row = {"legal_entity_id": event.document_id, **event.data}
    row |= {"legal_entity": event.metadata["legal_entity"], "desktop_goods": False}
    row |= {"blind_receipts": False, **_UNREGISTERED}
    tables.entity("facilities").put(event, row)


def _registration_recorded(event: Recorded, tables: Tables) -> None:
    data = event.data
    change(
        event,
        tables,
        "facilities",
        (event.document_id, data["facility"]),
        dea_registration=data["registration"],
        dea_schedules=data["schedules"],
        dea_expires_on=data["expires_on"],
        dea_registrants=data["registrants"],
    )


def _receiving_set(event: Recorded, tables: Tables) -> None:
    key = (event.document_id, event.data["facility"])
    blind = "blind" in event.data
    desktop = event.data["desktop_goods"]
    change(event, tables, "facilities", key, desktop_goods=desktop, blind_receipts=blind)


def _control_set(event: Recorded, tables: Tables) -> None:
    key, moment = (event.document_id,), event.metadata["effective_at"]
    control = event.data["control"]
    change(event, tables, "legal_entities", key, budget_control=control, changed_at=moment)


def _closing_set(event: Recorded, tables: Tables) -> None:
    key, moment, data = (event.document_id,), event.metadata["effective_at"], event.data
    values = {f"{side}_close_percent": data.get(f"{side}_percent") for side in _SIDES}
    change(event, tables, "legal_entities", key, **values, changed_at=moment)


def _caps_set(event: Recorded, tables: Tables) -> None:
    key, moment, data = (event.document_id,), event.metadata["effective_at"], event.data
    values = {f"small_difference_{name}": data.get(name) for name in ("cap", "supplier_cap")}
    change(event, tables, "legal_entities", key, **values, changed_at=moment)


def _pricing_set(event: Recorded, tables: Tables) -> None:
    key, moment = (event.document_id,), event.metadata["effective_at"]
    markup = event.data["markup_percent"]
    change(event, tables, "legal_entities", key, markup_percent=markup, changed_at=moment)


def _holidays_set(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity("holidays").put(
        event,
        {
            "legal_entity_id": event.document_id,
            "facility": data.get("facility", ""),
            "year": data["year"],
            "legal_entity": event.metadata["legal_entity"],
            "days": data["days"],
            "changed_at": event.metadata["effective_at"],
        },
    )


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    if event.type == "legal_entity.holidays_set":
        data = event.data
        key = (event.document_id, data.get("facility", ""), data["year"])
        return (("holidays", key),)
    if "facility" in event.data:
        return (("facilities", (event.document_id, event.data["facility"])),)
    return (("legal_entities", (event.document_id,)),)


LEGAL_ENTITIES: Final = Projection(
    name="legal_entities",
    version=8,
    why="Who keeps which books, runs which facilities, is bound by its budgets, and rests when.",
    tables=(_ENTITIES, _FACILITIES, _HOLIDAYS),
    handles={
        "legal_entity.registered": _registered,
        "legal_entity.facility_added": _facility_added,
        "legal_entity.facility_receiving_set": _receiving_set,
        "legal_entity.registration_recorded": _registration_recorded,
        "legal_entity.budget_control_set": _control_set,
        "legal_entity.closing_set": _closing_set,
        "legal_entity.small_difference_caps_set": _caps_set,
        "legal_entity.transfer_pricing_set": _pricing_set,
        "legal_entity.holidays_set": _holidays_set,
    },
    keys=_keys,
    partition=by_stream,
    main="legal_entities",
)
