"""Takes the pictures that the README shows, from an instance that serves the imported histories.

python -m tests.web.take_screenshots http://127.0.0.1:8000 .purvey/dev-token
"""

import asyncio
import sys
from pathlib import Path
from typing import Final

from playwright.async_api import Page, expect

from tests.web.browsers import window

FOLDER: Final = Path(__file__).parent / "screenshots"
DAY: Final = "2018-10-12"  # Orders, receipts and holds are all in full swing.
HELD_ONCE: Final = "/lists/invoice_holds?state=released&how=resolved&kind=quantity_received"
SETTLED_MS: Final = 2_000  # Bars have grown to their length.


async def take(url: str, token: str) -> None:
    """The dashboard on a day of the past, and an invoice that was on hold."""
    FOLDER.mkdir(exist_ok=True)
    async with window(height=1180) as page:
        await page.goto(f"{url}/sign-in?token={token}")
        position = await page.evaluate(
            "(day) => JSON.parse(document.getElementById('stops').textContent)"
            ".days.findLast((stop) => stop[0] <= day)[1]",
            DAY,
        )
        await _picture(page, f"{url}/?as_of={position}", "dashboard")
        await page.goto(f"{url}{HELD_ONCE}")
        invoice = await page.locator(".list tbody a").first.get_attribute("href")
        await page.set_viewport_size({"width": 1440, "height": 1000})
        await _picture(page, f"{url}{invoice}", "document")


async def _picture(page: Page, address: str, name: str) -> None:
    await page.goto(address)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.wait_for_timeout(SETTLED_MS)
    await page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    _, home, token_file = sys.argv
    asyncio.run(take(home, Path(token_file).read_text().strip()))
