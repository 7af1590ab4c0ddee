"""The dashboard in a real browser: the slider, the way to a document, nothing from elsewhere."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from api.security import TENANT_DEFAULT
from api.web.list_pages import LIST_PAGES
from tests.api import tour
from tests.api.office import offices
from tests.application.company import id_of
from tests.web.browsers import window
from tests.web.conftest import House
from tests.web.network import HOSTILE, MONTHS
from tests.web.watch import Watch

FOLLOW_MS_MAX = 20_000  # A page asks every two or three seconds; machines may be slow.
DOCUMENTS = (
    f"/documents/purchase_order/{id_of('PO-3')}",
    f"/documents/invoice/{id_of('invoice of PO-3')}",
    f"/documents/receipt/{id_of('receipt of PO-3')}",
    f"/documents/supplier/{id_of(HOSTILE)}",
    f"/documents/approval_case/{id_of('case of PO-3')}",
)
PNG = b"\x89PNG"


@pytest.fixture
def watch() -> Watch:
    """What goes on behind the page."""
    return Watch()


@pytest_asyncio.fixture
async def page(house: House, watch: Watch) -> AsyncIterator[Page]:
    """A window of a reader who has followed the sign-in link, watched for faults."""
    async with window() as opened:
        watch.over(opened)
        await opened.goto(f"{house.api.url}/sign-in?token={house.api.token}")
        await drawn(opened)
        yield opened


async def drawn(page: Page) -> None:
    """Waits until the charts stand."""
    await expect(page.locator("#months canvas")).to_be_visible()


async def tile(page: Page, label: str) -> str:
    """A headline figure."""
    return await page.locator(".tile", has_text=label).locator(".value").inner_text()


async def test_the_slider_drags_every_figure_through_the_years(
    page: Page, house: House, watch: Watch, tmp_path: Path
) -> None:
    await expect(page.locator("#header")).not_to_contain_text("You see the past")
    assert await tile(page, "Orders issued") == "24"

    track = await page.locator("#day").bounding_box()
    assert track is not None
    middle = track["y"] + track["height"] / 2
    await page.mouse.move(track["x"] + track["width"] - 10, middle)
    await page.mouse.down()
    for part in (0.9, 0.7, 0.5):
        await page.mouse.move(track["x"] + track["width"] * part, middle, steps=4)
    await page.mouse.up()
    await expect(page.locator("#header")).to_contain_text("You see the past: the end of")
    shown = await page.locator("#shown").inner_text()
    await expect(page.locator("#header")).to_contain_text(shown)
    await expect(page.locator(".tile", has_text="Orders issued")).not_to_contain_text("24")
    await expect(page).to_have_url(
        f"{house.api.url}/?as_of={await page.locator('#as_of').input_value()}"
    )

    orders = await tile(page, "Orders issued")
    await page.reload()
    await drawn(page)
    assert (await tile(page, "Orders issued"), await page.locator("#shown").inner_text()) == (
        orders,
        shown,
    )

    picture = await page.screenshot(path=tmp_path / "dashboard.png", full_page=True)
    assert picture.startswith(PNG)
    await page.locator("#now").click()
    await expect(page.locator("#header")).not_to_contain_text("You see the past")
    await expect(page.locator(".tile", has_text="Orders issued")).to_contain_text("24")
    await expect(page).to_have_url(f"{house.api.url}/")
    watch.saw_no_fault(house.api.url)


@pytest.mark.e2e
async def test_the_keyboard_moves_through_the_days(page: Page, house: House, watch: Watch) -> None:
    slider = page.get_by_role("slider", name="Now; the last fact is of")
    await slider.focus()
    await page.keyboard.press("Home")
    first = page.locator("#shown")
    await expect(first).to_have_text("10 January 2024")
    await expect(page.locator(".tile", has_text="Orders issued")).to_contain_text("1")
    await page.keyboard.press("ArrowRight")
    await expect(first).to_have_text("11 January 2024")
    assert await slider_text(page) == "11 January 2024"
    await page.get_by_role("button", name="A day earlier").press("Enter")
    await expect(first).to_have_text("10 January 2024")
    await expect(page.get_by_role("button", name="A day earlier")).to_be_disabled()
    await page.locator("#day").focus()
    await page.keyboard.press("End")
    await expect(page.locator("#header")).not_to_contain_text("You see the past")
    watch.saw_no_fault(house.api.url)


async def slider_text(page: Page) -> str | None:
    """What a screen reader says of the slider."""
    return await page.locator("#day").get_attribute("aria-valuetext")


async def test_a_click_on_a_bar_leads_to_the_list_and_on_to_the_document_of_that_moment(
    page: Page, house: House, watch: Watch, tmp_path: Path
) -> None:
    await page.goto(f"{house.api.url}/?as_of={house.positions[9]}")
    await drawn(page)
    await page.wait_for_function("() => purveyCharts.place('facilities', 0)")
    spot = await page.evaluate("() => purveyCharts.place('facilities', 0)")
    await page.locator("#facilities").click(position=spot)
    await page.wait_for_url("**/lists/purchase_orders?**")
    assert f"as_of={house.positions[9]}" in page.url
    await expect(page.locator(".chips")).to_contain_text("Facility")
    await expect(page.locator("#header")).to_contain_text("You see the past")

    await page.get_by_role("link", name="PO-9", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Purchase order PO-9")
    await expect(page.locator("#header")).to_contain_text("You see the past")
    await expect(page.locator(".history")).to_contain_text("drafted order PO-9")
    details = page.locator(".history details").first
    await details.locator("summary").click()
    await expect(details.locator("table")).to_be_visible()
    assert (await page.screenshot(path=tmp_path / "document.png")).startswith(PNG)
    await page.get_by_role("link", name="Back to now").click()
    await expect(page.locator("#header")).not_to_contain_text("You see the past")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Purchase order PO-9")
    watch.saw_no_fault(house.api.url)


@pytest.mark.e2e
async def test_a_link_into_the_course_of_a_day_keeps_its_position(
    page: Page, house: House, watch: Watch
) -> None:
    position = house.positions[4] - 1
    await page.goto(f"{house.api.url}/?as_of={position}")
    await drawn(page)
    await expect(page.locator("#how")).to_have_text("As it was in the course of")
    await expect(page.locator("#position")).to_have_text(f"position {position}")
    assert urlsplit(page.url).query == f"as_of={position}"
    watch.saw_no_fault(house.api.url)


@pytest.mark.e2e
async def test_a_session_that_ended_leads_to_sign_in_instead_of_a_broken_page(
    page: Page, house: House
) -> None:
    await page.context.clear_cookies()
    await page.locator("#day").press("Home")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.get_by_label("Token").fill(house.api.token)
    await page.get_by_role("button", name="Sign in").click()
    await drawn(page)


@pytest.mark.e2e
async def test_a_server_that_does_not_answer_is_told_in_words_until_it_does(
    page: Page, house: House
) -> None:
    await page.route("**/figures*", lambda route: route.abort())
    await page.route("**/lag", lambda route: route.abort())
    await page.locator("#day").press("Home")
    await expect(page.get_by_role("alert")).to_contain_text("Purvey does not answer")
    await page.unroute_all()
    await expect(page.get_by_role("alert")).to_be_empty()
    await expect(page.locator("#header")).to_contain_text("You see the past")
    await expect(page.locator("#shown")).to_have_text(f"{MONTHS[0].day} January 2024")


@pytest.mark.e2e
async def test_an_error_of_the_server_leaves_the_figures_standing(page: Page, house: House) -> None:
    async def fail(route: Route) -> None:
        await route.fulfill(status=500, body="{}", content_type="text/json")

    await page.route("**/figures*", fail)
    await page.locator("#day").press("Home")
    await expect(page.get_by_role("alert")).to_contain_text("answered with an error (500)")
    await expect(page.locator(".tile", has_text="Orders issued")).to_be_visible()


@pytest.mark.e2e
@pytest.mark.parametrize("width", [360, 820, 1440])
async def test_every_page_fits_its_window_and_runs_without_a_fault(
    house: House, watch: Watch, width: int
) -> None:
    async with window(width=width) as page:
        watch.over(page)
        await page.goto(f"{house.api.url}/sign-in?token={house.api.token}")
        for moment in ("", f"?as_of={house.positions[12]}"):
            for address in ("/", *(f"/lists/{name}" for name in LIST_PAGES), *DOCUMENTS):
                answer = await page.goto(f"{house.api.url}{address}{moment}")
                assert answer is not None
                assert answer.status == 200, address
                over = await page.evaluate(
                    "() => document.documentElement.scrollWidth - window.innerWidth"
                )
                assert over <= 0, f"{address} is {over} pixels too wide"
        watch.saw_no_fault(house.api.url)


@pytest.mark.e2e
async def test_an_empty_house_says_so_and_the_page_follows_what_happens(
    empty_house: House, watch: Watch
) -> None:
    api = empty_house.api
    async with window() as page:
        watch.over(page)
        await page.goto(f"{api.url}/sign-in?token={api.token}")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Nothing has happened yet")
        with offices(api, TENANT_DEFAULT) as office:
            for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY):
                office.do(step.path, step.body, step.actor)
            orders = page.locator(".tile", has_text="Orders issued").locator(".value")
            await expect(orders).to_have_text("1", timeout=FOLLOW_MS_MAX)
            held = page.locator(".tile", has_text="Holds open").locator(".value")
            await expect(held).to_have_text("0")
            for step in (tour.RECEIVE_SIX, tour.INVOICE_TEN):
                office.do(step.path, step.body, step.actor)
            await expect(held).to_have_text("1", timeout=FOLLOW_MS_MAX)
        watch.saw_no_fault(api.url)
