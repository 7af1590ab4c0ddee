"""Identifiers bear check digits, and what a conditional supplier takes of its cap is counted."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import DocumentRef
from domain.money import TooPrecise, UnknownCurrency
from domain.suppliers.commands import (
    ActivateSupplierConditionally,
    CloseSupplierSite,
    RecordSupplierIdentifier,
    RecordSupplierSite,
    RemoveSupplierIdentifier,
)
from domain.suppliers.decide import activate_conditionally
from domain.suppliers.eligibility import commit_spend
from domain.suppliers.errors import (
    SupplierCapCurrency,
    SupplierCapExceeded,
    SupplierCapNotPositive,
    SupplierIdentifierInvalid,
    SupplierIdentifierStands,
    SupplierMatchOpen,
    SupplierNothingChanged,
    SupplierOneOrderOnly,
    SupplierPeriodInvalid,
    SupplierRequirementsMissing,
    SupplierSelfCleared,
    SupplierUnknownPart,
    SupplierWrongStatus,
)
from domain.suppliers.events import (
    SupplierIdentifierRecorded,
    SupplierIdentifierRemoved,
    SupplierSiteClosed,
    SupplierSiteRecorded,
    SupplierSpendCommitted,
)
from domain.suppliers.identifiers import checked_identifier
from domain.suppliers.registers import (
    close_site,
    record_identifier,
    record_site,
    remove_identifier,
)
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import IdentifierScheme
from tests.domain.orders import ref as document
from tests.domain.scenario import given
from tests.domain.suppliers import (
    MEDLINE,
    NOW,
    active,
    conditional,
    day,
    looked,
    proposed,
    screened,
)

PROPOSED: Final = proposed()
OPEN: Final = ActivateSupplierConditionally(
    now=NOW,
    supplier_id=MEDLINE,
    activated_by="carla",
    kind="emergency",
    cap=Decimal(1000),
    currency="USD",
    until=day(30),
    reason_code="flood",
)
ORDER: Final = document("purchase_order", 1)
LATER: Final = document("purchase_order", 9)

# Scheme, number, and the check digit that it should have had, or what else is wrong.
IDENTIFIERS: Final = """
    gln   0614141000012
    gln   0614141000013    check digit is 2
    gln   061414100001     not 13 digits
    gln   06141410000x2    not 13 digits
    duns  123456789
    duns  12-345-6789      nine digits
    duns  12345678         nine digits
    dea   AB1234563
    dea   A91234563
    dea   AB1234567        check digit is 3
    dea   ab1234563        two capital letters
    dea   A11234563        two capital letters
    tax_id  DE811907980
