"""Journal entries of payments: cash and discounts settle what is owed; what came back is undone."""

import pytest

from tests.domain.test_accounting import HEADER, booked

MADE = {**HEADER, "amount": "539.00", "paid_on": "2026-03-04", "voided_on": "2026-03-06"}


@pytest.mark.parametrize(
    ("kind", "discount", "lines"),
    [
        pytest.param(
            "invoice.payment_recorded",
            {"discount": "11.00"},
            (
                "accounts_payable debit 539.00",
                "cash credit 539.00",
                "accounts_payable debit 11.00",
                "discount_earned credit 11.00",
            ),
            id="early",
        ),
        pytest.param(
            "invoice.payment_voided",
            {"discount": "11.00"},
            (
                "accounts_payable credit 539.00",
                "cash debit 539.00",
                "accounts_payable credit 11.00",
                "discount_earned debit 11.00",
            ),
            id="early, and came back",
        ),
        pytest.param(
            "invoice.payment_voided",
            {},
            ("accounts_payable credit 539.00", "cash debit 539.00"),
            id="came back",
        ),
    ],
)
def test_a_payment_books_cash_and_discount(
    kind: str, discount: dict[str, str], lines: tuple[str, ...]
) -> None:
    assert booked(kind, {**MADE, **discount}) == lines


@pytest.mark.parametrize(
    "kind",
    ["invoice.payment_scheduled", "invoice.payment_withdrawn", "invoice.payment_failed"],
)
def test_a_plan_moves_no_value(kind: str) -> None:
    assert booked(kind, MADE) == ()
