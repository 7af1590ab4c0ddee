"""Suppliers through the real log: what two suppliers, or two orders, must not both have."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from domain.numbers.errors import NumberTaken
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers.commands import (
    ActivateSupplier,
    ActivateSupplierConditionally,
    MergeSupplier,
    ProposeSupplier,
    RecordSupplierIdentifier,
    RemoveSupplierIdentifier,
)
from domain.suppliers.errors import SupplierCapExceeded, SupplierMergedInto
from domain.suppliers.evidence_commands import ProposeSupplierBankDetails
from domain.suppliers.evidence_events import SupplierBankDetailsProposed
from domain.suppliers.state import SUPPLIER
from tests.application.company import Company, id_of, line

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
PARENT: Final = ProposeSupplier(
    now=NOW,
    supplier_id=id_of("parent"),
    number="S-P",
    name="Parent",
    proposed_by="adam",
    tax_id="12-345",
)
CHILD: Final = replace(PARENT, supplier_id=id_of("child"), number="S-C", name="Child")


async def proposes(company: Company, name: str) -> str:
    """A supplier that nobody has cleared."""
    command = replace(PARENT, supplier_id=id_of(name), number=name, tax_id=None)
    await company.do(command)
    return command.supplier_id


async def test_a_child_bears_the_tax_id_of_its_parent_only_with_a_reason(company: Company) -> None:
    await company.do(PARENT)
    named = replace(CHILD, parent_id=PARENT.supplier_id)
    with pytest.raises(NumberTaken):
        await company.do(named)
    await company.do(replace(named, parent_reason_code="branch"))
    child = await company.state(SUPPLIER, CHILD.supplier_id)
    assert (child.tax_id, child.parent and child.parent.number) == ("12-345", "S-P")


async def test_a_stranger_is_no_parent_of_who_holds_the_tax_id(company: Company) -> None:
    await company.do(PARENT)
    stranger = await proposes(company, "stranger")
    with pytest.raises(NumberTaken):
        await company.do(replace(CHILD, parent_id=stranger, parent_reason_code="branch"))


async def test_an_identifier_is_free_again_once_it_was_removed(company: Company) -> None:
    first, second = [await proposes(company, name) for name in ("first", "second")]
    gln = RecordSupplierIdentifier(
        now=NOW, supplier_id=first, scheme="gln", value="0614141000012", recorded_by="adam"
    )
    await company.do(gln)
    with pytest.raises(NumberTaken, match="first"):
        await company.do(replace(gln, supplier_id=second))
    await company.do(
        RemoveSupplierIdentifier(
            now=NOW,
            supplier_id=first,
            scheme="gln",
            value="0614141000012",
            removed_by="adam",
            reason_code="mistyped",
        )
    )
    await company.do(replace(gln, supplier_id=second))


async def test_a_second_supplier_with_the_same_account_tells_of_the_first(company: Company) -> None:
    first, second = [await proposes(company, name) for name in ("first", "second")]
    details = ProposeSupplierBankDetails(
        now=NOW,
        supplier_id=first,
        scheme="us_ach",
        bank="021000021",
        masked="****6789",
        fingerprint="0f" * 32,
        currency="USD",
        proposed_by="adam",
    )
    await company.do(details)
    await company.do(replace(details, supplier_id=second))
    (*_, told) = await company.events(SUPPLIER, second)
    assert isinstance(told, SupplierBankDetailsProposed)
    assert told.shared_with is not None
    assert told.shared_with.number == "first"


async def test_two_orders_do_not_take_the_same_rest_of_a_cap(company: Company) -> None:
    supplier = await proposes(company, "flood aid")
    await company.do(
        ActivateSupplierConditionally(
            now=NOW,
            supplier_id=supplier,
            activated_by="carla",
            kind="emergency",
            cap=Decimal(1000),
            currency="USD",
            until=date(2026, 3, 31),
            reason_code="flood",
        )
    )
    for name in ("PO-1", "PO-2"):
        await company.drafts(line("60", "10"), name=name, supplier="flood aid")
        await company.submits(name, case=f"CASE of {name}")
    await company.issues("PO-1")
    with pytest.raises(SupplierCapExceeded):
        await company.issues("PO-2")
    assert await company.types(PURCHASE_ORDER, id_of("PO-2")) == [
        "created",
        "line_added",
        "submitted",
        "approved",
    ]
    less = ChangedLine(line=1, quantity=Decimal(40))
    change = ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(less,))
    await company.do(change, "bella")
    await company.issues("PO-2")
    more = replace(change, lines=(replace(less, quantity=Decimal(41)),))
    with pytest.raises(SupplierCapExceeded, match="400"):
        await company.do(more, "bella")
    limits = (await company.state(SUPPLIER, supplier)).limits
    assert limits is not None
    assert limits.spent_in_all == 1000


async def test_who_orders_from_a_merged_supplier_is_told_where_to_order(company: Company) -> None:
    survivor = await proposes(company, "survivor")
    await company.do(ActivateSupplier(now=NOW, supplier_id=survivor, activated_by="carla"))
    await company.drafts(line("1", "10"))
    await company.submits()
    merge = MergeSupplier(
        now=NOW + timedelta(hours=1),
        supplier_id=id_of("medline"),
        survivor_id=survivor,
        merged_by="carla",
        reason_code="acquired",
    )
    await company.do(merge)
    with pytest.raises(SupplierMergedInto, match="survivor"):
        await company.issues()
    with pytest.raises(SupplierMergedInto, match="survivor"):
        await company.drafts(line("1", "10"), name="PO-2")
    assert [each.number for each in (await company.state(SUPPLIER, survivor)).absorbed] == [
        "medline"
    ]
