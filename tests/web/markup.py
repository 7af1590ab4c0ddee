"""Reading a page as a test sees it: its links, its texts, and the data in its scripts."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2


@dataclass
class Markup(HTMLParser):
    """What stands in a page."""

    links: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)  # texts in tables
    scripts: dict[str, str] = field(default_factory=dict)
    foreign_scripts: int = 0  # that are neither data nor a file of ours
    styles: int = 0  # inline, which the page's own policy forbids
    _script: str | None = None
    _tables: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes links, styles and where data begin."""
        given = dict(attrs)
        self.styles += "style" in given or tag == "style"
        self.foreign_scripts += any(name.startswith("on") for name in given)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        self._tables += tag == "table"
        if tag == "script":
            self._script = given.get("id")
            if given.get("type") != "application/json":
                self.foreign_scripts += not str(given.get("src")).startswith("/static/")

    def handle_endtag(self, tag: str) -> None:
        """Notes where data and tables end."""
        self._tables -= tag == "table"
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        """Notes texts and data."""
        if self._script is not None:
            self.scripts[self._script] = self.scripts.get(self._script, "") + data
        elif data.strip():
            self.texts.append(data.strip())
            self.cells += [data.strip()] * bool(self._tables)

    @property
    def text(self) -> str:
        """All that a reader sees."""
        return " ".join(self.texts)

    def json(self, script: str) -> dict[str, Any]:
        """The data that the page's script draws."""
        found: dict[str, Any] = json.loads(self.scripts[script])
        return found


def read(response: httpx2.Response) -> Markup:
    """The page of a response."""
    assert response.headers["content-type"].startswith("text/html"), response.text
    markup = Markup()
    markup.feed(response.text)
    return markup
