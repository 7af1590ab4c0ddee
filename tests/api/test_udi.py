"""A scanned label over HTTP: what it says, and which unit of which item it names."""

from api import examples
from tests.api.case import Story
from tests.api.office import Office, refused
from tests.api.openapi import Document

GTIN = "09506000134352"


def test_a_scan_names_the_unit_of_an_item_and_tells_what_is_on_the_label(case: Story) -> None:
    told = case.office.see("udi", code=f"01{GTIN}1728022910LOT-0731\x1d21S7")
    assert told["udi"] == {
        "gtin": GTIN,
        "lot": "LOT-0731",
        "serial": "S7",
        "produced_on": None,
        "expires_on": "2028-02-29",
    }
    assert told["names"]["item_id"] == examples.ITEM
    assert told["names"]["unit"] == "EA"
    assert case.office.see("udi", code="(01)19506000134359")["names"]["unit"] == "BX"


def test_a_label_of_nothing_in_the_catalogue_is_read_all_the_same(office: Office) -> None:
    told = office.see("udi", code=f"(01){GTIN}")
    assert (told["udi"]["gtin"], told["names"]) == (GTIN, None)


def test_what_is_no_udi_is_refused_with_its_place(office: Office) -> None:
    told = refused(office.get("udi", code=f"(01){GTIN}(17)281301"), 422, "udi.unreadable")
    assert told["values"]["place"] == 23
    refused(office.get("udi", code=GTIN), 422, "udi.unreadable")
    refused(office.get("udi", code=f"(01){GTIN[:-1]}7"), 422, "catalogue_item.invalid_gtin")
    refused(office.get("udi"), 422, "request.invalid")
    refused(office.get("udi", code="1" * 201), 422, "request.invalid")
    refused(office.get("udi", code=f"(01){GTIN}", lot="A"), 422, "request.unknown_parameter")


def test_the_answer_is_as_it_is_described_and_belongs_to_its_moment(
    case: Story, document: Document
) -> None:
    told = case.office.see("udi", code=f"(01){GTIN}(10)A")
    assert list(document.misfits(document.answer("/v1/udi"), told)) == []
    before = case.office.see("udi", code=f"(01){GTIN}(10)A", as_of=0)
    assert list(document.misfits(document.answer("/v1/udi"), before)) == []
    assert before["names"] is None