"""


@pytest.mark.parametrize("row", IDENTIFIERS.strip().splitlines())
def test_identifiers_are_checked_by_their_scheme(row: str) -> None:
    name, value, *problem = row.split(maxsplit=2)
    schemes: dict[str, IdentifierScheme] = {
        "gln": "gln",
        "duns": "duns",
        "dea": "dea",
        "tax_id": "tax_id",
    }
    if not problem:
        assert checked_identifier(schemes[name], value) == value
        return
    with pytest.raises(SupplierIdentifierInvalid, match=problem[0]):
        checked_identifier(schemes[name], value)


def identify(scheme: IdentifierScheme, value: str) -> RecordSupplierIdentifier:
    return RecordSupplierIdentifier(
        now=NOW, supplier_id=MEDLINE, scheme=scheme, value=value, recorded_by="adam"
    )


def identified(scheme: IdentifierScheme, value: str) -> SupplierIdentifierRecorded:
    return SupplierIdentifierRecorded(scheme=scheme, value=value, recorded_by="adam")


def remove(scheme: IdentifierScheme, value: str) -> RemoveSupplierIdentifier:
    return RemoveSupplierIdentifier(
        now=NOW,
        supplier_id=MEDLINE,
        scheme=scheme,
        value=value,
        removed_by="adam",
        reason_code="mistyped",
    )


def removed(scheme: IdentifierScheme, value: str) -> SupplierIdentifierRemoved:
    return SupplierIdentifierRemoved(
        scheme=scheme, value=value, removed_by="adam", reason_code="mistyped"
    )


def test_a_supplier_has_several_glns_and_one_tax_id() -> None:
    gln, other = "0614141000012", "0614141000029"
    history = given(SUPPLIER, PROPOSED, identified("gln", gln))
    history.when(record_identifier, identify("gln", gln)).rejected(SupplierNothingChanged)
    history.when(record_identifier, identify("gln", other)).then(identified("gln", other))
    refused = history.when(record_identifier, identify("tax_id", "98-7")).rejected(
        SupplierIdentifierStands
    )
    assert "tax_id 12-345" in refused.message


def test_a_tax_id_is_removed_before_another_takes_its_place() -> None:
    history = given(SUPPLIER, PROPOSED, removed("tax_id", "12-345"))
    state = history.when(record_identifier, identify("tax_id", "98-7")).then(
        identified("tax_id", "98-7")
    )
    assert state.tax_id == "98-7"
    given(SUPPLIER, PROPOSED).when(remove_identifier, remove("tax_id", "12-345")).then(
        removed("tax_id", "12-345")
    )
    history.when(remove_identifier, remove("tax_id", "12-345")).rejected(SupplierUnknownPart)


def test_sites_are_recorded_and_closed_by_name() -> None:
    record = RecordSupplierSite(
        now=NOW, supplier_id=MEDLINE, site="REMIT", country="US", recorded_by="adam"
    )
    site = SupplierSiteRecorded(site="REMIT", country="US", recorded_by="adam")
    given(SUPPLIER, PROPOSED).when(record_site, record).then(site)
    history = given(SUPPLIER, PROPOSED, site)
    history.when(record_site, record).rejected(SupplierNothingChanged)
    history.when(record_site, replace(record, country="CA")).then(
        site.model_copy(update={"country": "CA"})
    )
    close = CloseSupplierSite(
        now=NOW, supplier_id=MEDLINE, site="REMIT", closed_by="adam", reason_code="moved"
    )
    gone = SupplierSiteClosed(site="REMIT", closed_by="adam", reason_code="moved")
    assert history.when(close_site, close).then(gone).sites == {}
    given(SUPPLIER, PROPOSED).when(close_site, close).rejected(SupplierUnknownPart, name="REMIT")


def test_a_supplier_is_opened_within_limits_before_its_documents_are_there() -> None:
    history = given(SUPPLIER, proposed("standard"), *screened())
    state = history.when(activate_conditionally, OPEN).then(conditional())
    assert state.status == "conditional"
    assert state.limits is not None
    given(SUPPLIER, proposed("standard")).when(activate_conditionally, OPEN).rejected(
        SupplierRequirementsMissing, documents=()
    )
    history.when(activate_conditionally, replace(OPEN, activated_by="adam")).rejected(
        SupplierSelfCleared
    )
    given(SUPPLIER, PROPOSED, looked("sam", "match")).when(activate_conditionally, OPEN).rejected(
        SupplierMatchOpen
    )
    given(SUPPLIER, *active()).when(activate_conditionally, OPEN).rejected(SupplierWrongStatus)


# What is stated, and how it is refused.
LIMITS: Final[list[tuple[dict[str, Any], type]]] = [
    ({"until": day(-1)}, SupplierPeriodInvalid),
    ({"until": day(91)}, SupplierPeriodInvalid),
    ({"cap": Decimal(0)}, SupplierCapNotPositive),
    ({"cap": Decimal(-1)}, SupplierCapNotPositive),
    ({"cap": Decimal("0.001")}, TooPrecise),
    ({"currency": "XXX"}, UnknownCurrency),
]


@pytest.mark.parametrize(("stated", "refusal"), LIMITS)
def test_limits_that_mean_nothing_are_refused(stated: dict[str, Any], refusal: type) -> None:
    given(SUPPLIER, PROPOSED).when(activate_conditionally, replace(OPEN, **stated)).rejected(
        refusal
    )


def committed(amount: str, order: DocumentRef = ORDER) -> SupplierSpendCommitted:
    return SupplierSpendCommitted(purchase_order=order, amount=Decimal(amount), currency="USD")


def test_orders_take_of_the_cap_until_nothing_is_left() -> None:
    history = given(SUPPLIER, PROPOSED, conditional("1000"), committed("700"))
    history.when(commit_spend, LATER, Decimal(300), "USD").then(committed("300", LATER))
    history.when(commit_spend, LATER, Decimal("300.01"), "USD").rejected(
        SupplierCapExceeded, left="300"
    )
    history.when(commit_spend, LATER, Decimal(1), "EUR").rejected(SupplierCapCurrency)


def test_an_order_that_changes_replaces_what_it_took() -> None:
    history = given(SUPPLIER, PROPOSED, conditional("1000"), committed("700"))
    history.when(commit_spend, ORDER, Decimal(1000), "USD").then(committed("1000"))
    history.when(commit_spend, ORDER, Decimal(1001), "USD").rejected(SupplierCapExceeded)
    history.when(commit_spend, ORDER, Decimal(0), "USD").then(committed("0"))
    history.when(commit_spend, ORDER, Decimal(700), "USD").then()


def test_the_same_figure_in_another_currency_is_another_amount_of_the_cap() -> None:
    history = given(SUPPLIER, PROPOSED, conditional("1000"), committed("700"))
    history.when(commit_spend, ORDER, Decimal(700), "EUR").rejected(SupplierCapCurrency)


def test_a_supplier_opened_for_one_order_gets_one() -> None:
    once = conditional("1000", kind="one_time")
    given(SUPPLIER, PROPOSED, once).when(commit_spend, ORDER, Decimal(5), "USD").then(
        committed("5")
    )
    given(SUPPLIER, PROPOSED, once, committed("5")).when(
        commit_spend, LATER, Decimal(5), "USD"
    ).rejected(SupplierOneOrderOnly)


def test_nothing_is_counted_of_a_supplier_without_limits() -> None:
    given(SUPPLIER, *active()).when(commit_spend, ORDER, Decimal(10**9), "EUR").then()
