"""The dashboard's figures, now and as of any moment."""

import re
from datetime import date
from decimal import Decimal

import httpx2
import pytest

from tests.web.conftest import House
from tests.web.markup import Markup, read
from tests.web.network import HOSTILE, MONTHS, ORDERED, PRICE, RECEIVED

ORDER_VALUE = ORDERED * PRICE
STILL_OPEN = (ORDERED - RECEIVED) * PRICE


def seen(reader: httpx2.Client, address: str, **parameters: object) -> Markup:
    answer = reader.get(address, params={k: str(v) for k, v in parameters.items()})
    assert answer.status_code == 200, answer.text
    return read(answer)


@pytest.mark.parametrize("month", [0, 1, 11, 23])
@pytest.mark.parametrize("page", ["/", "/figures"])
def test_every_figure_is_as_of_the_asked_position(
    reader: httpx2.Client, house: House, page: str, month: int
) -> None:
    drawn = seen(reader, page, as_of=house.positions[month]).json("drawn")
    told = month + 1
    months = {row["name"]: row for row in drawn["months"]}
    assert sum(row["orders"] for row in drawn["months"]) == told
    assert sum(Decimal(row["order_value"]) for row in drawn["months"]) == told * ORDER_VALUE
    assert months[f"{MONTHS[month]:%b %Y}"]["invoices"] == 1
    open_value = sum(Decimal(row["value"]) for row in drawn["facilities"])
    assert open_value == told * STILL_OPEN
    assert [Decimal(row["value"]) for row in drawn["holds"]] == ([told // 2] if month else [])
    # Odd months were billed for what is still to come: GR/IR is negative by that.
    balance = sum(Decimal(row["value"]) for row in drawn["grir"])
    assert balance == -(told // 2) * STILL_OPEN
    legs = {row["name"]: row for row in drawn["legs"]}
    assert (legs["Order to receipt"]["ended"], legs["Order to receipt"]["half"]) == (told, "1.00")


def test_before_the_first_fact_there_is_nothing_and_no_failure(reader: httpx2.Client) -> None:
    page = seen(reader, "/", as_of=0)
    drawn = page.json("drawn")
    assert (drawn["facilities"], drawn["holds"], drawn["grir"], drawn["legs"]) == ([], [], [], [])
    assert "before the first fact" in page.text


def test_amounts_of_another_currency_are_never_added_up(reader: httpx2.Client) -> None:
    euros = seen(reader, "/", currency="EUR").json("drawn")
    assert euros["currency"] == "EUR"
    assert [Decimal(row["value"]) for row in euros["facilities"]] == [ORDER_VALUE]
    assert sum(row["orders"] for row in euros["months"]) == 1
    dollars = seen(reader, "/").json("drawn")
    assert (dollars["currency"], sum(row["orders"] for row in dollars["months"])) == ("USD", 24)


def test_the_slider_has_a_stop_for_each_day_with_its_last_position(
    reader: httpx2.Client, house: House
) -> None:
    stops = seen(reader, "/").json("stops")
    days = {date.fromisoformat(day): position for day, position, _ in stops["days"]}
    assert list(days.values()) == sorted(days.values())
    ends = [days[month.replace(day=12)] for month in MONTHS]
    assert ends[:-1] == house.positions[:-1]
    assert stops["place"] == len(stops["days"]) - 1


def test_a_fact_that_is_learned_late_leaves_the_days_before_as_they_were(
    reader: httpx2.Client, house: House
) -> None:
    stops = seen(reader, "/").json("stops")["days"]
    assert stops[-1][0] == MONTHS[-1].replace(day=12).isoformat()
    assert stops[-1][1] > house.positions[-1]


def test_the_past_says_so_and_leads_back_to_now(reader: httpx2.Client, house: House) -> None:
    then = seen(reader, "/", as_of=house.positions[3])
    assert "You see the past: the end of 12 April 2024" in then.text
    assert (
        "You see the past: the course of 12 April 2024"
        in seen(reader, "/", as_of=house.positions[3] - 1).text
    )
    assert "You see the past" not in seen(reader, "/").text


def test_links_stay_in_the_moment_that_is_shown(reader: httpx2.Client, house: House) -> None:
    moment = f"as_of={house.positions[7]}"
    for page in ("/", "/figures", "/lists/purchase_orders"):
        links = seen(reader, page, as_of=house.positions[7]).links
        away = [link for link in links if moment not in link and not link.startswith("#")]
        assert away == ["/" if page == "/figures" else page], "only the way back leaves it"
        assert len(links) > len(MONTHS) // 2


def test_a_name_that_looks_like_code_stays_a_name(reader: httpx2.Client) -> None:
    for address in ("/", "/figures", "/lists/purchase_orders", "/lists/suppliers"):
        answer = reader.get(address)
        page = read(answer)
        assert HOSTILE in page.texts, address
        assert "<script>window" not in answer.text
        assert page.foreign_scripts == page.styles == 0


def test_data_in_a_script_element_cannot_end_it() -> None:
    from api.web.words import script

    text = script({"name": f"{HOSTILE}<!--\u2028"})
    assert re.search("[<>&\u2028]", text) is None


def test_a_moment_beyond_history_is_told_in_words(reader: httpx2.Client) -> None:
    for address in ("/", "/lists/invoices", "/figures"):
        answer = reader.get(address, params={"as_of": 10**9})
        assert answer.status_code == 422
        assert "History has come to position" in read(answer).text


def test_a_part_that_fails_is_told_in_the_page_s_notice(reader: httpx2.Client) -> None:
    answer = reader.get("/figures?as_of=soon", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#notice")
    assert "as_of in the address is wrong" in read(answer).text


def test_the_lag_of_every_read_model_is_told(reader: httpx2.Client) -> None:
    text = seen(reader, "/lag").text
    assert "All read models are level with the log" in text
    assert "Purchase orders level" in text
