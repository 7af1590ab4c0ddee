"""Budgets: what each line has left of a year, and which documents hold the rest.

Finance's view of funds. `reserved` is what approved wishes hold, `open` what issued orders will
still cost, `spent` what the books have; available is the budget less all three.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.encumbrance_figures import ENCUMBRANCE_FIGURES
from projections.fold import by_stream, current, decimal, plus
from projections.projection import Key, Projection, Row, Table, Tables

_LINES: Final = Table(
    name="budget_lines",
    kind="entity",
    columns={
        "budget_line_id": "text",
        "number": "text",  # entity/cost centre/account
        "legal_entity": "text",
        "cost_centre": "text",
        "account": "text",
        "currency": "text",
    },
    key=("budget_line_id",),
    selectors=("legal_entity", "cost_centre", "account"),
    order=("number",),
)
_YEARS: Final = Table(
    name="budget_years",
    kind="entity",
    columns={
        "budget_line_id": "text",
        "fiscal_year": "integer",
        "budget_line": "text",  # its number
        "legal_entity": "text",
        "cost_centre": "text",
        "account": "text",
        "currency": "text",
        "budget": "numeric",
        "reserved": "numeric",
        "open": "numeric",
        "spent": "numeric",
        "available": "numeric",  # negative: more was let through than there was
        "state": "text",  # running | carried_forward | lapsed
        "changed_at": "timestamptz",
    },
    key=("budget_line_id", "fiscal_year"),
    selectors=("legal_entity", "cost_centre", "fiscal_year"),
    order=("budget_line", "fiscal_year"),
)
_COMMITMENTS: Final = Table(
    name="budget_commitments",
    kind="entity",
    columns={
        "budget_line_id": "text",
        "document_id": "text",
        "document_line": "integer",
        "document": "text",  # <aggregate>/<id>
        "document_number": "text",
        "budget_line": "text",  # its number
        "currency": "text",
        "reserved": "numeric",
        "open": "numeric",
        "liquidated": "numeric",  # received or billed, at the order's price
        "spent": "numeric",
        "beyond": "numeric",  # what the budget did not hold of it
        "changed_at": "timestamptz",
    },
    key=("budget_line_id", "document_id", "document_line"),
    selectors=("budget_line_id", "document_id"),
    order=("document_number", "document_line"),
)
# What each fact adds to reserved, open, liquidated and spent, as signs of its amount.
_MOVES: Final[dict[str, dict[str, int]]] = {
    "budget_line.pre_encumbered": {"reserved": 1},
    "budget_line.pre_encumbrance_released": {"reserved": -1},
    "budget_line.encumbered": {"open": 1},
    "budget_line.encumbrance_adjusted": {"open": 1},
    "budget_line.encumbrance_liquidated": {"open": -1, "liquidated": 1},
    "budget_line.residual_released": {"open": -1},
    "budget_line.expenditure_recorded": {"spent": 1},
}
_YEAR_ENDS: Final = {
    "budget_line.year_carried_forward": "carried_forward",
    "budget_line.year_lapsed": "lapsed",
}
_HELD: Final = ("reserved", "open", "spent")
_COORDINATES: Final = ("legal_entity", "cost_centre", "account", "currency")


def _loaded(event: Recorded, tables: Tables) -> None:
    row = {name: event.data[name] for name in ("budget_line_id", *_COORDINATES)}
    tables.entity("budget_lines").put(event, {**row, "number": event.metadata["number"]})
    _move(event, tables, event.data["fiscal_year"], budget=event.data["amount"])


def _corrected(event: Recorded, tables: Tables) -> None:
    _move(event, tables, event.data["fiscal_year"], budget=event.data["change"])


def _transferred(event: Recorded, tables: Tables) -> None:
    _move(event, tables, event.data["fiscal_year"], budget=event.data["amount"])


def _committed(event: Recorded, tables: Tables) -> None:
    data, signs = event.data, _MOVES[event.type]
    moves = {name: str(sign * Decimal(data["amount"])) for name, sign in signs.items()}
    held = {name: amount for name, amount in moves.items() if name in _HELD}
    line = _move(event, tables, data["fiscal_year"], **held)
    rows = tables.entity("budget_commitments")
    row = rows.get(event, *_commitment_key(event)) or _nothing_held(event, line)
    changed = {name: plus(row[name], amount) for name, amount in moves.items()}
    changed["beyond"] = plus(row["beyond"], data.get("beyond", "0"))
    changed["changed_at"] = event.metadata["effective_at"]
    rows.put(event, {**row, **changed})


def _year_ended(event: Recorded, tables: Tables) -> None:
    """What is reserved or open goes on in the next year, with its cover where it has one."""
    data, year = event.data, event.data["fiscal_year"]
    gone = {name: f"-{data[name]}" for name in ("reserved", "open")}
    _move(event, tables, year, budget=f"-{data['amount']}", state=_YEAR_ENDS[event.type], **gone)
    cover = data["amount"] if event.type == "budget_line.year_carried_forward" else "0"
    following = {"reserved": data["reserved"], "open": data["open"]}
    _move(event, tables, year + 1, budget=cover, **following)


def _move(event: Recorded, tables: Tables, year: int, state: str = "", **moves: str) -> Row:
    """The year's row with these amounts added."""
    rows = tables.entity("budget_years")
    row = rows.get(event, event.document_id, year) or _empty_year(event, tables, year)
    row = {**row, **{name: plus(row[name], amount) for name, amount in moves.items()}}
    held = sum((decimal(row[name]) for name in _HELD), Decimal(0))
    row["available"] = str(decimal(row["budget"]) - held)
    row["state"] = state or row["state"]
    row["changed_at"] = event.metadata["effective_at"]
    rows.put(event, row)
    return row


def _empty_year(event: Recorded, tables: Tables, year: int) -> Row:
    line = current(event, tables, "budget_lines", event.document_id)
    row: Row = {name: line[name] for name in ("budget_line_id", *_COORDINATES)}
    row |= {"fiscal_year": year, "budget_line": line["number"], "state": "running"}
    return row | dict.fromkeys(("budget", *_HELD, "available"), "0")


def _nothing_held(event: Recorded, line: Row) -> Row:
    document = event.data["document"]
    row: Row = dict(zip(_COMMITMENTS.key, _commitment_key(event), strict=True))
    row["document"] = f"{document['aggregate']}/{document['id']}"
    row["document_number"] = document["number"]
    row["budget_line"] = line["budget_line"]
    row["currency"] = line["currency"]
    return row | dict.fromkeys(("reserved", "open", "liquidated", "spent", "beyond"), "0")


def _commitment_key(event: Recorded) -> Key:
    return (event.document_id, event.data["document"]["id"], event.data["line"])


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    line, year = event.document_id, event.data["fiscal_year"]
    yield "budget_lines", (line,)
    yield "budget_years", (line, year)
    if event.type in _YEAR_ENDS:
        yield "budget_years", (line, year + 1)
    if event.type in _MOVES:
        yield "budget_commitments", _commitment_key(event)


BUDGET_LINES: Final = Projection(
    name="budget_lines",
    version=2,
    why="Finance's view of funds: what is left of each budget, and who holds the rest.",
    tables=(_LINES, _YEARS, _COMMITMENTS),
    handles={
        "budget_line.loaded": _loaded,
        "budget_line.corrected": _corrected,
        "budget_line.transferred": _transferred,
        **dict.fromkeys(_MOVES, _committed),
        **dict.fromkeys(_YEAR_ENDS, _year_ended),
    },
    keys=_keys,
    partition=by_stream,
    main="budget_lines",
    queries=ENCUMBRANCE_FIGURES,
)
