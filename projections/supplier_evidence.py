"""What was sent in and found out about suppliers, folded into the tables of the supplier list."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from domain.event import Recorded
from projections.fold import change, current
from projections.projection import ColumnType, Key, Tables
from projections.supplier_tables import ACCOUNTS, CREDENTIALS, SCREENINGS


def _screening_recorded(event: Recorded, tables: Tables) -> None:
    data = event.data
    row = _of_supplier(event, tables, SCREENINGS.columns)
    row |= {name: data[name] for name in ("exclusion_list", "list_date", "evidence_hash")}
    row |= {"state": data["result"], "screened_by": data["screened_by"]}
    tables.entity("supplier_screenings").put(event, row)
    _found(event, tables, is_clear=data["result"] == "clear")


def _match_adjudicated(event: Recorded, tables: Tables) -> None:
    data = event.data
    key = (event.document_id, data["exclusion_list"])
    told = {name: data[name] for name in ("adjudicated_by", "reason_code")}
    _change(event, tables, "supplier_screenings", key, state=data["outcome"], **told)
    _found(event, tables, is_clear=data["outcome"] == "cleared")


def _found(event: Recorded, tables: Tables, *, is_clear: bool) -> None:
    """The supplier's own row tells where it stands with each list."""
    name = event.data["exclusion_list"]
    row = current(event, tables, "suppliers", event.document_id)
    clear, matches = ({*str(row[each]).split(",")} - {"", name} for each in _STANDINGS)
    (clear if is_clear else matches).add(name)
    told = dict(zip(_STANDINGS, (",".join(sorted(each)) for each in (clear, matches)), strict=True))
    _change(event, tables, "suppliers", (event.document_id,), **told)


_STANDINGS: Final = ("clear_lists", "open_matches")


def _document_submitted(event: Recorded, tables: Tables) -> None:
    data = event.data
    row = _of_supplier(event, tables, CREDENTIALS.columns)
    row |= {name: data[name] for name in data.keys() & row.keys()} | {"state": "submitted"}
    tables.entity("supplier_credentials").put(event, row)
    _change(event, tables, "suppliers", (event.document_id,))


def _document_stands(state: str) -> Callable[[Recorded, Tables], None]:
    """The document has come to this state."""

    def handle(event: Recorded, tables: Tables) -> None:
        data = event.data
        told = {name: data[name] for name in data.keys() & {"verified_by", "reason_code"}}
        key = (event.document_id, data["document"])
        _change(event, tables, "supplier_credentials", key, state=state, **told)
        _change(event, tables, "suppliers", (event.document_id,))

    return handle


def _bank_details_proposed(event: Recorded, tables: Tables) -> None:
    data = event.data
    row = _of_supplier(event, tables, ACCOUNTS.columns)
    row |= {name: data[name] for name in data.keys() & row.keys()} | {"state": "proposed"}
    row["shared_with_number"] = data.get("shared_with", {}).get("number")
    tables.entity("supplier_accounts").put(event, row)
    _banked(event, tables, "proposed")


def _bank_details_verified(event: Recorded, tables: Tables) -> None:
    names = ("verified_by", "contact_source", "called_on", "in_force_from")
    told = {name: event.data[name] for name in names}
    key = (event.document_id, event.data["bank_details"])
    _change(event, tables, "supplier_accounts", key, state="verified", **told)
    _banked(event, tables, "verified")


def _bank_details_rejected(event: Recorded, tables: Tables) -> None:
    key = (event.document_id, event.data["bank_details"])
    reason = event.data["reason_code"]
    _change(event, tables, "supplier_accounts", key, state="rejected", reason_code=reason)
    _banked(event, tables, "rejected")


def _banked(event: Recorded, tables: Tables, state: str) -> None:
    """The supplier's own row tells where it is paid from when on; what went before goes on."""
    row = current(event, tables, "suppliers", event.document_id)
    number = str(event.data["bank_details"])
    own = {"state": state, "in_force_from": event.data.get("in_force_from")}
    every = {**row["bank_details"], number: own}
    states = {each["state"] for each in every.values()}
    verified = [number for number, each in every.items() if each["state"] == "verified"]
    last = every[max(verified, key=int)] if verified else None
    told = {
        "bank_details": every,
        "bank_state": next((each for each in ("proposed", "verified") if each in states), "none"),
        "bank_in_force_from": last["in_force_from"] if last else None,
    }
    _change(event, tables, "suppliers", (event.document_id,), **told)


