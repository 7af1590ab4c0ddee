"""Invoices are due in parts that add up to the cent, as their supplier agreed or as they state."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.errors import Rejected
from domain.invoices.instalments import (
    Instalment,
    InvoiceInstalmentsDiffer,
    StatedInstalment,
    instalments,
)
from domain.suppliers.commands import AgreeSupplierPaymentTerms
from domain.suppliers.errors import SupplierNothingChanged
from domain.suppliers.payment_terms import (
    SupplierPaymentTermsAgreed,
    SupplierTermsInvalid,
    TermShare,
    agree_payment_terms,
)
from tests.domain.orders import MEDLINE, NOW, TODAY

Parts = tuple[tuple[str, int], ...]
HALVES: Final[Parts] = (("50", 0), ("50", 30))


def shares(*parts: tuple[str, int]) -> tuple[TermShare, ...]:
    return tuple(TermShare(percent=Decimal(percent), days=days) for percent, days in parts)


def agreeing(*parts: tuple[str, int]) -> AgreeSupplierPaymentTerms:
    wanted = tuple((Decimal(percent), days) for percent, days in parts)
    return AgreeSupplierPaymentTerms(
        now=NOW, supplier_id=MEDLINE, instalments=wanted, agreed_by="cora"
    )


def part(days: int, amount: str) -> StatedInstalment:
    return StatedInstalment(due_on=TODAY + timedelta(days=days), amount=Decimal(amount))


def test_terms_are_agreed_taken_back_and_never_agreed_twice() -> None:
    agreed = agree_payment_terms("S-1", (), agreeing(*HALVES))
    assert agreed == SupplierPaymentTermsAgreed(instalments=shares(*HALVES), agreed_by="cora")
    with pytest.raises(SupplierNothingChanged):
        agree_payment_terms("S-1", agreed.instalments, agreeing(*HALVES))
    assert agree_payment_terms("S-1", agreed.instalments, agreeing()).instalments == ()


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((("50", 0), ("49.99", 30)), id="less than the whole"),
        pytest.param((("50", 0), ("51", 30)), id="more than the whole"),
        pytest.param((("100", 0), ("0", 30)), id="a part of nothing"),
        pytest.param((("50", 30), ("50", 0)), id="backwards"),
        pytest.param((("50", 30), ("50", 30)), id="twice on one day"),
        pytest.param(tuple(("1", day) for day in range(100)), id="too many"),
    ],
)
def test_terms_that_are_no_whole_are_refused(parts: Parts) -> None:
    with pytest.raises(SupplierTermsInvalid):
        agree_payment_terms("S-1", (), agreeing(*parts))


def test_an_odd_cent_goes_to_the_first_of_equal_parts() -> None:
    found = instalments((), shares(*HALVES), TODAY, Decimal("100.01"), "USD")
    assert found == (
        Instalment(due_on=TODAY, amount=Decimal("50.01"), percent=Decimal(50)),
        Instalment(due_on=TODAY + timedelta(days=30), amount=Decimal("50.00"), percent=Decimal(50)),
    )


@for_all(
    st.lists(st.integers(1, 97), min_size=1, max_size=6),
    st.integers(1, 10**9),
    st.sampled_from((("USD", 2), ("JPY", 0), ("KWD", 3))),
)
def test_the_parts_are_the_total_in_every_currency(
    weights: list[int], units: int, currency: tuple[str, int]
) -> None:
    code, places = currency
    total = Decimal(units).scaleb(-places)
    agreed = tuple(TermShare(percent=Decimal(each), days=n) for n, each in enumerate(weights))
    found = instalments((), agreed, TODAY, total, code)
    assert found is not None
    assert sum(each.amount for each in found) == total


def test_what_the_invoice_states_goes_before_what_the_supplier_agreed() -> None:
    found = instalments(
        (part(10, "30"), part(20, "70")), shares(*HALVES), TODAY, Decimal(100), "USD"
    )
    assert found is not None
    assert [each.amount for each in found] == [30, 70]
    assert instalments((), (), TODAY, Decimal(100), "USD") is None
    assert instalments((), shares(*HALVES), TODAY, Decimal(0), "USD") is None


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param((part(0, "99.99"),), id="a cent short"),
        pytest.param((part(0, "100"), part(1, "0")), id="a part of nothing"),
        pytest.param((part(0, "120"), part(1, "-20")), id="below nothing"),
        pytest.param((part(2, "50"), part(1, "50")), id="backwards"),
        pytest.param((part(-1, "100"),), id="before the invoice"),
    ],
)
def test_stated_parts_that_are_not_the_total_are_refused(
    stated: tuple[StatedInstalment, ...],
) -> None:
    refusal: type[Rejected] = InvoiceInstalmentsDiffer
    with pytest.raises(refusal):
        instalments(stated, (), date(2026, 3, 1), Decimal(100), "USD")
