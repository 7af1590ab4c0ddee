"""The files that browsers load: shipped, licensed, ours alone, and readable for everybody."""

import re
import zipfile
from pathlib import Path

import httpx2
import pytest
from hatchling.builders.wheel import WheelBuilder

from api.web.page import FOLDER
from tests.tidy.sources import ROOT

VENDOR = FOLDER / "static" / "vendor"
OWN = sorted(path for path in (FOLDER / "static").iterdir() if path.is_file())
SHIPPED = sorted(path for name in ("static", "templates") for path in (FOLDER / name).rglob("*"))
ELSEWHERE = re.compile(r"""(?:https?:)?//[a-z]""")

# Text and what lies behind it, as the style sheet has them together.
CONTRASTS = (
    ("ink", "paper"),
    ("ink", "card"),
    ("soft", "paper"),
    ("soft", "card"),
    ("accent", "paper"),
    ("accent", "card"),
    ("card", "accent"),
    ("card", "past"),
    ("past", "past-bg"),
    ("good", "good-bg"),
    ("waits", "waits-bg"),
    ("void", "void-bg"),
)
CONTRAST_MIN = 4.5  # WCAG 2.2, AA, for text of any size


def test_a_wheel_and_an_image_carry_every_file_of_the_pages(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as opened:
        packed = set(opened.namelist())
    assert len(SHIPPED) > 20
    for path in SHIPPED:
        assert path.is_dir() or path.relative_to(ROOT).as_posix() in packed
    assert "COPY api api" in (ROOT / "Dockerfile").read_text()


def test_what_others_wrote_lies_beside_its_licence() -> None:
    told = (VENDOR / "LICENCES.md").read_text()
    for folder in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert (folder / "LICENSE").read_text().strip()
        assert f"`{folder.name}/" in told


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_files_name_no_other_host(path: Path) -> None:
    text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert ELSEWHERE.search(text) is None


@pytest.mark.parametrize("path", sorted((FOLDER / "static").rglob("*.*")), ids=lambda p: p.name)
def test_a_browser_gets_each_file_without_a_session(stranger: httpx2.Client, path: Path) -> None:
    answer = stranger.get(f"/static/{path.relative_to(FOLDER / 'static').as_posix()}")
    assert (answer.status_code, answer.content) == (200, path.read_bytes())
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("text", "behind"), CONTRASTS)
def test_text_stands_out_enough_for_weak_eyes(text: str, behind: str) -> None:
    style = (FOLDER / "static" / "purvey.css").read_text()
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", style))
    light, dark = sorted((_luminance(colours[text]), _luminance(colours[behind])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= CONTRAST_MIN


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