def _risk_recorded(event: Recorded, tables: Tables) -> None:
    _change(event, tables, "suppliers", (event.document_id,), risk_score=event.data["score"])


def _identifier_recorded(event: Recorded, tables: Tables) -> None:
    data = event.data
    row = {name: data[name] for name in ("scheme", "value")}
    row |= {"supplier_id": event.document_id, "number": event.metadata["number"]}
    tables.entity("supplier_identifiers").put(event, row)
    _identified(event, tables, data["value"])


def _identifier_removed(event: Recorded, tables: Tables) -> None:
    data = event.data
    rows, key = tables.entity("supplier_identifiers"), (data["scheme"], data["value"])
    if rows.get(event, event.document_id, *key) is not None:  # The proposal's tax id has no row.
        rows.remove(event, event.document_id, *key)
    _identified(event, tables, None)


def _identified(event: Recorded, tables: Tables, value: str | None) -> None:
    told = {"tax_id": value} if event.data["scheme"] == "tax_id" else {}
    _change(event, tables, "suppliers", (event.document_id,), **told)


def _site_recorded(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    row = {"supplier_id": event.document_id, "number": event.metadata["number"]}
    row |= {"site": data["site"], "country": data["country"], "changed_at": moment}
    tables.entity("supplier_sites").put(event, row)


def _payment_terms_agreed(event: Recorded, tables: Tables) -> None:
    shares = event.data["instalments"]
    told = ", ".join(f"{share['percent']} % after {share['days']} days" for share in shares)
    _change(event, tables, "suppliers", (event.document_id,), payment_terms=told or None)


def _site_closed(event: Recorded, tables: Tables) -> None:
    tables.entity("supplier_sites").remove(event, event.document_id, event.data["site"])


def _of_supplier(
    event: Recorded, tables: Tables, columns: Mapping[str, ColumnType]
) -> dict[str, Any]:
    """A new row of one of the supplier's parts, with nothing in it yet."""
    supplier = current(event, tables, "suppliers", event.document_id)
    named = {name: supplier[name] for name in ("supplier_id", "number", "name")}
    return {**dict.fromkeys(columns), **named, "changed_at": event.metadata["effective_at"]}


def _change(
    event: Recorded,
    tables: Tables,
    table: str,
    key: Key,
    **values: Any,
) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, table, key, **values, changed_at=moment)


EVIDENCE_HANDLES: Final[dict[str, Callable[[Recorded, Tables], None]]] = {
    "supplier.screening_recorded": _screening_recorded,
    "supplier.match_adjudicated": _match_adjudicated,
    "supplier.document_submitted": _document_submitted,
    "supplier.document_verified": _document_stands("verified"),
    "supplier.document_rejected": _document_stands("rejected"),
    "supplier.credential_expiring": _document_stands("expiring"),
    "supplier.credential_expired": _document_stands("expired"),
    "supplier.bank_details_proposed": _bank_details_proposed,
    "supplier.bank_details_verified": _bank_details_verified,
    "supplier.bank_details_rejected": _bank_details_rejected,
    "supplier.risk_recorded": _risk_recorded,
    "supplier.identifier_recorded": _identifier_recorded,
    "supplier.identifier_removed": _identifier_removed,
    "supplier.site_recorded": _site_recorded,
    "supplier.site_closed": _site_closed,
    "supplier.payment_terms_agreed": _payment_terms_agreed,
}
_PARTS: Final = {
    "exclusion_list": "supplier_screenings",
    "document": "supplier_credentials",
    "bank_details": "supplier_accounts",
    "site": "supplier_sites",
}


def evidence_keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    """The parts that an event touches beside the supplier itself."""
    if event.type not in EVIDENCE_HANDLES:
        return
    for name, table in _PARTS.items():
        if name in event.data:
            yield table, (event.document_id, event.data[name])
    if "scheme" in event.data and "value" in event.data:
        key = (event.document_id, event.data["scheme"], event.data["value"])
        yield "supplier_identifiers", key
