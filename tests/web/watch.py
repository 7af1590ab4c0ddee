"""What goes on behind a page: requests, messages on the console, exceptions of scripts."""

from dataclasses import dataclass, field

from playwright.async_api import Page


@dataclass(slots=True)
class Watch:
    """Notes everything; a test asks at its end."""

    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Begins with this window."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on(
            "console",
            lambda message: (
                self.faults.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def saw_no_fault(self, home: str) -> None:
        """Nothing was asked of another host, and neither script nor policy complained."""
        assert self.requests, "the page asked for something"
        assert [url for url in self.requests if not url.startswith(f"{home}/")] == []
        assert self.faults == []
