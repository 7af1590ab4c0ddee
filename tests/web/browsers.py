"""Where a browser for tests is found, and how it is started so that it asks nobody for anything."""

import shutil
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS: Final = (
    "--no-sandbox",  # Root has no sandbox; it shows only pages of this project.
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def browser_path() -> str | None:
    """The program of the first browser that is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
