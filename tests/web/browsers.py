"""Where a browser for tests is found, and how it is started so that it asks nobody for anything.

Playwright's asynchronous side is used: its other side keeps a loop running in the thread, and
whichever test comes next in the worker could not run one of its own.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from playwright.async_api import Browser, Page, Playwright, async_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHORT_FOLDER: Final = "/tmp"
ARGUMENTS: Final = (
    "--no-sandbox",  # Root has no sandbox; it shows only pages of this project.
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def window(width: int = 1440, height: int = 900) -> AsyncIterator[Page]:
    """A window of Chromium with an empty profile, or a skip that says how to get one."""
    path = browser_path()
    if path is None:
        pytest.skip("no Chromium here: `make e2e` as root, or apt-get install chromium (Debian)")
    # Its sockets stand in TMPDIR: the kernel takes 107 bytes, and that of a nested run is longer.
    with tempfile.TemporaryDirectory(prefix="purvey-", dir=SHORT_FOLDER) as folder:
        async with async_playwright() as playwright, _browser(playwright, path, folder) as browser:
            yield await browser.new_page(viewport={"width": width, "height": height})


@asynccontextmanager
async def _browser(playwright: Playwright, path: str, folder: str) -> AsyncIterator[Browser]:
    browser = await playwright.chromium.launch(
        executable_path=path, args=list(ARGUMENTS), env={**os.environ, "TMPDIR": folder}
    )
    try:
        yield browser
    finally:
        await browser.close()


def browser_path() -> str | None:
    """The program of the first browser that is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
