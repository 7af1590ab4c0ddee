"""What is plain at a glance is what pydantic takes unchanged; all else pydantic has looked at."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Annotated, Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from domain.event import DocumentRef, Event, Value
from domain.glance import Glance, Scope, constructor
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.lines import ShareWeight
from domain.quantity import Pack, Quantity, Ratio, Unit
from domain.registry import EVENTS
from tests.golden.examples import example

TYPES: Final[dict[str, Any]] = {
    "Amount": Amount,
    "Code": Code,
    "Currency": Currency,
    "Id": Id,
    "LineNo": LineNo,
    "Number": Number,
    "Quantity": Quantity,
    "Ratio": Ratio,
    "ShareWeight": ShareWeight,
    "Text": Text,
    "Unit": Unit,
    "UnitPrice": UnitPrice,
}
WRONG: Final = (None, "\u200b", Decimal("NaN"), -1, True, (b"x",))
KINDS: Final = sorted(EVENTS.values(), key=lambda kind: kind.TYPE)


def values_of() -> Iterator[type[Value]]:
    waiting: list[type[Value]] = [Value]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        yield kind


def glance_of(name: str) -> Glance:
    found = get_args(TYPES[name])[-1]
    assert isinstance(found, Glance)
    return found


def candidates(glance: Glance) -> st.SearchStrategy[object]:
    """Plain ones, those that nearly are, and anything else of the type."""
    if isinstance(glance.plain, range):
        return st.sampled_from([glance.plain[0], glance.plain[-1]]) | st.integers()
    texts = st.from_regex(glance.plain) | st.from_regex(glance.plain, fullmatch=True)
    if glance.kind is str:
        return texts | st.text()
    return (
        st.from_regex(glance.plain, fullmatch=True).map(Decimal)
        | st.decimals(places=6)
        | st.decimals()
    )


@pytest.mark.parametrize("name", TYPES)
@given(data=st.data())
def test_what_is_plain_is_taken_unchanged(name: str, data: st.DataObject) -> None:
    glance = glance_of(name)
    value = data.draw(candidates(glance))
    scope: Scope = {"_str": str, "value": value}
    if eval(glance.condition("value", scope), scope):
        taken = TypeAdapter(TYPES[name]).validate_python(value)
        assert (type(taken), str(taken)) == (type(value), str(value))


def fields_of(value: Value) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).model_fields}


def checked(kind: type[Value], fields: dict[str, Any]) -> Value:
    """As pydantic makes it."""
    value = kind.__new__(kind)
    BaseModel.__init__(value, **fields)
    return value


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.TYPE)
def test_an_event_is_the_one_that_pydantic_makes(kind: type[Event]) -> None:
    fields = fields_of(example(kind))
    made, same = kind(**fields), checked(kind, fields)
    assert made == same
    assert list(vars(made).items()) == list(vars(same).items())  # They are stored in this order.
    assert made.model_copy() == same
    assert hash(made) == hash(same)
    assert repr(made) == repr(same)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.TYPE)
def test_what_is_not_plain_is_judged_by_pydantic(kind: type[Event]) -> None:
    whole = fields_of(example(kind))
    for name, wrong in product(whole, WRONG):
        fields = {**whole, name: wrong}
        try:
            same: object = checked(kind, fields)
        except ValidationError as refused:
            same = refused.errors(include_url=False, include_context=False)
        try:
            made: object = kind(**fields)
        except ValidationError as refused:
            made = refused.errors(include_url=False, include_context=False)
        assert repr(made) == repr(same)


def test_plain_values_need_no_pydantic(monkeypatch: pytest.MonkeyPatch) -> None:
    Pack(unit="EA", base_unit="EA")
    monkeypatch.setattr(BaseModel, "__init__", lambda *_, **__: pytest.fail("pydantic is asked"))
    assert Pack(unit="BX", base_unit="EA", numerator=12).numerator == 12


def test_a_field_that_is_missing_or_unknown_is_told() -> None:
    fields: dict[str, Any] = {"unit": "EA", "base_unit": "EA", "other": 1}
    with pytest.raises(ValidationError, match="Field required"):
        Pack(**{name: each for name, each in fields.items() if name == "unit"})
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Pack(**fields)


class _Stricter(Value):
    narrow: Annotated[LineNo, Field(le=3)]


class _Wider(DocumentRef):
    more: LineNo


def test_a_rule_that_comes_behind_is_heard() -> None:
    assert _Stricter(narrow=3).narrow == 3
    with pytest.raises(ValidationError):
        _Stricter(narrow=4)


def test_no_rule_comes_before_those_of_the_type() -> None:
    with pytest.raises(AssertionError, match="stand in their types"):

        class _Assigned(Value):
            narrow: LineNo = Field(le=3)


def test_a_class_has_a_constructor_of_its_own() -> None:
    fields = fields_of(DocumentRef(aggregate="receipt", id=EXAMPLE_ID, number="GR-1"))
    assert _Wider(**fields, more=1).more == 1
    with pytest.raises(ValidationError):
        _Wider(**fields)
    with pytest.raises(ValidationError):
        _Wider(**fields, more=0)


def test_a_subclass_of_a_plain_type_is_not_plain() -> None:
    class Loud(str):
        __slots__ = ()

        def isascii(self) -> bool:
            return True

    with pytest.raises(ValidationError):
        Pack(unit=Loud("no unit"), base_unit="EA")
    assert type(DocumentRef(aggregate="a", id=EXAMPLE_ID, number=Loud("GR-1")).number) is str


def test_what_was_stored_is_read_by_pydantic_alone() -> None:
    DocumentRef(aggregate="receipt", id=EXAMPLE_ID, number="GR-1")

    class Later(DocumentRef):
        more: LineNo

    assert Later in values_of()
    assert not any(kind.__pydantic_custom_init__ for kind in values_of())


def test_what_is_never_plain_keeps_the_constructor_of_pydantic() -> None:
    class Deep(Value):
        numbers: dict[str, int]

    assert constructor(Deep) is BaseModel.__init__
    assert Deep(numbers={"one": 1}).numbers == {"one": 1}


EXAMPLE_ID: Final = "00000000-0000-4000-8000-000000000001"
