"""Suppliers and items that an import finds: passed over where they stand as wanted, else told."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from adapters.histories.activities import Activity
from adapters.histories.master import master_steps
from adapters.histories.plan import setting_for
from adapters.histories.reader import read_histories
from adapters.histories.supplier_master import MasterStep, supplier_plans
from adapters.postgres.event_log import PostgresEventLog
from application.handle import Application, Context
from application.handlers import HANDLERS
from domain.catalogue.commands import RequestCatalogueItem, RetireCatalogueItem
from domain.event import Actor, Command
from domain.ids import derived_id
from domain.suppliers.commands import ProposeSupplier
from tests.adapters.histories.traces import NOW, SEED, START, run_import, trace, write_traces
from tests.conftest import Database

A = Activity
CASES: Final = tuple(trace(f"{number}_00010", A.CREATE_ORDER) for number in range(12))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_traces(tmp_path / "orders.jsonl.gz", CASES)


def wanted(file: Path) -> Sequence[MasterStep]:
    """What the import will make."""
    cases = read_histories(file, NOW).cases
    settings = [setting_for(each, SEED) for each in cases]
    uses = ((s, [at for at, _ in each.events]) for s, each in zip(settings, cases, strict=True))
    suppliers = supplier_plans(uses).values()
    return list(master_steps(settings, suppliers, tenant="demo", now=START))


async def by_hand(database: Database, role: str, *commands: Command) -> None:
    """Somebody sends these before the import."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        application = Application(log, HANDLERS)
        for command in commands:
            context = Context(
                tenant="demo",
                actor=Actor(type="human", id="hand"),
                roles=frozenset({role}),
                command_id=derived_id("by hand", repr(command)),
                correlation_id="by hand",
            )
            await application.handle(command, context)


async def test_what_another_import_made_is_passed_over(
    database: Database, file: Path, tmp_path: Path
) -> None:
    first = await run_import(database, file)
    more = write_traces(tmp_path / "more.jsonl.gz", [*CASES, trace("99_00010", A.CREATE_ORDER)])
    second = await run_import(database, more)
    assert (first.not_made, second.not_made) == ([], [])
    assert second.accepted == len(CASES) + 1 - second.rejected


async def test_a_number_that_another_supplier_bears_is_told_and_not_passed_over(
    database: Database, file: Path
) -> None:
    step = next(each for each in wanted(file) if isinstance(each.step.command, ProposeSupplier))
    propose = step.step.command
    assert isinstance(propose, ProposeSupplier)
    other = ProposeSupplier(
        supplier_id=derived_id("another"),
        number=propose.number,
        name="Another",
        proposed_by="hand",
        now=START,
    )
    await by_hand(database, "supplier_admin", other)
    report = await run_import(database, file)
    reasons = {(each.document, each.code): each.reason for each in report.not_made}
    document = f"supplier/{step.document_id}"
    assert {code for named, code in reasons if named == document} == {
        "number.taken",
        "document.not_found",
    }
    others = {(named.partition("/")[0], code) for named, code in reasons if named != document}
    assert others == {("price_agreement", "document.not_found")}, "nobody to agree with"
    told = [(each.document, each.code, each.reason) for each in report.not_made]
    assert len(set(told)) == len(told), "each is told once"
    assert propose.number in reasons[document, "number.taken"]
    assert report.rejected_by_code == {"document.not_found": report.rejected}
    assert report.rejected > 0


async def test_an_item_that_was_retired_is_told(database: Database, file: Path) -> None:
    steps = [each for each in wanted(file) if each.aggregate == "catalogue_item"]
    request = steps[0].step.command
    assert isinstance(request, RequestCatalogueItem)
    retire = RetireCatalogueItem(item_id=request.item_id, reason_code="recalled", now=START)
    await by_hand(database, "item_master", request, retire)
    report = await run_import(database, file)
    assert [(each.document, each.code) for each in report.not_made] == [
        (f"catalogue_item/{request.item_id}", "catalogue_item.wrong_status"),
        (f"catalogue_item/{request.item_id}", "catalogue_item.wrong_status"),
        (f"catalogue_item/{request.item_id}", "catalogue_item.not_requested"),
    ]
