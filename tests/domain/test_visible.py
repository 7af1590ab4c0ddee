"""What nobody sees is no part of a number or a name, and does not make a stored fact unreadable."""

import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.ids import CopiedNumber, Number, Text
from domain.suppliers.events import SupplierProposed
from domain.visible import STORED, without_unwritten

NUMBER: TypeAdapter[str] = TypeAdapter(Number)
TEXT: TypeAdapter[str] = TypeAdapter(Text)
UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Cs")
LAYOUT = "\t\n\r"
JOINERS = "\u200c\u200d"


def refused(form: TypeAdapter[str], value: str) -> bool:
    try:
        form.validate_python(value)
    except ValidationError:
        return True
    return False


def test_no_number_and_no_text_holds_a_control_or_format_character() -> None:
    unseen = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in UNSEEN]
    assert len(unseen) > 200
    assert [each for each in unseen if not refused(NUMBER, f"PO{each}1")] == []
    taken = [each for each in unseen if not refused(TEXT, f"Glo{each}ves")]
    assert taken == sorted(LAYOUT)


@pytest.mark.parametrize("blank", ["\u3164", "\u2800", "\uffa0", "\u034f", "\ufe0f"])
def test_letters_that_are_blank_are_refused_too(blank: str) -> None:
    assert refused(NUMBER, f"PO{blank}1")
    assert refused(TEXT, f"Glo{blank}ves")


def test_a_noncharacter_is_no_text() -> None:
    none = [
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | n for plane in range(17) for n in (0xFFFE, 0xFFFF)),
    ]
    assert len(none) == 66
    for each in map(chr, none):
        assert refused(NUMBER, f"PO{each}1")
        assert refused(TEXT, f"Glo{each}ves")


@pytest.mark.parametrize("private", ["\ue000", "\uf0b7", "\U000f0000", "\U0010fffd"])
def test_private_use_is_no_part_of_a_number_and_may_be_pasted_into_a_text(private: str) -> None:
    assert refused(NUMBER, f"PO{private}1")
    assert not refused(TEXT, f"{private} Gloves")
    with pytest.raises(
        ValidationError, match=r"private-use character U\+[0-9A-F]+ at place 3; leave"
    ):
        NUMBER.validate_python(f"PO{private}1")


@pytest.mark.parametrize("mark", ["\u0301", "\u036f", "\u20d0", "\ufe20"])
def test_a_mark_that_combines_with_what_stands_before_it_is_no_beginning(mark: str) -> None:
    for form in (NUMBER, TEXT):
        assert refused(form, mark)
        assert refused(form, f"{mark}Eva")
        assert not refused(form, f"E{mark}va")
    with pytest.raises(ValidationError, match=r"combining mark U\+[0-9A-F]+ at place 1; leave"):
        TEXT.validate_python(f"{mark}Eva")


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000"])
def test_a_space_of_any_width_is_neither_the_whole_nor_the_edge_of_a_number(blank: str) -> None:
    assert refused(TEXT, blank)
    for number in (blank, f"{blank}PO1", f"PO1{blank}"):
        assert refused(NUMBER, number)


@pytest.mark.parametrize(
    "name",
    [
        "\u0395\u03c5\u03b1\u03b3\u03b3\u03b5\u03bb\u03b9\u03c3\u03bc\u03cc\u03c2",  # Greek.
        "\u0645\u0633\u062a\u0634\u0641\u0649",  # Arabic.
        "Tru\u031bo\u031b\u0300ng",  # Vietnamese, with its marks apart.
        "\u0939\u093f\u0928\u094d\u0926\u0940",  # Hindi.
        "PO\u0378",  # No version has it yet; the next one may.
    ],
)
def test_numbers_and_names_of_every_script_are_taken(name: str) -> None:
    assert NUMBER.validate_python(name) == name
    assert TEXT.validate_python(name) == name


def test_the_refusal_says_which_and_where() -> None:
    with pytest.raises(ValidationError, match=r"invisible character U\+202E at place 3; leave"):
        NUMBER.validate_python("PO\u202e1")


@pytest.mark.parametrize(
    "text",
    [
        "Handschuhe, größe XL\n2. Wahl\tmit Puder",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a joiner of its own.
        "\u0915\u094d\u200d\u0937",  # Hindi.
        "\U0001f469\u200d\u2695\ufe0f is in",  # An emoji of four characters.
    ],
)
def test_texts_of_every_script_are_taken(text: str) -> None:
    assert TEXT.validate_python(text) == text


@pytest.mark.parametrize("text", ["Ac\u200dme", "Acme\u200c", "\u200d\u0915", "Caf\u00e9\u200d"])
def test_a_joiner_that_joins_nothing_is_refused(text: str) -> None:
    assert refused(TEXT, text)


def test_a_fact_that_was_stored_is_believed() -> None:
    stored = {"number": "SUP\u200b1", "name": "Ac\u202eme"}
    stored |= {"supplier_id": "00000000-0000-4000-8000-000000000001", "proposed_by": "sam"}
    with pytest.raises(ValidationError, match="2 validation errors"):
        SupplierProposed.model_validate(stored)
    assert SupplierProposed.model_validate(stored, context=STORED).number == "SUP\u200b1"


def test_what_nobody_wrote_is_left_out_of_a_copied_number_and_nothing_else_is() -> None:
    assert without_unwritten("\ufeffINV\u00ad-\u200b1\u200c2\u200d3\u2060") == "INV-123"
    for kept in ("INV-123", "\u202eINV-1", "r\u00e9f. 7", "\uff11\uff12"):
        assert without_unwritten(kept) == kept


def test_a_copied_number_is_kept_as_it_came_and_is_a_number_once_it_is_seen() -> None:
    number = TypeAdapter(CopiedNumber).validate_python
    assert number("INV\u00ad-1") == "INV\u00ad-1"
    for refused in ("\u00ad", "INV \u200b", "\u200b INV", "INV\u202e-1", ""):
        with pytest.raises(ValidationError):
            number(refused)
